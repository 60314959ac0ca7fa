// The keys of the desk, bound to what they do. The registry says which key it is and when it counts.

import { actionFor, focusOf, type Handlers } from '../shared/keys/dispatch';
import type { Scope } from '../shared/keys/registry';
import { batchKey, selectOpen, selectRange, signBatch, startBatch, takeOut } from '../state/batching';
import { decidable } from '../state/deciding';
import { signStop, startStop } from '../state/stopping';
import type { Batch } from '../state/batch.svelte';
import type { Desk } from '../state/desk.svelte';
import { claimOrRelease, signNote, startNote } from '../state/together';
import { approveKey, approveTyped, leaveForm, openTab, pickReason, respond, signReject, startEdit, startReject, undoNewest } from '../state/verbs';

function scopeOf(desk: Desk): Scope {
  if (desk.overlay === 'help' || desk.overlay === 'quit' || desk.overlay === 'identity') return 'dialog';
  if (desk.batch) return desk.batch.verb === 'approve' ? 'batch' : 'batchReject';
  const item = desk.item;
  if (item?.mode === 'stop') return 'stop';
  if (item?.mode === 'note') return 'note';
  if (!item || !decidable(item) || item.mode === 'read') return 'desk';
  return item.mode;
}

function handlersOf(desk: Desk): Handlers {
  const item = desk.item;
  const always: Handlers = {
    next: () => desk.step(1),
    previous: () => desk.step(-1),
    open: () => document.getElementById('detail')?.focus(),
    search: () => document.getElementById('search')?.focus(),
    help: () => (desk.overlay = desk.overlay === 'help' ? 'none' : 'help'),
    back: () => desk.walk(-1),
    forward: () => desk.walk(1),
    select: () => selectOpen(desk),
    selectRange: () => selectRange(desk),
    undo: () => undoNewest(desk),
    escape: () => escape(desk),
    quit: () => desk.quit(),
  };
  if (desk.batch) return { ...always, ...batchHandlers(desk, desk.batch) };
  const selected: Handlers = desk.selection.size === 0 ? {} : { approve: () => startBatch(desk, 'approve'), reject: () => startBatch(desk, 'reject') };
  if (!item) return { ...always, ...selected };
  return {
    ...always,
    approve: () => approveKey(desk, item),
    edit: () => startEdit(desk, item),
    reject: () => startReject(desk, item),
    tab: (event) => openTab(item, Number(event.key)),
    reason: (event) => {
      const reason = item.detail?.reject_reasons[Number(event.key) - 1];
      if (reason) pickReason(desk, item, reason.code);
    },
    message: () => document.getElementById('reject-message')?.focus(),
    signReject: () => signReject(desk, item),
    signEdit: () => item.onSignEdit?.(),
    signAnswer: () => respond(desk, item, item.message),
    stop: () => startStop(item),
    signStop: () => void signStop(item),
    claim: () => void claimOrRelease(desk, item),
    comment: () => startNote(desk, item, 'comment'),
    ask: () => startNote(desk, item, 'ask'),
    assign: () => startNote(desk, item, 'assign'),
    extend: () => startNote(desk, item, 'extend'),
    more: () => (item.more = item.mode === 'read' && !item.more),
    signNote: () => void signNote(item),
    signConfirm: () => approveTyped(desk, item, item.typed),
    ...selected,
  };
}

function batchHandlers(desk: Desk, batch: Batch): Handlers {
  return {
    approve: () => batchKey(desk, batch),
    takeOut: () => takeOut(desk, batch),
    reason: (event) => (batch.reason = batch.reasons[Number(event.key) - 1]?.code ?? batch.reason),
    message: () => document.getElementById('reject-message')?.focus(),
    signReject: () => void signBatch(desk, batch),
  };
}

function escape(desk: Desk): void {
  if (desk.overlay !== 'none') desk.overlay = 'none';
  else if (desk.batch) desk.leaveBatch();
  else if (desk.item?.more) desk.item.more = false;
  else if (desk.item && desk.item.mode !== 'read') leaveForm(desk, desk.item);
  else if (desk.selection.size > 0 || desk.selection.said !== null) desk.selection.clear();
  else document.querySelector<HTMLElement>('[data-testid=row][aria-current=true]')?.focus();
}

/** Listens until the returned function is called. */
export function handleKeys(desk: Desk): () => void {
  const down = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const id = actionFor(event, scopeOf(desk), focusOf(event.target), desk.letters);
    if (id === null) return;
    event.preventDefault();
    handlersOf(desk)[id]?.(event);
  };
  /** The fourth and fifth button of a mouse go back and forward. */
  const click = (event: MouseEvent): void => {
    if (event.button !== 3 && event.button !== 4) return;
    event.preventDefault();
    if (scopeOf(desk) === 'desk') desk.walk(event.button === 3 ? -1 : 1);
  };
  const release = (): void => desk.item?.hold.release();
  window.addEventListener('keydown', down);
  window.addEventListener('keyup', release);
  window.addEventListener('mouseup', click);
  window.addEventListener('blur', release);
  return () => {
    window.removeEventListener('keydown', down);
    window.removeEventListener('keyup', release);
    window.removeEventListener('mouseup', click);
    window.removeEventListener('blur', release);
  };
}
