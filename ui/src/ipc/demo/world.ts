// The made-up desk behind the page: holds, signs, records, and tells it by deltas, as the real one does.

import type { CountsView, DecisionForm, DeltaView, DetailView, DeviceView, HaltView, HydrationView, IdentityView, Language, LinkView, ListName, NoteForm, NoticesView, ProgressStep, ProgressView, RetiredView, RowsView, SavedReply, SavedSearch, ScopeKind, ScopeView, StatusBarView, ThemeChoice, UiError, UiErrorCode } from '../generated';
import { aroundOf } from '../../shared/holders';
import { ME } from './around';
import { again, baseRate, precedent, precedents } from './asked';
import { check } from './check';
import { DemoItem } from './item';
import { firstIdea } from './items';
import type { Scene } from './scenes';

export const HOLD_BAR_MS = 5000;
const STEPS: [ProgressStep, number][] = [['recorded', 350], ['accepted', 700], ['executed', 1400]];
const PAGE = 200;

export class World {
  theme: ThemeChoice = 'system';
  items: Map<string, DemoItem>;
  link: LinkView;
  /** What the page said that it speaks. */
  language: Language | null = null;
  outbox = 0;
  lastDecision: string | null;
  halts: HaltView[] = [];
  joining = false;
  joined = false;
  listVersion = 7;
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
  retired = new Map([['k-2LmXw8Tn', { since: '2026-11-20T16:40:00.000Z', version: 5 }]]);
  #tell: (deltas: DeltaView[]) => void = () => undefined;
  /** In which lists each item was said to stand. */
  #stood = new Map<string, ListName[]>();

