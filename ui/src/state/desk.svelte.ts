// The whole state of the page: hydrated once, then moved by deltas from the desk.
//
// What is decided and how far it has come is told by Rust; this file never assumes it.

import { getContext, setContext } from 'svelte';
import { asUiError, type Backend } from '../ipc/backend';
import type { CountsView, DeltaView, HaltView, HydrationView, IdentityView, ListName, NoticesView, RowView, StatusBarView, ThemeChoice, UiError } from '../ipc/generated';
import { clock } from '../shared/clock.svelte';
import { told } from '../shared/errors';
import { language } from '../shared/language';
import { m } from '../shared/messages';
import { plain } from '../shared/runs';
import { SOON_MS, shortSpan, untilMs } from '../shared/time';
import { barsOf, type Bar, type Together } from './bars';
import type { Batch, Result } from './batch.svelte';
import { Deltas } from './deltas';
import { OpenItem } from './item.svelte';
import type { Contrast } from './look';
import { Paging } from './paging.svelte';
import { Replies } from './replies.svelte';
import { RowBook, undecided, waits } from './rows.svelte';
import { Search } from './search.svelte';
import { Selection } from './selection.svelte';
import { SAID_MS, type PutOff } from './snooze';
import { Trail } from './trail';
import { Updates } from './updates.svelte';

export type Phase = 'starting' | 'ready' | 'failed';
export type Lean = 'yes' | 'no';
export type Overlay = 'none' | 'help' | 'settings' | 'quit' | 'identity' | 'keys' | 'commands' | 'team' | 'outside' | 'diagnostics' | 'install';

const RETRY_MS = 500;
/** New items are read out one by one at most this often; the number of those that wait says the rest. */
const ARRIVED_MS = 5_000;

export class Desk {
  phase = $state<Phase>('starting');
  failure = $state.raw<UiError | null>(null);
  /** The page could not be drawn: no key means anything. */
  broken = $state(false);
  identity = $state.raw<IdentityView | null>(null);
  firstRun = $state(false);
  firstCommand = $state('');
  status = $state.raw<StatusBarView>({ link: 'connecting', gateway: '', durability: '', trouble: null, off: null, halts: [], last_decision: null });
  counts = $state.raw<CountsView>({ inbox: 0, decided: 0, mine: 0, second: 0, asked: 0, snoozed: 0, queues: [], outbox: 0 });
  theme = $state<ThemeChoice>('system');
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
  /** To what a person leaned before they saw what the agent and others made of it. */
  leans = $state.raw<Record<string, Lean>>({});

  #subscribed = false;
  #waiting: DeltaView[] = [];
  #unsaid: ReturnType<typeof setTimeout> | undefined;
  #deltas = new Deltas((deltas) => this.#take(deltas));
  #arrivedAt = -Infinity;
  #drafts = new Map<string, OpenItem>();

