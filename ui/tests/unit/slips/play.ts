// One random sequence: a hurried hand, and a world that moves under it. Everything comes from the seed.

import { demoBackend } from '../../../src/ipc/demo';
import { DemoItem } from '../../../src/ipc/demo/item';
import { hundred } from '../../../src/ipc/demo/hundred';
import { ideas } from '../../../src/ipc/demo/items';
import { sceneOf } from '../../../src/ipc/demo/scenes';
import { pick } from '../../../src/state/batching';
import { Desk } from '../../../src/state/desk.svelte';
import { handleKeys } from '../../../src/views/keys';
import { Glass } from './glass';
import { settled, type Time } from './time';
import { Watch } from './watch';

/** What is taken away from the page, to see that its absence is noticed. */
export type Without = 'nothing' | 'the pause' | 'the repeat flag' | 'the look at every value';
export type Played = Pick<Watch, 'slips' | 'alone' | 'together'>;

const keys = ['a', 'a', 'a', 'a', 'x', 'x', 'shift+x', 'j', 'j', 'k', 'r', 'u', 'e', '2', '3', 'Escape', 'Escape', 'Enter', 'mod+Enter', 'alt+ArrowLeft', 'alt+ArrowRight'];

/** Mulberry32. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export async function play(seed: number, time: Time, without: Without): Promise<Played> {
  const draw = random(seed);
  const upTo = (n: number): number => Math.floor(draw() * n);
  const one = <T>(of: readonly T[]): T => of[upTo(of.length)]!;
  const some = hundred(time.now);
  const items = [...some.slice(0, 4), ...some.slice(10, 16), ...ideas.slice(0, 3).map((idea, n) => new DemoItem(idea, time.now, n)), ...ideas.slice(-1).map((idea) => new DemoItem(idea, time.now, 20))];
  const watch = new Watch(time, new Glass());
  const desk = new Desk(watch.over(demoBackend({ ...sceneOf(''), items }), () => (draw() < 0.5 ? 0 : upTo(90))));
  watch.desk = desk;
  const escs = items.map(({ esc }) => esc);
  await desk.feed.start();
  const leave = handleKeys(desk);

  const look = (): void => {
    watch.look();
    if (without === 'the pause') for (const one of [desk.item, desk.batch]) if (one) one.alive = true;
    if (without === 'the look at every value') for (const one of [desk.item, desk.batch]) if (one) Object.defineProperty(one.seen, 'unseen', { value: [], configurable: true });
  };
  const pass = (ms: number): Promise<void> => time.pass(ms, look);
  const down = async (written: string, repeated: boolean): Promise<void> => {
    const key = written.slice(written.lastIndexOf('+') + 1);
    const event = Object.assign(new Event('keydown', { cancelable: true }), { key, isComposing: false, repeat: repeated && without !== 'the repeat flag', ctrlKey: written.startsWith('mod+'), metaKey: false, altKey: written.startsWith('alt+'), shiftKey: written.startsWith('shift+') });
    look();
    watch.finger = { key: written, repeated, enter: written === 'Enter' };
    window.dispatchEvent(event);
    await settled();
    watch.finger = null;
    look();
  };
  const up = (): boolean => window.dispatchEvent(new Event('keyup'));
  const press = async (key: string): Promise<void> => {
    await down(key, false);
    await pass(10 + upTo(60));
    up();
  };
  const hold = async (key: string): Promise<void> => {
    await down(key, false);
    await pass(250);
    for (let n = upTo(40); n > 0; n--) {
      await down(key, true);
      await pass(33);
    }
    up();
  };
  /** Under the finger more often than elsewhere. */
  const target = (): string => (draw() < 0.6 ? (desk.item?.esc ?? one(escs)) : draw() < 0.5 ? (desk.batch?.entries[0]?.esc ?? one(escs)) : one(escs));
  const world = globalThis.demo!;
  const moves: (() => unknown)[] = [
    () => world.change(target()),
    () => world.decidedBy(target(), 'Kofi Mensah'),
    () => world.race(target(), 'Kofi Mensah'),
    () => world.expire(target()),
    () => world.arrive('voucher', 1 + upTo(60)),
    () => world.urgency(target(), 1 + upTo(60)),
    () => world.vanish(one(escs)),
    () => world.open(one(escs)),
    () => world.says(target(), 'Kofi Mensah', 'Wait.'),
  ];
  const click = (): void => {
    const row = desk.shown.length > 0 ? one(desk.shown) : undefined;
    const modifier = upTo(4);
    if (row) pick(desk, row, { shiftKey: modifier === 3, ctrlKey: modifier === 2, metaKey: false });
  };
  /** Selects some of one kind and opens the table, as a practised hand does. */
  const batch = async (): Promise<void> => {
    for (const key of ['Escape', 'x', 'j', 'j', 'shift+x', draw() < 0.7 ? 'a' : 'r']) await press(key);
    await pass(one([30, 200, 390, 410, 700]));
    if (desk.batch?.misfits.length) await press('x');
  };
  const hand: [number, () => unknown][] = [
    [0.34, () => press(one(keys))],
    [0.44, async () => { const key = one(keys); await press(key); await pass(upTo(120)); await press(key); }],
    [0.52, () => hold(one(keys))],
    [0.6, click],
    [0.66, () => watch.glass.scroll(upTo(1500))],
    [0.76, batch],
    [1, () => one(moves)()],
  ];
  await pass(500);
  for (let n = 8 + upTo(10); n > 0; n--) {
    const chance = draw();
    await hand.find(([below]) => chance < below)?.[1]();
    await settled();
    look();
    await pass(one([0, 5, 40, 120, 350, 395, 405, 450, 900]));
  }
  await pass(6000);
  leave();
  time.forget();
  return watch;
}
