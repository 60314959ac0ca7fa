// What the twin plays, and the strings by which a test pulls at it.

import { error } from './fail';
import type { AlarmKind, DecisionForm, Language, LinkView, NoticesView, UiError, Sentence } from '../generated';
import { alarmOf } from './alarms';
import { hundred } from './hundred';
import { DemoItem } from './item';
import { ideas } from './items';
import { newer, type Offered } from './updates';
import type { World } from './world';

export type Scene = {
  items: DemoItem[];
  link: LinkView;
  firstRun: boolean;
  /** Why the desk can not start, or `never` while it is still starting. */
  start: UiError | 'never' | null;
  trouble: UiError | null;
  /** What every decision is refused with. */
  refuses: UiError | null;
  /** Why nothing can be decided on this device. */
  off: Sentence | null;
  signsList: boolean;
  /** Others are on the team list. */
  team: boolean;
  /** The desktop gives no program keys of its own. */
  wayland?: true;
  /** Built with an update key: what is found, and what comes of installing it. */
  updates?: Offered;
};

const keychain = error('keychain', 'The system keychain is locked.');
const offline = error('offline', 'The gateway has not answered for 12 s. Decisions are signed here and sent when it is back.', 'Das Gateway hat seit 12 s nicht geantwortet. Entscheidungen werden hier signiert und gesendet, sobald es wieder da ist.');
const refused = error('refused', 'This device is not on the team list: ask whoever signs the list to add it.', 'Dieses Gerät steht nicht auf der Teamliste: Bitten Sie, wer sie signiert, es aufzunehmen.');
const revoked = error('revoked', 'This device was taken off the team list by its version 8, as of 23 Nov, 10:58: nothing that it signs counts. Ask whoever signs the list.', 'Dieses Gerät wurde durch Version 8 von der Teamliste gestrichen, mit Wirkung vom 23.11., 10:58 Uhr: Nichts, was es signiert, gilt. Fragen Sie, wer die Liste signiert.');

function day(): Scene {
  const now = Date.now();
  return { items: ideas.map((idea, n) => new DemoItem(idea, now, n)), link: 'live', firstRun: false, start: null, trouble: null, refuses: null, off: null, signsList: true, team: false };
}

/** Approved, and then something went wrong. */
function raise(item: DemoItem, kind: AlarmKind): void {
  const at = Date.now();
  item.status = kind === 'failed' ? 'failed' : kind === 'not_run' ? 'approved' : 'executed';
  item.decidedBy = 'Nadia Brandt';
  item.progress = { verb: 'approve', step: kind === 'not_run' ? 'recorded' : 'failed', until: null, note: null };
  item.tell('Nadia Brandt', 'approved it', at);
  if (kind === 'failed') item.tell('airline-agent', 'ran it and it failed: payment provider: 504 after 30 s', at);
  if (kind === 'executed_other') item.tell('airline-agent', 'ran something else than what was signed', at);
  item.alarms = [...item.alarms, alarmOf(kind, item.contract, item.args, at)];
}

function alarms(): Scene {
  const scene = day();
  const kinds: [string, AlarmKind][] = [['cabin', 'executed_other'], ['bags', 'failed'], ['voucher', 'not_run']];
  for (const [key, kind] of kinds) for (const item of scene.items) if (item.esc === `esc-${key}`) raise(item, kind);
  return scene;
}

/** The same as one that waits was rejected this morning, and the like of it was approved and run. */
function again(): Scene {
  const scene = day();
  const earlier = (key: string, status: 'rejected' | 'executed', who: string, args: Record<string, unknown> = {}): DemoItem[] => {
    const idea = ideas.find((one) => one.key === key);
    if (!idea) return [];
    const item = new DemoItem({ ...idea, key: `${key}-${status}`, args: { ...idea.args, ...args }, minutes: idea.minutes - 40 }, Date.now(), 9);
    item.status = status;
    item.decidedBy = who;
    item.tell(who, status === 'rejected' ? 'rejected it' : 'approved it', Date.now() - 18 * 60_000);
    return [item];
  };
  const bag = earlier('bags', 'executed', 'Kofi Mensah', { booking: 'M2KQ7Z' });
  return { ...scene, items: [...scene.items, ...earlier('bags', 'rejected', 'Nadia Brandt'), ...bag] };
}

function bare(): Scene {
  return { ...day(), items: [] };
}

