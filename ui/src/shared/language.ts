// Which language the page speaks. It is read once, before any word is: whoever changes it loads the page anew.

export type LanguageChoice = 'system' | 'en' | 'de';

const KEPT = 'fermata.language';
// Tests of single modules run outside of a page, and in English.
const inPage = typeof document !== 'undefined';

export function languageChoice(): LanguageChoice {
  const kept = inPage ? localStorage.getItem(KEPT) : 'en';
  return kept === 'en' || kept === 'de' ? kept : 'system';
}

export function keepLanguage(choice: LanguageChoice): void {
  localStorage.setItem(KEPT, choice);
}

/** The first of the system's languages that the page speaks, else English. */
function ofSystem(): 'en' | 'de' {
  for (const tag of navigator.languages) if (/^(en|de)\b/.test(tag)) return tag.startsWith('de') ? 'de' : 'en';
  return 'en';
}

const choice = languageChoice();

export const language = choice === 'system' ? ofSystem() : choice;
