// Selecting with keys and mouse, and deciding what is selected. One decision for each item, in order, each with what was seen of it.

import { asUiError } from '../ipc/backend';
import type { DecisionForm, RowView } from '../ipc/generated';
import { m } from '../shared/messages';
import { Batch, inWords, type Entry, type Failure } from './batch.svelte';
import type { Desk } from './desk.svelte';
import type { BatchVerb } from './fit';
import { waits } from './rows.svelte';

export type Press = Pick<MouseEvent, 'shiftKey' | 'ctrlKey' | 'metaKey'>;

/** A click on a row: opens it, and with Shift or Ctrl selects. */
export function pick(desk: Desk, row: RowView, press: Press): void {
  if (!press.shiftKey && !press.ctrlKey && !press.metaKey) desk.open(row.esc);
  else if (maySelect(desk)) {
    if (press.shiftKey) desk.selection.range(desk.shown, row.esc, desk.item?.esc ?? null);
    else desk.selection.toggle(row);
  }
}

export function selectOpen(desk: Desk): void {
  const row = openRow(desk);
  if (row && maySelect(desk)) desk.selection.toggle(row);
}

/** Whether the open row can be selected once nothing lies over the desk. */
export function maySelectOpen(desk: Desk): boolean {
  const row = openRow(desk);
  return row !== undefined && waits(row) && readsList(desk);
}

function openRow(desk: Desk): RowView | undefined {
  return desk.shown.find(({ esc }) => esc === desk.item?.esc);
}

export function selectRange(desk: Desk): void {
  if (desk.item && maySelect(desk)) desk.selection.range(desk.shown, desk.item.esc, desk.item.esc);
}

/** Not under a form: its keys are about the open item. */
function maySelect(desk: Desk): boolean {
  return desk.overlay === 'none' && readsList(desk);
}

function readsList(desk: Desk): boolean {
  return desk.list !== 'decided' && desk.batch === null && (desk.item === null || desk.item.mode === 'read');
}

/** Opens the sheet for what is selected, in the order of the list. */
export function startBatch(desk: Desk, verb: BatchVerb): void {
  if (desk.selection.size === 0 || !maySelect(desk) || desk.status.off !== null || desk.item?.sending) return;
  desk.item?.hold.release();
  const rows = desk.book.shown(desk.list, desk.queue).filter((row) => desk.selection.has(row.esc));
  const order = [...desk.shown, ...rows].filter((row, i, all) => rows.includes(row) && all.indexOf(row) === i);
  desk.result = null;
  desk.batch = new Batch(verb, desk.backend, order);
  void desk.batch.load();
}

/** Whether every value in the table has been on screen. */
export function tableSeen(batch: Batch): boolean {
  return !batch.loading && batch.seen.unseen.length === 0;
}

export function canSign(desk: Desk, batch: Batch): boolean {
  const free = desk.batch === batch && desk.overlay === 'none' && desk.status.off === null;
  return free && batch.alive && !batch.sending && batch.misfits.length === 0 && batch.included.length > 0;
}

/** The key for Approve: scrolls to what was not seen, or decides. */
export function batchKey(desk: Desk, batch: Batch): void {
  if (!canSign(desk, batch)) return;
  if (!tableSeen(batch)) revealRow(batch);
  else void signBatch(desk, batch);
}

/** Scrolls to what was not seen. A second press at once does not decide about it. */
export function revealRow(batch: Batch): void {
  batch.seen.reveal();
  batch.rest();
}

export function takeOut(desk: Desk, batch: Batch): void {
  if (batch.sending || batch.loading) return;
  for (const esc of batch.takeOut()) desk.selection.drop(esc);
  if (batch.entries.length === 0) desk.leaveBatch();
}

export async function signBatch(desk: Desk, batch: Batch): Promise<void> {
  const decision = batch.decision();
  if (!canSign(desk, batch) || batch.moved() || !decision || (batch.verb === 'approve' && !tableSeen(batch))) return;
  const all = batch.included;
  const failures: Failure[] = [];
  desk.together = [...desk.together, { verb: batch.verb, escs: new Set(all.map(({ esc }) => esc)) }];
  batch.of = all.length;
  for (batch.done = 0; batch.done < all.length; batch.done += 1) {
    const entry = all[batch.done]!;
    const why = await decideOne(desk, batch, entry.esc, decision);
    if (why !== null) failures.push({ esc: entry.esc, title: entry.title, why });
  }
  batch.done = null;
  if (failures.length > 0) desk.result = { verb: batch.verb, of: all.length, failures };
  end(desk, all, failures);
}

/** `null` when the desk took it, else why not. What happened to it since the last one was sent counts. */
async function decideOne(desk: Desk, batch: Batch, esc: string, decision: DecisionForm): Promise<string | null> {
  const entry = batch.entries.find((one) => one.esc === esc);
  if (!entry || batch.cut) return m.batch.taken;
  const left = batch.left(entry);
  if (left !== null) return left;
  batch.ask(esc);
  try {
    const progress = await desk.backend.decide(esc, decision, batch.seenForm(entry));
    desk.book.progress(esc, progress);
    if (desk.item?.esc === esc) desk.item.progress(progress);
    return null;
  } catch (thrown) {
    return inWords(asUiError(thrown));
  }
}

/** The next row that waits opens. Where nothing was decided, the selection stays for another try. */
function end(desk: Desk, all: readonly Entry[], failures: readonly Failure[]): void {
  const last = all.at(-1);
  const some = failures.length < all.length;
  if (some) for (const { esc } of all) desk.selection.drop(esc);
  desk.leaveBatch();
  if (some && last) desk.openNext(last.esc);
}