/** The contract masks one value of the voucher. */
function masked(reveals: boolean): Scene {
  const now = Date.now();
  const items = ideas.map((idea, n) => new DemoItem(idea.key === 'voucher' ? { ...idea, args: { ...idea.args, note: 'PIN 4471-0093' }, masked: ['/note'], reveals } : idea, now, n));
  return { ...day(), items };
}

function many(): Scene {
  const now = Date.now();
  const items = Array.from({ length: 1200 }, (_, n) => {
    const idea = ideas[n % ideas.length];
    return idea ? [new DemoItem({ ...idea, key: `${idea.key}-${n}`, minutes: 5 + n / 3, given: 600 }, now, n)] : [];
  });
  return { ...day(), items: items.flat() };
}

const scenes = {
  again,
  day,
  many,
  hundred: () => ({ ...day(), items: hundred(Date.now()) }),
  alarms,
  empty: bare,
  'first-run': () => ({ ...bare(), firstRun: true }),
  loading: () => ({ ...bare(), start: 'never' as const }),
  blind: () => {
    const now = Date.now();
    return { ...day(), items: ideas.map((idea, n) => new DemoItem({ ...idea, blind: true }, now, n)) };
  },
  masked: () => masked(true),
  'masked-for-good': () => masked(false),
  offline: () => ({ ...day(), link: 'offline' as const, trouble: offline }),
  refused: () => ({ ...day(), link: 'refused' as const, trouble: refused }),
  revoked: () => ({ ...day(), link: 'refused' as const, trouble: revoked, off: revoked.message }),
  'in-a-team': () => ({ ...day(), signsList: false, team: true }),
  wayland: () => ({ ...day(), wayland: true as const }),
  'update-none': () => ({ ...day(), updates: { offer: { kind: 'none' as const }, installs: { kind: 'failed' as const, why: 'not_offered' as const } } }),
  'update-found': () => ({ ...day(), updates: { offer: newer, installs: { kind: 'restarts' as const } } }),
  'update-installed': () => ({ ...day(), updates: { offer: newer, installs: { kind: 'installed' as const } } }),
  'update-failed': () => ({ ...day(), updates: { offer: { kind: 'failed' as const, why: 'unreachable' as const }, installs: { kind: 'failed' as const, why: 'not_offered' as const } } }),
  'update-forged': () => ({ ...day(), updates: { offer: newer, installs: { kind: 'failed' as const, why: 'signature' as const } } }),
  keychain: () => ({ ...day(), refuses: keychain }),
  'keychain-locked': () => ({ ...bare(), start: keychain }),
  disk: () => ({ ...bare(), start: error('disk', 'The disk is full: make room and try again.') }),
  taken: () => ({ ...bare(), start: error('taken', 'The log belongs to another process: fermata gateway; use that one, or stop it first.') }),
  'newer-database': () => ({ ...bare(), start: error('newerDatabase', 'The data was written by version 0.3.') }),
  internal: () => ({ ...bare(), start: error('internal', 'The desk answered something that this page does not know.') }),
} satisfies Record<string, () => Scene>;

export const sceneNames = Object.keys(scenes);

export function sceneOf(search: string): Scene {
  const name = new URLSearchParams(search).get('scene') ?? 'day';
  return name in scenes ? scenes[name as keyof typeof scenes]() : day();
}

export type Strings = {
  decidedBy(esc: string, who: string): void;
  /** As `decidedBy`, and the page is not told. */
  race(esc: string, who: string): void;
  expire(esc: string): void;
  change(esc: string): void;
  vanish(esc: string): void;
  /** From now on it can not be drawn. */
  spoil(esc: string): void;
  /** The last in the inbox, by its key. */
  last(): string;
  /** Moves it in the list. */
  urgency(esc: string, minutes: number): void;
  raise(esc: string, kind: AlarmKind): void;
  arrive(key: string, minutes: number): void;
  /** So many at once, named `flood-` and a number from this one on. */
  flood(count: number, from: number, minutes: number): void;
  /** What was signed, by item. */
  signed(): [string, DecisionForm][];
  link(link: LinkView): void;
  open(esc: string): void;
  letIn(): void;
  opened(link: string): void;
  due(esc: string): number;
  /** From now on its time ends in so many minutes. */
  dueIn(esc: string, minutes: number): void;
  snoozed(esc: string): number | null;
  notices(): NoticesView;
  language(): Language | null;
  /** Pages of rows, and opening an address, take so long from now on. */
  slow(ms: number): void;
  /** From now on nothing is refused. */
  heal(): void;
  /** How often the page told that it is being read. */
  told(esc: string): number;
  reads(esc: string, who: string): void;
  holds(esc: string, who: string): void;
  assigns(esc: string, who: string, by: string): void;
  /** Away for so many minutes; a person's name or a group acts. */
  goes(who: string, to: string, minutes: number): void;
  says(esc: string, who: string, text: string): void;
  approves(esc: string, who: string): void;
  withdraw(esc: string, why: string): void;
  answers(esc: string, key: string): void;
};

