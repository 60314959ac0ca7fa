// The whole state of the page: hydrated once, then moved by deltas from the desk.
//
// What is decided and how far it has come is told by Rust; this file never assumes it. How that is taken in stands in `feed`, and moving through the list in `moving`.

import { getContext, setContext } from 'svelte';
import type { Backend } from '../ipc/backend';
import type { CountsView, IdentityView, ListName, NoticesView, RowView, StatusBarView, ThemeChoice, UiError } from '../ipc/generated';
import { clock } from '../shared/clock.svelte';
import { SOON_MS, untilMs } from '../shared/time';
import { barsOf, type Bar, type Together } from './bars';
import type { Batch, Result } from './batch.svelte';
import { Drafts, wrote } from './drafts';
import { Feed } from './feed';
import { OpenItem } from './item.svelte';
import type { Contrast } from './look';
import { Paging } from './paging.svelte';
import { Replies } from './replies.svelte';
import { RowBook, waits } from './rows.svelte';
import { Search } from './search.svelte';
import { Selection } from './selection.svelte';
import { SAID_MS, type PutOff } from './snooze';
import { Trail } from './trail';
import { Updates } from './updates.svelte';

export type Phase = 'starting' | 'ready' | 'failed';
export type Lean = 'yes' | 'no';
export type Overlay = 'none' | 'help' | 'settings' | 'quit' | 'identity' | 'keys' | 'commands' | 'team' | 'outside' | 'diagnostics' | 'install';

export class Desk {
  phase = $state<Phase>('starting');
  failure = $state.raw<UiError | null>(null);
  /** The page could not be drawn: no key means anything. */
  broken = $state(false);
  identity = $state.raw<IdentityView | null>(null);
  firstRun = $state(false);
  firstCommand = $state('');
  status = $state.raw<StatusBarView>({ link: 'connecting', gateway: '', durability: '', trouble: null, off: null, halts: [], away: null, last_decision: null });
  counts = $state.raw<CountsView>({ inbox: 0, decided: 0, mine: 0, second: 0, asked: 0, snoozed: 0, queues: [], outbox: 0 });
  theme = $state<ThemeChoice>('system');
  themeError = $state.raw<UiError | null>(null);
  notices = $state.raw<NoticesView>({ on: true, quiet: null, sound: false });
  contrast = $state<Contrast>('system');
  /** The size of text and of all that goes with it, in percent. */
  size = $state(100);
  list = $state<ListName>('inbox');
  queue = $state<string | null>(null);
  /** The invite of a link that was opened, for the form to join. */
  invite = $state<string | null>(null);
  linkError = $state<string | null>(null);
  overlay = $state<Overlay>('none');
  /** On the team's page: the question until when one is away is open. */
  going = $state(false);
  announcement = $state('');
  item = $state.raw<OpenItem | null>(null);
  readonly book = new RowBook((esc) => this.needed(esc));
  readonly paging = new Paging(this);
  readonly search: Search;
  readonly replies: Replies;
  readonly updates: Updates;
  /** What the decision keys are about, as long as there is some; without it they are about the open item. */
  readonly selection = new Selection(() => this.item?.rest());
  /** Stands in place of the open item while several are decided. */
  batch = $state.raw<Batch | null>(null);
  /** What of the last batch came to nothing. */
  result = $state.raw<Result | null>(null);
  /** Decided in one go, and so taken back in one go. */
  together = $state.raw<Together[]>([]);
  /** What was put off last, as long as its bar stands. */
  putOff = $state.raw<PutOff | null>(null);
  readonly trail = new Trail();
  readonly drafts = new Drafts();
  readonly feed = new Feed(this);
  /** To what a person leaned before they saw what the agent and others made of it. */
  leans = $state.raw<Record<string, Lean>>({});

  #unsaid: ReturnType<typeof setTimeout> | undefined;

  /** Rows of the list as they stand on screen, from top to bottom. */
  shown = $derived.by((): RowView[] => {
    if (this.search.on) return this.search.found.map(({ row }) => this.book.get(row.esc) ?? row);
    const rows = this.book.shown(this.list, this.queue);
    if (this.list === 'decided' || this.list === 'snoozed' || rows.length === 0) return rows;
    const now = clock.slow;
    const waiting = rows.filter((row) => !row.alarm);
    return [...rows.filter((row) => row.alarm), ...waiting.filter((row) => this.soon(row, now)), ...waiting.filter((row) => !this.soon(row, now))];
  });

  /** Own decisions that are not signed yet. The one whose sheet is open runs there instead. */
  held = $derived.by((): RowView[] => {
    const inSheet = this.item?.mode === 'reject' ? this.item.esc : null;
    return this.book.held().filter((row) => row.esc !== inSheet);
  });

