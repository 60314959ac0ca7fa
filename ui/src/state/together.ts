// What is said around the open item without deciding it. The desk signs; what was written it keeps until the log has it, and anything else is done once this answers.

import { asUiError } from '../ipc/backend';
import type { DetailView, NoteForm } from '../ipc/generated';
import { heldByMe } from '../shared/holders';
import { clock } from '../shared/clock.svelte';
import { m } from '../shared/messages';
import { shortSpan, shortTime } from '../shared/time';
import type { Desk } from './desk.svelte';
import type { NoteKind, OpenItem } from './item.svelte';

export const AGENT = 'agent';
const MINUTE_MS = 60_000;
const MORE_MS = [15 * MINUTE_MS, 60 * MINUTE_MS, 240 * MINUTE_MS];

/** What this person may say about it now. A closed one can still be commented on. */
export function noteKinds(item: OpenItem): NoteKind[] {
  const detail = item.detail;
  if (!detail || item.loadError?.code === 'notFound') return [];
  if (detail.row.status !== 'open') return ['comment'];
  const kinds: NoteKind[] = ['comment', 'ask'];
  if (detail.around.may_assign) kinds.push('assign');
  if (times(detail).length > 0) kinds.push('extend');
  return kinds;
}

/** Opens the sheet. What was written before and not sent stands in it again. */
export function startNote(desk: Desk, item: OpenItem, kind: NoteKind): void {
  if (item.mode !== 'read' || !item.alive || desk.overlay !== 'none' || !noteKinds(item).includes(kind)) return;
  const { detail } = item;
  item.noteKind = kind;
  item.noteTo = kind === 'ask' ? AGENT : kind === 'extend' && detail ? (times(detail)[0]?.value ?? null) : null;
  item.decideError = null;
  item.mode = 'note';
}

/** Later ends that the item can have, as the page offers them. */
export function times(detail: DetailView): { value: string; words: string }[] {
  const end = detail.around.may_extend;
  if (end === null) return [];
  const at = (ms: number) => new Date(ms).toISOString();
  const due = Date.parse(detail.row.due);
  const some = MORE_MS.filter((more) => due + more < Date.parse(end)).map((more) => ({
    value: at(due + more),
    words: m.together.by(shortSpan(more), shortTime(at(due + more), clock.slow)),
  }));
  return [...some, { value: end, words: m.together.toEnd(shortTime(end, clock.slow)) }];
}

export async function signNote(item: OpenItem): Promise<void> {
  const form = formOf(item);
  if (item.mode !== 'note' || !form) return;
  if (await say(item, form)) {
    item.mode = 'read';
    item.noteText = '';
  }
}

function formOf(item: OpenItem): NoteForm | null {
  const { noteKind: kind, noteTo: to } = item;
  const text = item.noteText.trim();
  if (kind === 'comment') return text === '' ? null : { note: 'comment', text };
  if (to === null) return null;
  if (kind === 'ask') return text === '' ? null : { note: 'ask', to, text };
  return kind === 'assign' ? { note: 'assign', to } : { note: 'extend', due: to };
}

/** Whether the key gives it back instead of taking it. */
export function releases(item: OpenItem): boolean {
  return item.detail !== null && heldByMe(item.detail.row, clock.now);
}

export async function claimOrRelease(desk: Desk, item: OpenItem): Promise<void> {
  if (item.mode !== 'read' || !item.alive || desk.overlay !== 'none' || item.detail?.row.status !== 'open') return;
  item.decideError = null;
  await say(item, { note: releases(item) ? 'release' : 'claim' });
}

/** Signs that this person looks at a masked value. It is shown once the log has that. */
export async function reveal(item: OpenItem, pointer: string): Promise<void> {
  await say(item, { note: 'reveal', pointer });
}

/** True when the desk took it; else the reason stands at the buttons. */
async function say(item: OpenItem, form: NoteForm): Promise<boolean> {
  if (item.sending) return false;
  item.sending = true;
  item.decideError = null;
  try {
    await item.backend.note(item.esc, form);
    await item.load();
    return true;
  } catch (thrown) {
    item.decideError = asUiError(thrown);
    return false;
  } finally {
    item.sending = false;
  }
}
