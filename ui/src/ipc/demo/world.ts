// The made-up desk behind the page: it keeps the items and tells of them by deltas, as the real one does. Who decides, what comes of it and what is stopped stands in files of its own.

import type { CountsView, DecisionForm, DeltaView, DetailView, HydrationView, Language, LinkView, ListName, NoteForm, NoticesView, RowsView, SavedReply, SavedSearch, StandInForm, StatusBarView, ThemeChoice } from '../generated';
import { aroundOf } from '../../shared/holders';
import { language } from '../../shared/language';
import { colleagues, groups, ME } from './around';
import { again, baseRate, precedent, precedents } from './asked';
import { Absences } from './away';
import { error, fail } from './fail';
import { Identity } from './identity';
import { DemoItem } from './item';
import { firstIdea } from './items';
import { countsOf, rowsOf } from './lists';
import type { Scene } from './scenes';
import { Signing } from './signing';
import { Stops } from './stops';

export class World {
  theme: ThemeChoice = 'system';
  items: Map<string, DemoItem>;
  link: LinkView;
  /** What the page said that it speaks. */
  language: Language | null = null;
  outbox = 0;
  lastDecision: string | null;
  readonly identity = new Identity(this);
  readonly signing = new Signing(this);
  readonly stops = new Stops(this);
  readonly absences = new Absences();
  searches: SavedSearch[] = [];
  replies: SavedReply[] = [
    { queue: 'refunds', text: 'The fare allows no refund. Offer a voucher instead.' },
    { queue: 'changes', text: 'Gold members have two free bags. Add them without a charge.' },
    { queue: 'changes', text: 'Ask the traveller to confirm the new price first.' },
  ];
  atLogin = false;
  notices: NoticesView = { on: true, quiet: null, sound: false };
  /** What was signed here. */
  signed = new Map<string, DecisionForm>();
  tell: (deltas: DeltaView[]) => void = () => undefined;
  /** In which lists each item was said to stand. */
  #stood = new Map<string, ListName[]>();

  constructor(readonly scene: Scene) {
    this.items = new Map(scene.items.map((item) => [item.esc, item]));
    scene.items.forEach((item) => {
      item.around.absences = this.absences;
      this.#joins(item);
    });
    this.link = scene.link;
    this.lastDecision = scene.items.length > 0 ? new Date(Date.now() - 14_000).toISOString() : null;
  }

  listen(onDeltas: (deltas: DeltaView[]) => void): void {
    this.tell = onDeltas;
  }

  hydrate(): Promise<HydrationView> {
    if (this.scene.start === 'never') return new Promise(() => undefined);
    if (this.scene.start) return Promise.reject(this.scene.start);
    return Promise.resolve({
      identity: this.identity.view(),
      first_run: this.scene.firstRun,
      status: this.status(),
      counts: this.counts(),
      inbox: this.rows('inbox', null, null, false),
      theme: this.theme,
      first_command: 'fermata try --queue vouchers',
      searches: this.searches,
      replies: this.replies,
      notices: this.notices,
    });
  }

  status(): StatusBarView {
    return { link: this.link, gateway: language === 'de' ? 'diesem Rechner' : 'this machine', durability: 'synced', trouble: this.scene.trouble, off: this.scene.off, halts: this.stops.all.filter((halt) => halt.scope.kind !== 'esc'), away: this.absences.of(ME), last_decision: this.lastDecision };
  }

  counts(): CountsView {
    return countsOf([...this.items.values()], this.outbox);
  }

  rows(list: ListName, queue: string | null, edge: string | null, back: boolean): RowsView {
    return rowsOf([...this.items.values()], list, queue, edge, back);
  }

  /** Away until then; a timer brings it back. */
  async snooze(esc: string, until: string | null): Promise<void> {
    const item = await this.find(esc);
    const now = Date.now();
    if (item.status !== 'open' || item.progress !== null) return fail('alreadyDecided', 'It waits for no decision of yours.');
    clearTimeout(item.timer);
    const at = until === null ? null : Date.parse(until);
    if (at !== null && (at <= now || at > now + (item.due - now) * 0.75)) return fail('badTime', 'It can be put off for three quarters of its time.');
    item.snoozed = at;
    if (at !== null) item.timer = setTimeout(() => void this.snooze(esc, null), at - now);
    this.changed(item);
  }

  setNotices(notices: NoticesView): Promise<void> {
    if (notices.quiet && notices.quiet.from === notices.quiet.to) return fail('badTime', 'Quiet hours go from one time of the day to another, such as 22:00 to 07:00.');
    this.notices = notices;
    return Promise.resolve();
  }

  startAtLogin(on: boolean): Promise<void> {
    if (this.scene.refuses) return Promise.reject(this.scene.refuses);
    this.atLogin = on;
    return Promise.resolve();
  }

  /** As the desk does: what was written waits, anything else is said now or not at all. */
  async note(esc: string, note: NoteForm): Promise<void> {
    const item = await this.find(esc);
    const live = this.link === 'live';
    const kept = note.note === 'ask' || note.note === 'comment';
    if (note.note !== 'comment' && note.note !== 'reveal' && item.status !== 'open') return fail('alreadyDecided', 'It is closed. Nothing was said.');
    if (!live && !kept) return fail('offline', 'Nothing changed for the others: the gateway does not answer.');
    const words = item.around.take(note, Date.now(), live);
    if (note.note === 'reveal') item.masks.uncover(note.pointer);
    if (note.note === 'extend') item.due = Date.parse(note.due);
    if (kept && !live) this.outbox += 1;
    else if (kept) item.tellSaid(ME, words, Date.now(), note.text);
    else item.tell(ME, words, Date.now());
    this.changed(item);
  }

