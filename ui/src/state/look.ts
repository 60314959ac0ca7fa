// Contrast and text size: preferences of this page, which it keeps itself, as an attribute of the document each.
//
// Text grows by the zoom of the document, since all that holds it must grow along. Conditions on the window do not see
// that zoom (and those on containers see it differently from engine to engine), so the room that is left is written down too.

import { m } from '../shared/messages';
import type { Desk } from './desk.svelte';

export type Contrast = 'system' | 'more';

export const SIZES = [100, 110, 125, 150, 175, 200];
const CONTRAST = 'fermata.contrast';
const SIZE = 'fermata.size';
/** What the room is called below which width; a name stands beside those of all wider rooms. */
const ROOMS: [string, number][] = [['medium', 1400], ['small', 1100], ['narrow', 800], ['tight', 600]];
const LOW = 520;

export function lastContrast(): Contrast {
  return localStorage.getItem(CONTRAST) === 'more' ? 'more' : 'system';
}

export function lastSize(): number {
  const kept = Number(localStorage.getItem(SIZE));
  return SIZES.includes(kept) ? kept : 100;
}

/** Puts a contrast on the page and keeps `system` following the system. */
export function showContrast(contrast: Contrast): () => void {
  const moreSystem = matchMedia('(prefers-contrast: more)');
  const paint = (): void => {
    if (contrast === 'more' || moreSystem.matches) document.documentElement.dataset['contrast'] = 'more';
    else delete document.documentElement.dataset['contrast'];
  };
  paint();
  moreSystem.addEventListener('change', paint);
  localStorage.setItem(CONTRAST, contrast);
  return () => moreSystem.removeEventListener('change', paint);
}

/** Puts a size on the page and keeps the names of its room right. */
export function showSize(size: number): () => void {
  const measure = (): void => {
    const [width, height] = [innerWidth / (size / 100), innerHeight / (size / 100)];
    const room = ROOMS.filter(([, below]) => width < below).map(([name]) => name);
    if (height < LOW) room.push('low');
    document.documentElement.dataset['room'] = room.join(' ');
    document.documentElement.style.setProperty('--window-height', `${height}px`);
  };
  document.documentElement.style.setProperty('zoom', String(size / 100));
  measure();
  addEventListener('resize', measure);
  localStorage.setItem(SIZE, String(size));
  return () => removeEventListener('resize', measure);
}

/** One step up or down, or back to 100 %. */
export function resize(desk: Desk, to: 1 | -1 | 0): void {
  const at = SIZES.indexOf(desk.size);
  desk.size = to === 0 ? 100 : (SIZES[at + to] ?? desk.size);
  desk.announcement = m.look.isNow(desk.size);
}
