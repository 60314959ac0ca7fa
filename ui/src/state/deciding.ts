// Deciding on the open item: the guards, and what is sent to the desk. The desk signs; this only asks it to.

import { asUiError } from '../ipc/backend';
import type { DecisionForm, FrictionView, ProgressView, VerbView } from '../ipc/generated';
import { clock } from '../shared/clock.svelte';
import { untilMs } from '../shared/time';
import type { Desk } from './desk.svelte';
import type { OpenItem } from './item.svelte';

/** Below this, approving asks for a hold, because the undo bar may not fit any more. */
export const LATE_MS = 30_000;

/** Whether the open item can be decided with a key or a button right now. */
export function canDecide(desk: Desk, item: OpenItem): boolean {
  const alone = desk.batch === null && desk.selection.size === 0;
  return alone && decidable(item) && desk.status.off === null && item.alive && !item.sending && desk.overlay === 'none';
}

/** Whether it is open and mine to decide, whatever the moment. */
export function decidable(item: OpenItem): boolean {
  const row = item.detail?.row;
  if (!row || row.status !== 'open' || item.newer || item.loadError?.code === 'notFound') return false;
  const step = row.progress?.step;
  // A decision that had no effect leaves the item open for another one.
  const free = step === undefined || step === 'holding' || step === 'not_applied' || step === 'failed';
  return free && untilMs(row.due, clock.now) > 0;
}

export function allows(item: OpenItem, verb: VerbView): boolean {
  return item.detail?.allowed.includes(verb) ?? false;
}

/** What approving asks of the hand at this moment. */
export function frictionNow(item: OpenItem): FrictionView {
  const detail = item.detail;
  if (!detail) return 'hold';
  if (detail.friction === 'type' && tail(detail.confirm) === '') return 'hold';
  if (detail.friction === 'none' && untilMs(detail.row.due, clock.now) < LATE_MS) return 'hold';
  return detail.friction;
}

/** What must be typed to confirm: the last four characters of the value that the contract names. */
export function tail(confirm: string | null): string {
  return [...(confirm ?? '')].slice(-4).join('');
}

/** Sends a decision. `null` when the desk refused it; the reason then stands at the buttons. */
export async function send(desk: Desk, item: OpenItem, decision: DecisionForm): Promise<ProgressView | null> {
  if (item.sending) return null;
  item.sending = true;
  item.decideError = null;
  try {
    return took(desk, item, await desk.backend.decide(item.esc, decision, item.seenForm()));
  } catch (thrown) {
    return refused(item, thrown);
  } finally {
    item.sending = false;
  }
}

/** Sends a decision and goes on to the next item once the desk has it. */
export async function sendAndGoOn(desk: Desk, item: OpenItem, decision: DecisionForm): Promise<void> {
  const progress = await send(desk, item, decision);
  if (progress) goOn(desk, item);
}

export async function signNow(desk: Desk, item: OpenItem): Promise<void> {
  if (item.sending) return;
  item.sending = true;
  try {
    took(desk, item, await desk.backend.signNow(item.esc));
    goOn(desk, item);
  } catch (thrown) {
    refused(item, thrown);
  } finally {
    item.sending = false;
  }
}

/** Takes a decision back that is not signed yet. True when it was in time. */
export async function undo(desk: Desk, esc: string): Promise<boolean> {
  try {
    await desk.backend.undo(esc);
    desk.book.progress(esc, null);
    if (desk.item?.esc === esc) desk.item.progress(null);
    return true;
  } catch (thrown) {
    if (desk.item?.esc === esc) refused(desk.item, thrown);
    return false;
  }
}

function goOn(desk: Desk, item: OpenItem): void {
  if (desk.item === item) desk.openNext(item.esc);
}

function took(desk: Desk, item: OpenItem, progress: ProgressView): ProgressView {
  // What can be taken back now is this.
  desk.sayPutOff(null);
  desk.book.progress(item.esc, progress);
  item.progress(progress);
  return progress;
}

function refused(item: OpenItem, thrown: unknown): null {
  item.decideError = asUiError(thrown);
  void item.load();
  return null;
}
