// The item that is open: its detail, how it was looked at, and the form that stands over it.
//
// A new one is made whenever another item opens, so nothing of one item can leak into a decision on the next.

import type { Backend } from '../ipc/backend';
import { asUiError } from '../ipc/backend';
import type { DetailView, ProgressView, ScopeView, SeenForm, UiError } from '../ipc/generated';
import { Hold } from '../shared/hold.svelte';
import { Seen } from './seen.svelte';

export type Mode = 'read' | 'edit' | 'reject' | 'confirm' | 'stop' | 'note' | 'snooze';
export type NoteKind = 'comment' | 'ask' | 'assign' | 'extend';
export type Pointed = 'approve' | 'reject' | 'answer';
/** What is about to leave the app: an address as it was written, or a file by its place. */
export type Leaving = { kind: 'address'; url: string } | { kind: 'file'; place: number };
export type Tab = 'conversation' | 'evidence' | 'trace' | 'history' | 'raw';

/** Decision keys are dead for this long after another item opened. */
export const DEAD_MS = 400;

export class OpenItem {
  detail = $state.raw<DetailView | null>(null);
  /** A version that differs from the one on screen. It is shown only when the person asks for it. */
  newer = $state.raw<DetailView | null>(null);
  loadError = $state.raw<UiError | null>(null);
  decideError = $state.raw<UiError | null>(null);
  mode = $state<Mode>('read');
  tab = $state<Tab>('conversation');
  alive = $state(false);
  /** A decision of this page is on its way to the desk. */
  sending = $state(false);
  /** The reject sheet: its text and reason survive a lost race. */
  message = $state('');
  reason = $state<string | null>(null);
  /** What a stop is about, and why. */
  stopScope = $state.raw<ScopeView | null>(null);
  stopReason = $state('');
  /** What is said around it: of which kind, to whom or until when, and the text, which survives a lost race. */
  noteKind = $state<NoteKind>('comment');
  noteTo = $state<string | null>(null);
  noteText = $state('');
  /** What the commands led to: the part that decides gets the focus, and the person's own key or press does it. */
  pointed = $state<Pointed | null>(null);
  /** What the dialog before the way out is about. */
  leaving = $state.raw<Leaving | null>(null);
  /** What was typed to confirm. */
  typed = $state('');
  /** The edit form: the arguments as JSON text, once touched. */
  edited = $state<string | null>(null);
  editor = $state<'form' | 'json'>('form');
  /** Set by the edit form while it stands: the key that signs. */
  onSignEdit: (() => void) | null = null;
  seen = $state.raw(new Seen());
  readonly hold = new Hold();

  /** Orders to the desk that must not overtake each other. */
  #orders: Promise<unknown> = Promise.resolve();
  #drawn = true;
  #waking: ReturnType<typeof setTimeout> | undefined;
  #opened = new Set<Tab>();
  #since = performance.now();

  constructor(
    readonly esc: string,
    readonly backend: Backend,
  ) {
    this.rest();
  }

  /** Something else is on screen now: a key that was meant for what stood here before decides nothing. */
  rest(): void {
    this.alive = false;
    clearTimeout(this.#waking);
    this.#waking = setTimeout(() => {
      this.alive = this.#drawn;
    }, DEAD_MS);
  }

  get drawn(): boolean {
    return this.#drawn;
  }

  /** Whether it is on screen at all: what can not be drawn is decided by no key. */
  draws(drawn: boolean): void {
    this.#drawn = drawn;
    if (!drawn) this.mode = 'read';
    this.rest();
  }

  /** Leads to a part that decides, once keys live again: those that were meant for what led here are not meant for it. */
  point(to: Pointed): void {
    this.rest();
    this.pointed = to;
  }

  async load(): Promise<void> {
    try {
      this.#take(await this.backend.detail(this.esc));
      this.loadError = null;
    } catch (thrown) {
      this.loadError = asUiError(thrown);
    }
  }

  /** History, status and progress move on; what is to be decided does not change under the person's eyes. */
  #take(detail: DetailView): void {
    const shown = this.detail;
    if (shown && shown.raw.view_sha256 !== detail.raw.view_sha256) {
      this.newer = detail;
      if (this.mode !== 'note') this.mode = 'read';
    } else {
      this.detail = detail;
      if (!shown) this.rest();
    }
    if (this.mode === 'stop' ? detail.stops.length === 0 : detail.row.status !== 'open' && !this.#comments()) this.mode = 'read';
  }

  /** What is closed can still be commented on. */
  #comments(): boolean {
    return this.mode === 'note' && this.noteKind === 'comment';
  }

  showNewer(): void {
    if (!this.newer) return;
    this.detail = this.newer;
    this.newer = null;
    this.seen = new Seen();
    this.edited = null;
    this.decideError = null;
    this.#since = performance.now();
    this.rest();
  }

  /** Runs after every order that was given before. */
  inOrder(order: () => Promise<unknown>): void {
    this.#orders = this.#orders.then(order);
  }

  progress(progress: ProgressView | null): void {
    if (this.detail) this.detail = { ...this.detail, row: { ...this.detail.row, progress } };
  }

  tabSeen(tab: Tab): void {
    this.#opened.add(tab);
  }

  seenForm(): SeenForm {
    return {
      view_sha256: this.detail?.raw.view_sha256 ?? '',
      opened: [...this.#opened].sort(),
      dwell_ms: Math.round(performance.now() - this.#since),
      friction: this.detail?.friction ?? null,
    };
  }

  /** Takes over what the person wrote here when the item was open before. */
  resume(before: OpenItem): void {
    this.message = before.message;
    this.reason = before.reason;
    this.noteText = before.noteText;
    this.edited = before.edited;
  }

  /** Text that the person wrote here and that was not signed. */
  get kept(): string | null {
    const texts = [this.message.trim(), this.edited ?? ''].filter((text) => text !== '');
    return texts.length > 0 ? texts.join('\n\n') : null;
  }
}
