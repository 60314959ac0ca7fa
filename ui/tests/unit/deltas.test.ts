import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeltaView } from '../../src/ipc/generated';
import { DemoItem } from '../../src/ipc/demo/item';
import { ideas } from '../../src/ipc/demo/items';
import { Deltas, merged } from '../../src/state/deltas';

const row = new DemoItem(ideas[0]!, 0, 0).row();
const upsert = (joins: ('inbox' | 'mine')[], entries = 1): DeltaView => ({ kind: 'upsert', list: 'inbox', row: { ...row, entries }, joins });
const quit: DeltaView = { kind: 'quit' };

describe('what the desk tells between two frames', () => {
  const frames: (() => void)[] = [];
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('requestAnimationFrame', (run: () => void) => frames.push(run));
  });
  afterEach(() => {
    frames.length = 0;
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('is taken once, at the next frame', () => {
    const taken: DeltaView[][] = [];
    const deltas = new Deltas((some) => taken.push(some));
    for (let n = 0; n < 1_000; n++) deltas.add([upsert([], n)]);
    expect(taken).toEqual([]);
    expect(frames).toHaveLength(1);
    frames[0]!();
    expect(taken).toEqual([[upsert([], 999)]]);
    deltas.add([quit]);
    expect(frames).toHaveLength(2);
  });

  it('is taken without a frame when the window is not painted, and not twice', () => {
    const taken: DeltaView[][] = [];
    const deltas = new Deltas((some) => taken.push(some));
    deltas.add([quit]);
    vi.advanceTimersByTime(100);
    frames[0]!();
    expect(taken).toEqual([[quit]]);
  });

  it('keeps every happening, the newest of each state, and every list that a row came into', () => {
    expect(merged([upsert(['inbox']), quit, upsert(['mine'], 2), quit])).toEqual([quit, upsert(['inbox', 'mine'], 2), quit]);
    expect(merged([upsert(['inbox']), { kind: 'remove', esc: row.esc }])).toEqual([{ kind: 'remove', esc: row.esc }]);
    expect(merged([upsert(['inbox']), { kind: 'remove', esc: row.esc }, upsert(['mine'])])).toEqual([upsert(['mine'])]);
  });
});
