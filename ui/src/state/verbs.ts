// What the decision keys and buttons do to the open item. Keys and clicks come through the same doors, with the same guards.

import type { FrictionView } from '../ipc/generated';
import { allows, canDecide, frictionNow, tail, send, sendAndGoOn, signNow, undo } from './deciding';
import { barsOf, type Bar } from './bars';
import type { Desk } from './desk.svelte';
import type { OpenItem } from './item.svelte';
import { bringBack } from './snooze';
import { tabsOf } from './tabs';

/** Whether every value of the action has been on screen. */
export function allSeen(item: OpenItem): boolean {
  return item.detail !== null && item.seen.unseen.length === 0;
}

/** A press on Approve, once the hand has done what friction asks. */
export function approve(desk: Desk, item: OpenItem): void {
  if (!canDecide(desk, item) || !allows(item, 'approve') || !allSeen(item)) return;
  if (frictionNow(item) === 'type') item.mode = 'confirm';
  else void sendAndGoOn(desk, item, { verb: 'approve', typed: null });
}

/** The key for Approve: scrolls to what was not seen, starts the hold, or decides. */
export function approveKey(desk: Desk, item: OpenItem): void {
  if (!canDecide(desk, item) || !allows(item, 'approve')) return;
  if (!allSeen(item)) reveal(item);
  else if (frictionNow(item) === 'hold') item.hold.press(() => approve(desk, item));
  else approve(desk, item);
}

/** Scrolls to what was not seen. A second press at once does not decide about it. */
export function reveal(item: OpenItem): void {
  item.seen.reveal();
  item.rest();
}

export function approveTyped(desk: Desk, item: OpenItem, typed: string): void {
  if (!canDecide(desk, item) || !allSeen(item) || !fits(item, typed)) return;
  void sendAndGoOn(desk, item, { verb: 'approve', typed });
}

/** Long enough to be the end that is asked for; the desk compares it. */
export function fits(item: OpenItem, typed: string): boolean {
  return [...typed].length === [...tail(item.detail?.confirm ?? null)].length;
}

export function startEdit(desk: Desk, item: OpenItem): void {
  if (canDecide(desk, item) && allows(item, 'edit')) item.mode = 'edit';
}

/** What signing an edit asks of the hand: never less than approving does. */
export function editFriction(item: OpenItem, riskyNow: boolean): FrictionView {
  return frictionNow(item) === 'none' && !riskyNow ? 'none' : 'hold';
}

/** Whether an edit is signed only with the end of a value typed beside it. */
export function editAsksTyping(item: OpenItem): boolean {
  return frictionNow(item) === 'type';
}

export function signEdit(desk: Desk, item: OpenItem, edited: string): void {
  const typing = editAsksTyping(item);
  if (!canDecide(desk, item) || !allSeen(item) || (typing && !fits(item, item.typed))) return;
  void sendAndGoOn(desk, item, { verb: 'edit', arguments: edited, typed: typing ? item.typed : null });
}

/** Opens the sheet. The bar runs from the start with the default reason, unless a message was begun before. */
export function startReject(desk: Desk, item: OpenItem): void {
  if (!canDecide(desk, item) || !allows(item, 'reject') || !item.detail) return;
  item.reason ??= item.detail.default_reason;
  item.mode = 'reject';
  if (item.message.trim() !== '') return;
  item.inOrder(async () => {
    const progress = await send(desk, item, rejection(item));
    if (progress && progress.step !== 'holding' && desk.item === item) desk.openNext(item.esc);
  });
}

/** Picks a reason; a running bar starts again with it. */
export function pickReason(desk: Desk, item: OpenItem, code: string): void {
  if (item.reason === code) return;
  item.reason = code;
  item.inOrder(async () => {
    if (held(item) && canDecide(desk, item)) await send(desk, item, rejection(item));
  });
}

/** Typing stops the bar: what is being written is not signed half. */
export function typedMessage(desk: Desk, item: OpenItem): void {
  item.inOrder(async () => {
    if (held(item)) await undo(desk, item.esc);
  });
}

export function signReject(desk: Desk, item: OpenItem): void {
  if (!canDecide(desk, item) && !item.sending) return;
  item.inOrder(async () => {
    if (item.mode !== 'reject' || !canDecide(desk, item)) return;
    const running = held(item) && item.message.trim() === '';
    const progress = running ? item.detail?.row.progress : await send(desk, item, rejection(item));
    if (progress?.step === 'holding') await signNow(desk, item);
    else if (progress && desk.item === item) desk.openNext(item.esc);
  });
}

export function respond(desk: Desk, item: OpenItem, answer: string): void {
  if (!canDecide(desk, item) || !allows(item, 'respond') || answer.trim() === '' || !allSeen(item)) return;
  void sendAndGoOn(desk, item, { verb: 'respond', answer });
}

/** Leaves the form that is open. What was typed is kept with the item; a running reject is taken back. */
export function leaveForm(desk: Desk, item: OpenItem): void {
  if (item.mode === 'reject') typedMessage(desk, item);
  if (item.mode === 'edit') item.edited = null;
  item.mode = 'read';
  item.decideError = null;
}

export function undoNewest(desk: Desk): void {
  // What runs in the open sheet has no bar in the list, and is taken back all the same.
  const newest = barsOf(desk.book.held(), desk.together).at(-1);
  if (desk.putOff || !newest) return void bringBack(desk);
  const opened = newest.rows[0]?.esc;
  undoBar(desk, newest);
  if (opened === undefined) return;
  if (desk.item?.esc === opened) desk.item.mode = 'read';
  else if (!desk.batch?.sending) desk.open(opened);
}

/** Takes back all of it that is not signed yet; of a batch that is being signed, the rest is not asked for. */
export function undoBar(desk: Desk, bar: Bar): void {
  if (bar.batch && desk.batch?.sending) desk.batch.cut = true;
  for (const row of bar.rows) void undo(desk, row.esc);
}

export function openTab(item: OpenItem, n: number): void {
  const tab = item.detail ? tabsOf(item.detail)[n - 1] : undefined;
  if (tab) item.tab = tab;
}

export function held(item: OpenItem): boolean {
  return item.detail?.row.progress?.step === 'holding';
}

function rejection(item: OpenItem) {
  const message = item.message.trim();
  return { verb: 'reject', reason: item.reason ?? item.detail?.default_reason ?? '', message: message === '' ? null : message } as const;
}
