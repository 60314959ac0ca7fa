// The rows of a list as they stand on screen. All in pixels of the page, which may be zoomed, as positions to scroll to are.

/** A row, and how far below the upper edge of the list it begins. */
export type Stood = { esc: string; y: number };

export const linesIn = (list: HTMLElement): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[data-line]')];
export const lineOf = (list: HTMLElement, esc: string): HTMLElement | null => list.querySelector(`[data-line="${CSS.escape(esc)}"]`);
export const escOf = (target: EventTarget | null): string | null => (target instanceof Element ? (target.closest<HTMLElement>('[data-line]')?.dataset['line'] ?? null) : null);
export const heightOf = (line: HTMLElement): number => parseFloat(getComputedStyle(line).height);

/** Rectangles are in pixels of the window. */
export function yOf(list: HTMLElement, line: HTMLElement): number {
  const view = list.getBoundingClientRect();
  return ((line.getBoundingClientRect().top - view.top) * list.offsetHeight) / view.height;
}

/** The rows on screen, from top to bottom. */
export function onScreen(list: HTMLElement): Stood[] {
  const all = linesIn(list).map((line) => ({ esc: line.dataset['line'] ?? '', y: yOf(list, line), height: line.offsetHeight }));
  return all.filter(({ y, height }) => y + height > 1 && y < list.clientHeight - 1);
}

/** The focus is on a row, or was lost with one. */
export const focusOnRows = (): boolean => document.activeElement === document.body || document.activeElement?.matches('[data-testid=row]') === true;

export function focusOn(line: HTMLElement | null): void {
  line?.querySelector('button')?.focus({ preventScroll: true });
}
