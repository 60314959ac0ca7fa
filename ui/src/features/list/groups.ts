// Under which headings the rows of a list stand.

import type { RowView } from '../../ipc/generated';
import { clock } from '../../shared/clock.svelte';
import { m } from '../../shared/messages';
import type { Desk } from '../../state/desk.svelte';

export type Group = { label: string; note: string; rows: RowView[] };

export function groupsOf(desk: Desk): Group[] {
  const { shown } = desk;
  if (shown.length === 0) return [];
  if (desk.search.on) return [{ label: m.search.found, note: m.search.orders[desk.search.parsed.form.sort], rows: shown }];
  if (desk.list === 'decided') return [{ label: m.list.closed, note: m.list.newest, rows: shown }];
  if (desk.list === 'snoozed') return [{ label: m.together.rail.snoozed, note: m.snooze.first, rows: shown }];
  const alarms = shown.filter((row) => row.alarm);
  const waiting = shown.slice(alarms.length);
  // They stand in this order already: who is soon by now is cut off from the others, and nobody stands twice.
  const now = clock.slow;
  const first = waiting.findIndex((row) => !desk.soon(row, now));
  const soon = first === -1 ? waiting : waiting.slice(0, first);
  return [
    { label: m.list.look, note: '', rows: alarms },
    { label: m.list.soon, note: m.list.order, rows: soon },
    { label: m.list.later, note: soon.length === 0 ? m.list.order : '', rows: waiting.slice(soon.length) },
  ].filter((group) => group.rows.length > 0);
}