  /** A page of rows, or an address, is on its way for some time. */
  slowMs = 0;

  slowly<T>(answer: T): Promise<T> {
    return new Promise((resolve) => (this.slowMs === 0 ? resolve(answer) : setTimeout(() => resolve(answer), this.slowMs)));
  }

  find(esc: string): Promise<DemoItem> {
    const item = this.items.get(esc);
    return item ? Promise.resolve(item) : fail('notFound', 'It is not on this desk any more.');
  }

  async detail(esc: string): Promise<DetailView> {
    const item = await this.find(esc);
    const others = [...this.items.values()];
    const detail = item.detail();
    const same = again(others, item);
    const raised = same.some((one) => one.status !== 'open') && detail.friction === 'none' ? 'hold' : detail.friction;
    return this.slowly({ ...detail, friction: raised, again: same, precedents: item.spoiled ? [item, item].map((one) => precedent(one, item)) : precedents(others, item), why: { ...detail.why, base_rate: baseRate(item) } });
  }

  /** As the desk does: in the log, or not said. Its end comes by a timer. */
  goAway(until: string, to: StandInForm): Promise<void> {
    const named = to.kind === 'group' ? to.id : (colleagues.find((one) => one.person === to.id)?.name ?? null);
    if (this.link !== 'live') return fail('offline', 'Nothing changed for the others: the gateway does not answer.');
    if (named === null || Date.parse(until) <= Date.now()) return fail('badArguments', 'Pick somebody else of the team list, or a group that others are in.');
    this.isAway(ME, named, Date.parse(until));
    return Promise.resolve();
  }

  comeBack(): Promise<void> {
    if (this.link !== 'live') return fail('offline', 'Nothing changed for the others: the gateway does not answer.');
    this.absences.end(ME);
    this.#given();
    return Promise.resolve();
  }

  /** Somebody named who stands in, until then. */
  isAway(name: string, to: string, until: number): void {
    this.absences.say(name, { until, to, group: to in groups, people: groups[to] ?? [to] });
    setTimeout(() => this.#given(), until - Date.now());
    this.#given();
  }

  /** What is given to somebody may be for somebody else now. */
  #given(): void {
    for (const item of this.items.values()) if (item.around.assigned) this.changed(item);
    this.tell([{ kind: 'status', status: this.status() }, { kind: 'counts', counts: this.counts() }]);
  }

  async saveEvidence(esc: string): Promise<string> {
    await this.find(esc);
    return `/home/nadia/Downloads/fermata-${esc}.json`;
  }

  async looked(esc: string, alarms: string[]): Promise<void> {
    const item = await this.find(esc);
    item.alarms = item.alarms.map((alarm) => (alarms.includes(alarm.id) ? { ...alarm, open: false, looked: new Date().toISOString() } : alarm));
    this.changed(item);
  }

  async sendFirst(): Promise<void> {
    await Promise.resolve();
    this.arrive(new DemoItem(firstIdea, Date.now(), 90));
  }

  arrive(item: DemoItem): void {
    item.around.absences = this.absences;
    this.items.set(item.esc, item);
    this.changed(item);
  }

  /** Many at once, told of together. */
  flood(items: DemoItem[]): void {
    for (const item of items) this.items.set(item.esc, item);
    this.tell([...items.map((item) => this.#upsert(item)), { kind: 'counts', counts: this.counts() }]);
  }

  vanish(esc: string): void {
    this.items.delete(esc);
    this.#stood.delete(esc);
    this.tell([{ kind: 'remove', esc }]);
  }

  changed(item: DemoItem): void {
    this.tell([
      this.#upsert(item),
      { kind: 'counts', counts: this.counts() },
      { kind: 'status', status: this.status() },
    ]);
  }

  #upsert(item: DemoItem): DeltaView {
    return { kind: 'upsert', list: item.list, row: item.row(), joins: this.#joins(item) };
  }

  #joins(item: DemoItem): ListName[] {
    const before = this.#stood.get(item.esc) ?? [];
    const now: ListName[] = [item.list, ...aroundOf(item.row()).lists];
    this.#stood.set(item.esc, now);
    return now.filter((list) => !before.includes(list));
  }

  setLink(link: LinkView): void {
    this.link = link;
    this.tell([{ kind: 'status', status: this.status() }]);
  }

  open(esc: string): void {
    this.tell([{ kind: 'open', esc }]);
  }

  /** The desktop gave a link, as the real desk would tell of it. */
  opened(link: string): void {
    const esc = /^fermata:\/\/escalation\/(.+)$/.exec(link)?.[1];
    if (esc !== undefined) this.open(esc);
    else if (link.startsWith('fermata://join?invite=')) this.tell([{ kind: 'join', link }]);
    else this.tell([{ kind: 'bad_link', error: error('badArguments', 'Fermata does not know that link; nothing was opened.', 'Fermata kennt diesen Link nicht; es wurde nichts geöffnet.') }]);
  }
}
