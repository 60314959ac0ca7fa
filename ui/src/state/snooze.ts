// Putting the open item off: which times are offered, and what is asked of the desk. The desk keeps it and brings it back.

import { asUiError } from '../ipc/backend';
import type { RowView } from '../ipc/generated';
import { m } from '../shared/messages';
import { shortSpan } from '../shared/time';
import { decidable } from './deciding';
import type { Desk } from './desk.svelte';
import type { OpenItem } from './item.svelte';

const MINUTE_MS = 60_000;
const SPANS_MS = [10 * MINUTE_MS, 60 * MINUTE_MS];
const MORNING = 8;
/** How long the bar says that it can be taken back. */
export const SAID_MS = 8000;

export type Offer = { until: string; words: string };
/** What was put off last, as long as its bar stands. */
export type PutOff = { row: RowView; until: string; bar: string };

/** The times that leave a quarter of what is left now, and the last of them by name. */
export function offers(row: RowView, now: number): Offer[] {
  const limit = now + (Date.parse(row.due) - now) * 0.75;
  if (limit - now < MINUTE_MS) return [];
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(MORNING, 0, 0, 0);
  const some = [...SPANS_MS.map((span) => ({ at: now + span, words: shortSpan(span) })), { at: morning.getTime(), words: m.snooze.tomorrow }];
  const all = [...some.filter(({ at }) => at < limit - MINUTE_MS), { at: Math.floor(limit), words: m.snooze.limit }];
  return all.map(({ at, words }) => ({ until: new Date(at).toISOString(), words }));
}

/** Whether it waits for this person, so that there is something to put off. */
export function canPutOff(item: OpenItem): boolean {
  const row = item.detail?.row;
  return row !== undefined && decidable(item) && row.progress === null && row.alarm === null;
}

export function startSnooze(desk: Desk, item: OpenItem): void {
  if (item.mode !== 'read' || !item.alive || item.sending || desk.overlay !== 'none' || desk.selection.size > 0 || !canPutOff(item)) return;
  item.decideError = null;
  item.mode = 'snooze';
}

/** Puts it off and goes on to the next item. */
export async function snooze(desk: Desk, item: OpenItem, until: string): Promise<void> {
  const row = item.detail?.row;
  if (item.mode !== 'snooze' || item.sending || !row || !canPutOff(item)) return;
  const next = desk.nextAfter(item.esc);
  if (!(await ask(item, until))) return;
  desk.sayPutOff({ row, until, bar: new Date(Date.now() + SAID_MS).toISOString() });
  if (desk.item === item) desk.openOr(next);
}

/** Brings back what was put off last, or else the open item. True when there was something. */
export function bringBack(desk: Desk): boolean {
  const { putOff, item } = desk;
  if (putOff) void bringBackRow(desk, putOff.row);
  else if (item && item.mode === 'read' && item.detail?.row.snoozed != null) void ask(item, null);
  else return false;
  return true;
}

async function bringBackRow(desk: Desk, row: RowView): Promise<void> {
  desk.sayPutOff(null);
  desk.open(row.esc);
  if (desk.item) await ask(desk.item, null);
}

/** True when the desk took it; else the reason stands at the buttons. */
export async function ask(item: OpenItem, until: string | null): Promise<boolean> {
  item.sending = true;
  item.decideError = null;
  try {
    await item.backend.snooze(item.esc, until);
    item.mode = 'read';
    await item.load();
    return true;
  } catch (thrown) {
    item.decideError = asUiError(thrown);
    return false;
  } finally {
    item.sending = false;
  }
}