  /** What can be taken back, the newest last: a batch is one. */
  bars = $derived.by((): Bar[] => barsOf(this.held, this.together));

  constructor(readonly backend: Backend) {
    this.search = new Search(backend);
    this.replies = new Replies(backend);
    this.updates = new Updates(backend);
  }

  soon(row: RowView, now = clock.slow): boolean {
    return untilMs(row.due, now) < SOON_MS;
  }

  /** Whether it will not wait long. */
  pressing(row: RowView): boolean {
    return row.risk === 'high' || row.risk === 'critical' || this.soon(row);
  }

  /** Whether its row is kept wherever the list stands. */
  needed(esc: string): boolean {
    return this.item?.esc === esc || this.drafts.has(esc) || this.selection.has(esc) || this.trail.has(esc) || this.search.has(esc) || (this.batch?.entries.some((entry) => entry.esc === esc) ?? false);
  }

  /** The person wrote something that a page loaded anew would lose. */
  get unsent(): boolean {
    return [...(this.item ? [this.item] : []), ...this.drafts.all].some((item) => wrote(item, this.book.get(item.esc)));
  }

  open(esc: string): void {
    this.linkError = null;
    this.trail.visit(esc);
    this.leaveBatch();
    if (this.item?.esc === esc) return;
    const left = this.item;
    // Its dialog goes with it.
    if (this.overlay === 'outside') this.overlay = 'none';
    left?.hold.release();
    if (left) this.drafts.keep(left);
    const item = new OpenItem(esc, this.backend);
    this.drafts.resume(item);
    this.item = item;
    void item.load();
  }

  /** The open item is back on screen: a key that was meant for the batch decides nothing about it. */
  leaveBatch(): void {
    if (!this.batch || this.batch.sending) return;
    this.batch = null;
    this.item?.rest();
  }

  /** Quits, unless something decided is not signed yet: then the person says what becomes of it. */
  quit(): void {
    if (this.book.held().length === 0) void this.backend.quit();
    else this.overlay = 'quit';
  }

  /** Installs the update that is offered, unless something decided or written is not in the log yet: the same question, before the same end. */
  install(): void {
    const sent = this.book.held().length === 0 && this.counts.outbox === 0;
    this.overlay = sent ? 'settings' : 'install';
    if (sent) void this.updates.install(() => !this.unsent);
  }

  openFirst(): void {
    const first = this.shown[0];
    if (first) this.open(first.esc);
  }

  /** After a decision: the next row that still waits for me, else one before it, else nothing. */
  openNext(after: string): void {
    this.openOr(this.nextAfter(after));
  }

  nextAfter(after: string): string | null {
    const at = this.shown.findIndex((row) => row.esc === after);
    const order = [...this.shown.slice(at + 1), ...this.shown.slice(0, Math.max(0, at)).reverse()];
    return order.find((row) => waits(row) && row.esc !== after)?.esc ?? null;
  }

  openOr(esc: string | null): void {
    if (esc !== null) return this.open(esc);
    if (this.overlay === 'outside') this.overlay = 'none';
    this.item = null;
    if (this.paging.arrivals.size > 0) void this.paging.begin().then(() => this.#openWaiting());
  }

  /** What came meanwhile; never what this person has decided already. */
  #openWaiting(): void {
    const next = this.item ? undefined : this.shown.find(waits);
    if (next) this.open(next.esc);
  }

  /** Says for a moment what was put off, or no more. */
  sayPutOff(putOff: PutOff | null): void {
    clearTimeout(this.#unsaid);
    this.putOff = putOff;
    if (putOff) this.#unsaid = setTimeout(() => (this.putOff = null), SAID_MS);
  }

  async choose(list: ListName, queue: string | null): Promise<void> {
    if (list !== this.list || queue !== this.queue) this.selection.clear();
    this.list = list;
    this.queue = queue;
    this.search.set('');
    if (!(await this.paging.begin())) return;
    // What is only read goes with its list; a form that is open stays.
    const { item } = this;
    if (item?.mode !== 'read' || this.shown.some((row) => row.esc === item.esc)) return;
    this.item = null;
    this.openFirst();
  }

  /** Searches for this, and opens the first that is found. */
  async find(query: string): Promise<void> {
    this.search.query = query;
    await this.search.run();
    if (this.item?.mode === undefined || this.item.mode === 'read') this.openFirst();
  }
}

const KEY = Symbol('desk');

export function provideDesk(desk: Desk): Desk {
  return setContext(KEY, desk);
}

export function useDesk(): Desk {
  return getContext<Desk>(KEY);
}
