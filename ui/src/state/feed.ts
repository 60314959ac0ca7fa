// What the desk tells: hydrated once, then taken in delta by delta.

import { asUiError } from '../ipc/backend';
import type { DeltaView, HaltView, HydrationView, StatusBarView } from '../ipc/generated';
import { clock } from '../shared/clock.svelte';
import { told } from '../shared/errors';
import { language } from '../shared/language';
import { m } from '../shared/messages';
import { afterPaint } from '../shared/paint';
import { plain } from '../shared/runs';
import { shortSpan, untilMs } from '../shared/time';
import { Deltas } from './deltas';
import type { Desk } from './desk.svelte';
import { undecided } from './rows.svelte';

const RETRY_MS = 500;
/** New items are read out one by one at most this often; the number of those that wait says the rest. */
const ARRIVED_MS = 5_000;

export class Feed {
  #waiting: DeltaView[] = [];
  #deltas = new Deltas((deltas) => this.#take(deltas));
  #arrivedAt = -Infinity;

  constructor(private readonly desk: Desk) {}

  async start(): Promise<void> {
    try {
      this.#hydrated(await this.desk.backend.hydrate((deltas) => this.receive(deltas), language === 'de' ? 'de' : 'en'));
    } catch (thrown) {
      const failure = asUiError(thrown);
      this.desk.failure = failure;
      if (failure.code === 'starting') setTimeout(() => void this.start(), RETRY_MS);
      else this.desk.phase = 'failed';
    }
  }

  #hydrated(view: HydrationView): void {
    this.desk.identity = view.identity;
    this.desk.firstRun = view.first_run;
    this.desk.firstCommand = view.first_command;
    this.desk.status = view.status;
    this.desk.counts = view.counts;
    this.desk.theme = view.theme;
    this.desk.notices = view.notices;
    if (this.desk.list === 'inbox' && this.desk.queue === null) this.desk.paging.begun(view.inbox);
    this.desk.search.hydrated(view.searches);
    this.desk.replies.all = view.replies;
    this.desk.failure = null;
    this.desk.phase = 'ready';
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#take(waiting);
    if (this.desk.list !== 'inbox' || this.desk.queue !== null) void this.desk.choose(this.desk.list, this.desk.queue);
    // The list is laid out first: what is brought into sight before that is brought to a wrong place, and takes as long again to draw.
    else if (!this.desk.item) afterPaint(() => this.desk.item ?? this.desk.openFirst());
  }

  /** The desk behind this page has started again: everything is asked anew. */
  async restart(): Promise<void> {
    this.desk.item = null;
    this.desk.batch = null;
    this.desk.selection.clear();
    await this.start();
  }

  receive(deltas: DeltaView[]): void {
    if (this.desk.phase !== 'ready') this.#waiting.push(...deltas);
    else this.#deltas.add(deltas);
  }

  #take(deltas: DeltaView[]): void {
    deltas.forEach((delta) => this.#apply(delta));
    this.desk.paging.settle();
  }

  #apply(delta: DeltaView): void {
    switch (delta.kind) {
      case 'upsert':
        if (delta.row.alarm && this.desk.book.get(delta.row.esc)?.alarm !== delta.row.alarm) this.desk.announcement = m.alarms.announced(plain(delta.row.title), m.alarms.row[delta.row.alarm]);
        else if (delta.joins.includes('inbox')) this.#announce(delta);
        this.desk.paging.told(delta);
        this.#touched(delta.row.esc);
        if (this.desk.firstRun && !this.desk.item) this.desk.open(delta.row.esc);
        this.desk.firstRun = false;
        return;
      case 'remove':
        this.desk.paging.told(delta);
        this.#touched(delta.esc);
        return;
      case 'counts':
        this.desk.counts = delta.counts;
        this.desk.search.countSoon();
        return;
      case 'status':
        this.#status(delta.status);
        return;
      case 'identity':
        this.desk.identity = delta.identity;
        // It comes with whatever stands anew for the team: who is away, too.
        void this.desk.item?.load();
        return;
      case 'open':
        this.desk.open(delta.esc);
        return;
      case 'join':
        this.#invited(delta.link);
        return;
      case 'bad_link':
        this.desk.linkError = told(delta.error).text;
        return;
      case 'quit':
        this.desk.quit();
        return;
    }
  }

  /** A link fills the form in and joins nothing; a desk that is somebody's already says so. */
  #invited(link: string): void {
    const waits = (this.desk.identity?.joining.length ?? 0) > 0;
    const fresh = this.desk.firstRun && this.desk.identity?.personal !== false && !waits;
    this.desk.invite = fresh ? link : null;
    this.desk.linkError = fresh ? null : waits ? m.first.waits : m.first.used;
  }

  /** What is stopped for many is stopped for the open item too, without a change of its own. */
  #status(status: StatusBarView): void {
    const ids = (halts: HaltView[]) => halts.map((halt) => halt.id).join();
    const moved = ids(this.desk.status.halts) !== ids(status.halts);
    this.desk.status = status;
    if (moved) void this.desk.item?.load();
  }

  /** The open item stays open; its status, history and own progress follow. */
  #touched(esc: string): void {
    const item = this.desk.item;
    this.desk.selection.follow(esc, this.desk.book.get(esc));
    this.desk.batch?.touched(esc);
    if (item?.esc !== esc) return;
    const wasSigning = item.mode === 'reject' && item.detail?.row.progress?.step === 'holding';
    const row = this.desk.book.get(esc);
    item.progress(row?.progress ?? null);
    if (wasSigning && row && !undecided(row) && row.progress?.step !== 'holding') this.desk.openNext(esc);
    else void item.load();
  }

  #announce(delta: Extract<DeltaView, { kind: 'upsert' }>): void {
    const { row, list } = delta;
    if (list !== 'inbox' || !this.desk.pressing(row) || Date.now() - this.#arrivedAt < ARRIVED_MS) return;
    this.#arrivedAt = Date.now();
    this.desk.announcement = m.list.arrived(plain(row.title), m.risk[row.risk], shortSpan(untilMs(row.due, clock.now)));
  }
}
