// Moving from the open item: through what was open before, and row by row.

import type { Desk } from './desk.svelte';

const isHere = (desk: Desk) => (esc: string): boolean => desk.book.get(esc) !== undefined;

/** Goes through what was open before, past what is not here any more. */
export function walk(desk: Desk, by: 1 | -1): void {
  const to = desk.trail.step(by, desk.item?.esc ?? null, isHere(desk));
  if (to !== null) desk.open(to);
}

export function walks(desk: Desk, by: 1 | -1): boolean {
  return desk.trail.leads(by, desk.item?.esc ?? null, isHere(desk));
}

/** Moves by one row from the open item, wherever it stands now. */
export function step(desk: Desk, by: 1 | -1): void {
  const at = desk.shown.findIndex((row) => row.esc === desk.item?.esc);
  const here = desk.shown.find((row) => row.esc === (by === 1 ? desk.paging.sight.first : desk.paging.sight.last)) ?? desk.shown.at(by === 1 ? 0 : -1);
  const to = at === -1 ? here : desk.shown[at + by];
  if (to) desk.open(to.esc);
  else void desk.paging.more(by === 1 ? 'after' : 'before');
}
