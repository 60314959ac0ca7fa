// Which theme the page has and to which keys it listens. The desk keeps the theme; a copy here spares the wrong one at the next start.

import type { ThemeChoice } from '../ipc/generated';
import { asUiError } from '../ipc/backend';
import { readOwn, type Own } from '../shared/keys/binding';
import { bound } from '../shared/keys/bound.svelte';
import { keepLanguage, languageChoice, type LanguageChoice } from '../shared/language';
import type { Desk } from './desk.svelte';

const THEME = 'fermata.theme';
const LETTERS = 'fermata.letters';
const OWN = 'fermata.keys';
const darkSystem = matchMedia('(prefers-color-scheme: dark)');

/** Puts a theme on the page and keeps `system` following the system. */
export function showTheme(theme: ThemeChoice): () => void {
  const paint = () => {
    const dark = theme === 'dark' || (theme === 'system' && darkSystem.matches);
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  };
  paint();
  darkSystem.addEventListener('change', paint);
  localStorage.setItem(THEME, theme);
  return () => darkSystem.removeEventListener('change', paint);
}

export function lastTheme(): ThemeChoice {
  const kept = localStorage.getItem(THEME);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** What the desk did not take is not shown, and the reason stands beside the choice, wherever it was made. */
export async function setTheme(desk: Desk, theme: ThemeChoice): Promise<void> {
  try {
    await desk.backend.setTheme(theme);
    desk.theme = theme;
    desk.themeError = null;
  } catch (thrown) {
    desk.themeError = asUiError(thrown);
    desk.overlay = 'settings';
  }
}

/** The page is loaded anew in it: every word of it was read already. What is not signed yet is the desk's, and stays. */
export function setLanguage(choice: LanguageChoice): void {
  if (choice === languageChoice) return;
  keepLanguage(choice);
  location.reload();
}

export function lastLetters(): boolean {
  return localStorage.getItem(LETTERS) !== 'off';
}

export function setLetters(on: boolean): void {
  bound.letters = on;
  localStorage.setItem(LETTERS, on ? 'on' : 'off');
}

export function lastOwn(): Own {
  return readOwn(localStorage.getItem(OWN));
}

export function setOwn(own: Own): void {
  bound.own = own;
  localStorage.setItem(OWN, JSON.stringify(own));
}