declare global {
  var demo: Strings | undefined;
}

export function steer(world: World): void {
  const withItem = (esc: string, move: (item: DemoItem) => void): void => {
    const item = world.items.get(esc);
    if (!item) return;
    move(item);
    world.changed(item);
  };
  globalThis.demo = {
    slow: (ms) => (world.slowMs = ms),
    heal: () => (world.scene.refuses = null),
    spoil: (esc) => withItem(esc, (item) => (item.spoiled = true)),
    decidedBy: (esc, who) =>
      withItem(esc, (item) => {
        clearTimeout(item.timer);
        item.progress = null;
        item.status = 'rejected';
        item.decidedBy = who;
        item.tell(who, 'Decided: rejected', Date.now());
      }),
    race: (esc, who) => {
      const item = world.items.get(esc);
      if (item) [item.status, item.decidedBy] = ['rejected', who];
    },
    expire: (esc) =>
      withItem(esc, (item) => {
        item.status = 'expired';
        item.tell('gateway', 'Expired', Date.now());
      }),
    raise: (esc, kind) => withItem(esc, (item) => raise(item, kind)),
    change: (esc) => withItem(esc, (item) => (item.version += 1)),
    urgency: (esc, minutes) => withItem(esc, (item) => (item.order = minutes)),
    last: () => [...world.items.values()].reduce((last, item) => (item.row().order > last.row().order ? item : last)).idea.key,
    vanish: (esc) => world.vanish(esc),
    arrive: (key, minutes) => {
      const idea = ideas.find((one) => one.key === key);
      if (idea) world.arrive(new DemoItem({ ...idea, key: `${key}-new`, minutes, given: 60 }, Date.now(), 50));
    },
    flood: (count, from, minutes) => {
      const idea = ideas.find((one) => one.key === 'voucher');
      if (idea) world.flood(Array.from({ length: count }, (_, n) => new DemoItem({ ...idea, key: `flood-${from + n}`, minutes: minutes + (from + n) / 1e5, given: 60 }, Date.now(), 50)));
    },
    signed: () => [...world.signed],
    link: (link) => world.setLink(link),
    open: (esc) => world.open(esc),
    letIn: () => world.identity.letIn(),
    opened: (link) => world.opened(link),
    due: (esc) => world.items.get(esc)?.due ?? 0,
    dueIn: (esc, minutes) => withItem(esc, (item) => (item.due = Date.now() + minutes * 60_000)),
    snoozed: (esc) => world.items.get(esc)?.snoozed ?? null,
    notices: () => world.notices,
    language: () => world.language,
    told: (esc) => world.items.get(esc)?.around.told ?? 0,
    reads: (esc, who) => withItem(esc, (item) => item.around.claim(who, true, Date.now())),
    holds: (esc, who) => withItem(esc, (item) => item.around.claim(who, false, Date.now())),
    assigns: (esc, who, by) => withItem(esc, (item) => item.around.assign(who, by)),
    goes: (who, to, minutes) => world.isAway(who, to, Date.now() + minutes * 60_000),
    says: (esc, who, text) =>
      withItem(esc, (item) => {
        item.around.say(who, text, Date.now());
        item.tellSaid(who, 'Commented', Date.now(), text);
      }),
    approves: (esc, who) => withItem(esc, (item) => item.around.stands.push(who)),
    withdraw: (esc, why) =>
      withItem(esc, (item) => {
        item.status = 'withdrawn';
        item.around.why = { by: 'airline-agent', at: new Date().toISOString(), text: why };
        item.tellSaid('airline-agent', 'Withdrew it', Date.now(), why);
      }),
    answers: (esc, key) => {
      const [earlier, idea] = [world.items.get(esc), ideas.find((one) => one.key === key)];
      if (!earlier || !idea) return;
      const item = new DemoItem({ ...idea, key: `${idea.key}-new`, minutes: 20, given: 60 }, Date.now(), 50);
      item.around.answers = earlier;
      earlier.around.answeredBy = item;
      world.arrive(item);
      world.changed(earlier);
    },
  };
}
