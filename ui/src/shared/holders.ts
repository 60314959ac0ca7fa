// Who is at an item now: a lease that is over says nothing, whatever the row still has of it.

import type { HolderView, RowAroundView, RowView } from '../ipc/generated';
import { untilMs } from './time';

const NOTHING: RowAroundView = { at_it: [], assigned: null, lists: [], stand: null, answers: null, answered_by: null };

/** What others do around a row; a row that an older desk kept has none of it. */
export function aroundOf(row: RowView): RowAroundView {
  return row.around ?? NOTHING;
}

export function atItNow(row: RowView, now: number): HolderView[] {
  return aroundOf(row).at_it.filter((one) => untilMs(one.until, now) > 0);
}

/** Whether it is held by who sits here. */
export function heldByMe(row: RowView, now: number): boolean {
  return atItNow(row, now).some((one) => one.me && !one.reads);
}
