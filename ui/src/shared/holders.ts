// Who is at an item now: a lease that is over says nothing, whatever the row still has of it.

import type { HolderView, RowView } from '../ipc/generated';
import { untilMs } from './time';

export function atItNow(row: RowView, now: number): HolderView[] {
  return row.around.at_it.filter((one) => untilMs(one.until, now) > 0);
}

/** Whether it is held by who sits here. */
export function heldByMe(row: RowView, now: number): boolean {
  return atItNow(row, now).some((one) => one.me && !one.reads);
}