  /** Rows of the list as they stand on screen, from top to bottom. */
  shown = $derived.by((): RowView[] => {
    if (this.search.on) return this.search.found.map(({ row }) => this.book.get(row.esc) ?? row);
    const rows = this.book.shown(this.list, this.queue);
    if (this.list === 'decided' || this.list === 'snoozed') return rows;
    const waiting = rows.filter((row) => !row.alarm);
    return [...rows.filter((row) => row.alarm), ...waiting.filter((row) => this.soon(row)), ...waiting.filter((row) => !this.soon(row))];
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

  soon(row: RowView): boolean {
    return untilMs(row.due, clock.slow) < SOON_MS;
  }

  async start(): Promise<void> {
    try {
      // First: what is told of at once is told in it.
      if (!this.#subscribed) await this.backend.setLanguage(language === 'de' ? 'de' : 'en');
      if (!this.#subscribed) await this.backend.subscribe((deltas) => this.receive(deltas));
      this.#subscribed = true;
      this.#hydrated(await this.backend.hydrate());
    } catch (thrown) {
      const failure = asUiError(thrown);
      this.failure = failure;
      if (failure.code === 'starting') setTimeout(() => void this.start(), RETRY_MS);
      else this.phase = 'failed';
    }
  }

  #hydrated(view: HydrationView): void {
    this.identity = view.identity;
    this.firstRun = view.first_run;
    this.firstCommand = view.first_command;
    this.status = view.status;
    this.counts = view.counts;
    this.theme = view.theme;
    this.notices = view.notices;
    if (this.list === 'inbox' && this.queue === null) this.paging.begun(view.inbox);
    this.search.hydrated(view.searches);
    this.replies.all = view.replies;
    this.failure = null;
    this.phase = 'ready';
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#take(waiting);
    if (this.list !== 'inbox' || this.queue !== null) void this.choose(this.list, this.queue);
    else if (!this.item) this.openFirst();
  }

  /** The desk behind this page has started again: everything is asked anew. */
  async restart(): Promise<void> {
    this.item = null;
    this.batch = null;
    this.selection.clear();
    await this.start();
  }

  receive(deltas: DeltaView[]): void {
    if (this.phase !== 'ready') this.#waiting.push(...deltas);
    else this.#deltas.add(deltas);
  }

  #take(deltas: DeltaView[]): void {
    deltas.forEach((delta) => this.#apply(delta));
    this.paging.settle();
  }

  #apply(delta: DeltaView): void {
    switch (delta.kind) {
      case 'upsert':
        if (delta.row.alarm && this.book.get(delta.row.esc)?.alarm !== delta.row.alarm) this.announcement = m.alarms.announced(plain(delta.row.title), m.alarms.row[delta.row.alarm]);
        else if (delta.joins.includes('inbox')) this.#announce(delta);
        this.paging.told(delta);
        this.#touched(delta.row.esc);
        if (this.firstRun && !this.item) this.open(delta.row.esc);
        this.firstRun = false;
        return;
      case 'remove':
        this.paging.told(delta);
        this.#touched(delta.esc);
        return;
      case 'counts':
        this.counts = delta.counts;
        this.search.countSoon();
        return;
      case 'status':
        this.#status(delta.status);
        return;
      case 'identity':
        this.identity = delta.identity;
        return;
      case 'open':
        this.open(delta.esc);
        return;
      case 'join':
        this.#invited(delta.link);
        return;
      case 'bad_link':
        this.linkError = told(delta.error).text;
        return;
      case 'quit':
        this.quit();
        return;
    }
  }

  /** Whether it will not wait long. */
  pressing(row: RowView): boolean {
    return row.risk === 'high' || row.risk === 'critical' || this.soon(row);
  }

  /** Whether its row is kept wherever the list stands. */
  needed(esc: string): boolean {
    return this.item?.esc === esc || this.#drafts.has(esc) || this.selection.has(esc) || this.trail.has(esc) || this.search.has(esc) || (this.batch?.entries.some((entry) => entry.esc === esc) ?? false);
  }

  /** A link fills the form in and joins nothing; a desk that is somebody's already says so. */
  #invited(link: string): void {
    const waits = (this.identity?.joining.length ?? 0) > 0;
    const fresh = this.firstRun && this.identity?.personal !== false && !waits;
    this.invite = fresh ? link : null;
    this.linkError = fresh ? null : waits ? m.first.waits : m.first.used;
  }

  /** What is stopped for many is stopped for the open item too, without a change of its own. */
  #status(status: StatusBarView): void {
    const ids = (halts: HaltView[]) => halts.map((halt) => halt.id).join();
    const moved = ids(this.status.halts) !== ids(status.halts);
    this.status = status;
    if (moved) void this.item?.load();
  }

  /** The open item stays open; its status, history and own progress follow. */
  #touched(esc: string): void {
    const item = this.item;
    this.selection.follow(esc, this.book.get(esc));
    this.batch?.touched(esc);
    if (item?.esc !== esc) return;
    const wasSigning = item.mode === 'reject' && item.detail?.row.progress?.step === 'holding';
    const row = this.book.get(esc);
    item.progress(row?.progress ?? null);
    if (wasSigning && row && !undecided(row) && row.progress?.step !== 'holding') this.openNext(esc);
    else void item.load();
  }

  /** The person wrote something that a page loaded anew would lose. */
  get unsent(): boolean {
    const wrote = (item: OpenItem): boolean => {
      const row = this.book.get(item.esc);
      const mine = item.noteText !== '' || item.stopReason !== '';
      return mine || (item.kept !== null && row?.status === 'open' && undecided(row));
    };
    return [this.item, ...this.#drafts.values()].some((item) => item !== null && wrote(item));
  }

  #announce(delta: Extract<DeltaView, { kind: 'upsert' }>): void {
    const { row, list } = delta;
    if (list !== 'inbox' || !this.pressing(row) || Date.now() - this.#arrivedAt < ARRIVED_MS) return;
    this.#arrivedAt = Date.now();
    this.announcement = m.list.arrived(plain(row.title), m.risk[row.risk], shortSpan(untilMs(row.due, clock.now)));
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
    if (left?.kept || left?.noteText) this.#drafts.set(left.esc, left);
    const item = new OpenItem(esc, this.backend);
    const draft = this.#drafts.get(esc);
    if (draft) item.resume(draft);
    this.#drafts.delete(esc);
    this.item = item;
    void item.load();
  }

  /** Goes through what was open before, past what is not here any more. */
  walk(by: 1 | -1): void {
    const to = this.trail.step(by, this.item?.esc ?? null, this.#here);
    if (to !== null) this.open(to);
  }

  walks(by: 1 | -1): boolean {
    return this.trail.leads(by, this.item?.esc ?? null, this.#here);
  }

  #here = (esc: string): boolean => this.book.get(esc) !== undefined;

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
    if (sent) void this.updates.install();
  }

  openFirst(): void {
    const first = this.shown[0];
    if (first) this.open(first.esc);
  }

  /** Moves by one row from the open item, wherever it stands now. */
  step(by: 1 | -1): void {
    const at = this.shown.findIndex((row) => row.esc === this.item?.esc);
    const here = this.shown.find((row) => row.esc === (by === 1 ? this.paging.sight.first : this.paging.sight.last)) ?? this.shown.at(by === 1 ? 0 : -1);
    const to = at === -1 ? here : this.shown[at + by];
    if (to) this.open(to.esc);
    else void this.paging.more(by === 1 ? 'after' : 'before');
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
