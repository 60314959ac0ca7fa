// What each action of the registry does to the desk. Keys and commands come through the same doors, with the same guards.

import { clock } from '../shared/clock.svelte';
import type { Handlers } from '../shared/keys/dispatch';
import type { Scope } from '../shared/keys/registry';
import type { Batch } from './batch.svelte';
import { batchKey, selectOpen, selectRange, signBatch, startBatch, takeOut } from './batching';
import { decidable } from './deciding';
import type { Desk } from './desk.svelte';
import { lean } from './leaning';
import { resize } from './look';
import { step, walk } from './moving';
import { offers, snooze, startSnooze } from './snooze';
import { signStop, startStop } from './stopping';
import { claimOrRelease, signNote, startNote } from './together';
import { approveKey, approveTyped, leaveForm, openTab, pickReason, respond, signReject, startEdit, startReject, undoNewest } from './verbs';

/** What has the keys. */
export function scopeOf(desk: Desk): Scope {
  if (desk.phase !== 'ready' || desk.broken) return 'start';
  if (desk.overlay === 'commands') return 'commands';
  return desk.overlay === 'none' || desk.overlay === 'settings' ? scopeBelow(desk) : 'dialog';
}

/** What has the keys once nothing lies over it. */
export function scopeBelow(desk: Desk): Scope {
  if (desk.batch) return desk.batch.verb === 'approve' ? 'batch' : 'batchReject';
  const item = desk.item;
  if (item?.mode === 'stop') return 'stop';
  if (item?.mode === 'note') return 'note';
  if (!item || !decidable(item) || item.mode === 'read') return 'desk';
  return item.mode;
}

export function handlersOf(desk: Desk): Handlers {
  const item = desk.item;
  const always: Handlers = {
    next: () => step(desk, 1),
    previous: () => step(desk, -1),
    open: () => document.getElementById('detail')?.focus(),
    search: () => document.getElementById('search')?.focus(),
    help: () => (desk.overlay = desk.overlay === 'help' ? 'none' : 'help'),
    commands: () => (desk.overlay = desk.overlay === 'commands' ? 'none' : 'commands'),
    larger: () => resize(desk, 1),
    smaller: () => resize(desk, -1),
    usualSize: () => resize(desk, 0),
    back: () => walk(desk, -1),
    forward: () => walk(desk, 1),
    arrivals: () => void (desk.paging.arrivals.size > 0 && !desk.search.on && desk.paging.begin('follows')),
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
    tab: (key) => openTab(item, Number(key)),
    reason: (key) => {
      const reason = item.detail?.reject_reasons[Number(key) - 1];
      if (reason) pickReason(desk, item, reason.code);
    },
    message: () => document.getElementById('reject-message')?.focus(),
    signReject: () => signReject(desk, item),
    signEdit: () => item.onSignEdit?.(),
    signAnswer: () => respond(desk, item, item.message),
    leanYes: () => lean(desk, item, 'yes'),
    leanNo: () => lean(desk, item, 'no'),
    stop: () => startStop(item),
    signStop: () => void signStop(item),
    claim: () => void claimOrRelease(desk, item),
    comment: () => startNote(desk, item, 'comment'),
    ask: () => startNote(desk, item, 'ask'),
    assign: () => startNote(desk, item, 'assign'),
    extend: () => startNote(desk, item, 'extend'),
    signNote: () => void signNote(item),
    snooze: () => startSnooze(desk, item),
    snoozeFor: (key) => {
      const offer = item.detail ? offers(item.detail.row, clock.now)[Number(key) - 1] : undefined;
      if (offer) void snooze(desk, item, offer.until);
    },
    signConfirm: () => approveTyped(desk, item, item.typed),
    ...selected,
  };
}

function batchHandlers(desk: Desk, batch: Batch): Handlers {
  return {
    approve: () => batchKey(desk, batch),
    takeOut: () => takeOut(desk, batch),
    reason: (key) => (batch.reason = batch.reasons[Number(key) - 1]?.code ?? batch.reason),
    message: () => document.getElementById('reject-message')?.focus(),
    signReject: () => void signBatch(desk, batch),
  };
}

function escape(desk: Desk): void {
  if (desk.overlay !== 'none') desk.overlay = 'none';
  else if (desk.batch) desk.leaveBatch();
  else if (desk.item && desk.item.mode !== 'read') leaveForm(desk, desk.item);
  else if (desk.selection.size > 0 || desk.selection.said !== null) desk.selection.clear();
  else document.querySelector<HTMLElement>('[data-testid=row][aria-current=true]')?.focus();
}