  constructor(readonly scene: Scene) {
    this.items = new Map(scene.items.map((item) => [item.esc, item]));
    scene.items.forEach((item) => this.#joins(item));
    this.link = scene.link;
    this.lastDecision = scene.items.length > 0 ? new Date(Date.now() - 14_000).toISOString() : null;
  }

  listen(onDeltas: (deltas: DeltaView[]) => void): void {
    this.#tell = onDeltas;
  }

  hydrate(): Promise<HydrationView> {
    if (this.scene.start === 'never') return new Promise(() => undefined);
    if (this.scene.start) return Promise.reject(this.scene.start);
    return Promise.resolve({
      identity: this.identity(),
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

  identity(): IdentityView {
    const until = new Date(Date.now() + 700 * 86_400_000).toISOString();
    const device = (kid: string, words: string, tier: string, here = false): DeviceView => {
      const retired = this.retired.get(kid);
      return { kid, words: words.split(' '), tier, until, state: retired === undefined ? 'good' : 'revoked', since: retired?.since ?? null, by_version: retired?.version ?? null, here };
    };
    const here = device('k-7QmPzR4v', this.scene.firstRun ? 'amber orbit orbit meadow tiger tiger' : 'amber orbit lantern meadow tiger velvet', 'software', true);
    const devices = [here, device('k-5TzKd1Wc', 'walnut cedar brave ocean pilot ember', 'hardware'), device('k-2LmXw8Tn', 'river copper anvil noble summit gravel', 'software')];
    const joining = this.joining ? ['canyon', 'pledge', 'violin', 'orbit', 'sunny', 'harvest'] : [];
    return { name: 'Nadia Brandt', person: 'nadia', words: here.words.slice(0, 3), kid: here.kid, personal: !this.joining && !this.joined, alone: !this.joined && !this.scene.team, joining, devices: this.joining ? [] : devices, list_version: this.joining ? 0 : this.listVersion, signs_list: this.scene.signsList };
  }

  /** As the desk does: whoever has asked waits until the team signs. */
  join(link: string): Promise<void> {
    if (!link.startsWith('fermata://join')) return fail('badArguments', 'this is not an invite (malformed); copy the whole link that you were sent');
    this.joining = true;
    this.link = 'refused';
    return Promise.resolve();
  }

  retire(kid: string): Promise<RetiredView> {
    this.listVersion += 1;
    if (kid === 'k-7QmPzR4v') return fail('notAllowed', 'It is your only device, and this workspace lives on it.');
    this.retired.set(kid, { since: new Date().toISOString(), version: this.listVersion });
    this.#tell([{ kind: 'identity', identity: this.identity() }]);
    return Promise.resolve({ version: this.listVersion, draft: null });
  }

  /** The desktop gave a link, as the real desk would tell of it. */
  opened(link: string): void {
    const esc = /^fermata:\/\/escalation\/(.+)$/.exec(link)?.[1];
    if (esc !== undefined) this.open(esc);
    else if (link.startsWith('fermata://join?invite=')) this.#tell([{ kind: 'join', link }]);
    else this.#tell([{ kind: 'bad_link', error: { code: 'badArguments', message: 'Fermata does not know that link; nothing was opened.', detail: null } }]);
  }

  letIn(): void {
    this.joining = false;
    this.joined = true;
    this.link = 'live';
    this.#tell([{ kind: 'identity', identity: this.identity() }, { kind: 'status', status: this.status() }]);
  }

  status(): StatusBarView {
    return { link: this.link, gateway: 'this machine', durability: 'synced', trouble: this.scene.trouble, off: this.scene.off, halts: this.halts.filter((halt) => halt.scope.kind !== 'esc'), last_decision: this.lastDecision };
  }

  counts(): CountsView {
    const open = [...this.items.values()].filter((item) => (item.list === 'inbox' && item.progress === null) || item.alarm);
    const queues = [...new Set([...this.items.values()].map((item) => item.contract.queue))];
    return {
      inbox: open.length,
      decided: [...this.items.values()].filter((item) => item.list === 'decided').length,
      snoozed: [...this.items.values()].filter((item) => item.list === 'snoozed').length,
      queues: queues.map((queue) => ({ queue, open: open.filter((item) => item.contract.queue === queue).length })),
      ...this.#beside(open),
      outbox: this.outbox,
    };
  }

  #beside(open: DemoItem[]): Pick<CountsView, 'mine' | 'second' | 'asked'> {
    const lists = open.flatMap((item) => aroundOf(item.row()).lists);
    const count = (list: ListName) => lists.filter((one) => one === list).length;
    return { mine: count('mine'), second: count('second'), asked: count('asked') };
  }

  /** Away until then; a timer brings it back. */
  async snooze(esc: string, until: string | null): Promise<void> {
    const item = await this.find(esc);
    const now = Date.now();
    if (item.status !== 'open' || item.progress !== null) return fail('alreadyDecided', 'It waits for no decision of yours.');
    clearTimeout(item.timer);
    const at = until === null ? null : Date.parse(until);
    if (at !== null && (at <= now || at > now + (item.due - now) * 0.75)) return fail('badArguments', 'It can be put off for three quarters of its time.');
    item.snoozed = at;
    if (at !== null) item.timer = setTimeout(() => void this.snooze(esc, null), at - now);
    this.changed(item);
  }

  setNotices(notices: NoticesView): Promise<void> {
    if (notices.quiet && notices.quiet.from === notices.quiet.to) return fail('badArguments', 'Quiet hours go from one time of the day to another, such as 22:00 to 07:00.');
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

  /** A page of rows that is on its way for some time. */
  slowMs = 0;

  slowly<T>(answer: T): Promise<T> {
    return new Promise((resolve) => (this.slowMs === 0 ? resolve(answer) : setTimeout(() => resolve(answer), this.slowMs)));
  }

  rows(list: ListName, queue: string | null, edge: string | null, back: boolean): RowsView {
    const all = [...this.items.values()]
      .filter((item) => (item.list === list || aroundOf(item.row()).lists.includes(list)) && (queue === null || item.contract.queue === queue))
      .map((item) => item.row())
      .sort((a, b) => (a.order < b.order ? -1 : 1))
      .filter((row) => edge === null || (back ? row.order < edge : row.order > edge));
    const rows = back ? all.slice(-PAGE) : all.slice(0, PAGE);
    return { rows, next: all.length > PAGE ? (rows.at(back ? 0 : -1)?.order ?? null) : null };
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
    return { ...detail, friction: raised, again: same, precedents: item.spoiled ? [item, item].map((one) => precedent(one, item)) : precedents(others, item), why: { ...detail.why, base_rate: baseRate(item) } };
  }

  async decide(esc: string, decision: DecisionForm): Promise<ProgressView> {
    const item = await this.find(esc);
    if (this.scene.refuses) return Promise.reject(this.scene.refuses);
    if (item.status !== 'open') return fail('alreadyDecided', `${item.decidedBy ?? 'Somebody'} closed it just now.`);
    const { friction } = await this.detail(esc);
    if ((decision.verb === 'approve' || decision.verb === 'edit') && friction === 'type' && decision.typed !== String(item.idea.args['booking']).slice(-4)) return fail('confirmMismatch', 'They are not the last four characters.');
    if (decision.verb === 'edit' && check(item, decision.arguments).errors.length > 0) return fail('badArguments', 'The contract does not take these values.');
    clearTimeout(item.timer);
    if (friction !== 'none' && decision.verb !== 'reject') return this.#sign(item, decision);
    item.progress = { verb: decision.verb, step: 'holding', until: new Date(Date.now() + HOLD_BAR_MS).toISOString(), note: null };
    item.timer = setTimeout(() => this.#sign(item, decision), HOLD_BAR_MS);
    this.#last.set(esc, decision);
    this.changed(item);
    return item.progress;
  }

  #last = new Map<string, DecisionForm>();

  async undo(esc: string): Promise<void> {
    const item = await this.find(esc);
    if (item.progress?.step !== 'holding') return fail('notAllowed', 'It is signed already.');
    clearTimeout(item.timer);
    item.progress = null;
    this.changed(item);
  }

  async signNow(esc: string): Promise<ProgressView> {
    const item = await this.find(esc);
    const decision = this.#last.get(esc);
    if (!decision || item.progress?.step !== 'holding') return fail('notAllowed', 'There is nothing to sign.');
    clearTimeout(item.timer);
    return this.#sign(item, decision);
  }

  #sign(item: DemoItem, decision: DecisionForm): ProgressView {
    const progress: ProgressView = { verb: decision.verb, step: 'signed', until: null, note: null };
    item.progress = progress;
    this.signed.set(item.esc, decision);
    this.lastDecision = new Date().toISOString();
    this.outbox += 1;
    this.changed(item);
    if (this.link === 'live') this.#deliver(item, decision);
    return progress;
  }

  #deliver(item: DemoItem, decision: DecisionForm): void {
    const steps = decision.verb === 'reject' ? STEPS.slice(0, 2) : STEPS;
    for (const [step, after] of steps) {
      setTimeout(() => {
        if (item.halt && step !== 'recorded') return;
        if (step === 'recorded') this.#recorded(item, decision);
        if (step === 'executed') item.tell('airline-agent', 'Ran it', Date.now());
        item.progress = { verb: decision.verb, step, until: null, note: null };
        this.changed(item);
      }, after);
    }
  }

  #recorded(item: DemoItem, decision: DecisionForm): void {
    const words = { approve: 'approved', edit: 'edited', reject: 'rejected', respond: 'responded' } as const;
    this.outbox -= 1;
    item.status = words[decision.verb];
    item.decidedBy = 'Nadia Brandt';
    item.tell('Nadia Brandt', `Decided: ${words[decision.verb]}`, Date.now());
  }

  async halt(esc: string, kind: ScopeKind, reason: string): Promise<void> {
    const scope = (await this.find(esc)).stops.find((one) => one.kind === kind);
    if (!scope) return fail('notFound', 'This item names no agent, so there is none to stop.');
    if (this.link !== 'live') return fail('offline', 'Nothing was stopped or lifted: the gateway does not answer.');
    const halt: HaltView = { id: `halt-${this.halts.length}`, scope, by: 'Nadia Brandt', at: new Date().toISOString(), reason: reason === '' ? [] : [{ text: reason }], may_lift: true };
    this.halts.push(halt);
    this.#about(scope, halt);
  }

  lift(id: string): Promise<void> {
    const halt = this.halts.find((one) => one.id === id);
    if (!halt) return fail('notFound', 'This stop is no longer in force.');
    this.halts = this.halts.filter((one) => one !== halt);
    this.#about(halt.scope, null);
    return Promise.resolve();
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

  #about(scope: ScopeView, halt: HaltView | null): void {
    for (const item of this.items.values()) {
      if (scope.kind === 'esc' && scope.id !== item.esc) continue;
      if (scope.kind === 'queue' && scope.id !== item.contract.queue) continue;
      item.halt = halt;
      if (scope.kind === 'esc') this.changed(item);
    }
    this.#tell([{ kind: 'status', status: this.status() }]);
  }

  async sendFirst(): Promise<void> {
    await Promise.resolve();
    this.arrive(new DemoItem(firstIdea, Date.now(), 90));
  }

  arrive(item: DemoItem): void {
    this.items.set(item.esc, item);
    this.changed(item);
  }

  /** Many at once, told of together. */
  flood(items: DemoItem[]): void {
    for (const item of items) this.items.set(item.esc, item);
    this.#tell([...items.map((item) => this.#upsert(item)), { kind: 'counts', counts: this.counts() }]);
  }

  vanish(esc: string): void {
    this.items.delete(esc);
    this.#stood.delete(esc);
    this.#tell([{ kind: 'remove', esc }]);
  }

  changed(item: DemoItem): void {
    this.#tell([
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
    this.#tell([{ kind: 'status', status: this.status() }]);
  }

  open(esc: string): void {
    this.#tell([{ kind: 'open', esc }]);
  }
}

function fail(code: UiErrorCode, message: string): Promise<never> {
  const error: UiError = { code, message, detail: null };
  return Promise.reject(error);
}
