// Which language the page speaks, in which direction, and in which locale it writes numbers and dates. Read once, before any word is:
// whoever changes it loads the page anew.
//
// `qps` is no language: it is English made strange, to see in the twin what a longer language from right to left does to the page.

export type LanguageChoice = 'system' | 'en' | 'de';
export type Language = 'en' | 'de' | 'qps';

const KEPT = 'fermata.language';
// Tests of single modules run outside of a page, and in English.
const kept = typeof document === 'undefined' ? 'en' : localStorage.getItem(KEPT);

export const languageChoice: LanguageChoice = kept === 'en' || kept === 'de' ? kept : 'system';

export function keepLanguage(choice: LanguageChoice): void {
  localStorage.setItem(KEPT, choice);
}

/** The first of the system's languages that the page speaks, else English. */
export function ofSystem(tags: readonly string[]): 'en' | 'de' {
  const known = tags.find((tag) => /^(en|de)(-|$)/i.test(tag)) ?? 'en';
  return known.toLowerCase().startsWith('de') ? 'de' : 'en';
}

function spoken(): Language {
  if (kept === 'qps' && import.meta.env.MODE === 'demo') return 'qps';
  return languageChoice === 'system' ? ofSystem(navigator.languages) : languageChoice;
}

export const language: Language = spoken();
export const direction = language === 'qps' ? 'rtl' : 'ltr';

const locales: Record<Language, string> = { en: 'en-GB', de: 'de-DE', qps: 'en-GB' };

/** The one place that knows it: spans, moments and money are written in it. */
export const locale = locales[language];
