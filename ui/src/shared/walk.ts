// Keys within a list of things that open and close: up and down walk, right opens, left closes, Home and End go to the ends.
//
// It looks for buttons with `data-walk` below the list that are on the page, and tells them by `aria-expanded`.

import { direction } from './language';

export function walk(event: KeyboardEvent & { currentTarget: EventTarget & HTMLElement }): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-walk]')];
  const at = all.findIndex((one) => one === event.target);
  const here = all[at];
  if (!here) return;
  const [open, close] = direction === 'rtl' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to !== undefined) all[to]?.focus();
  else if (event.key === open || event.key === close) {
    if (here.getAttribute('aria-expanded') === String(event.key === close)) here.click();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}
