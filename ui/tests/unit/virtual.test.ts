import { describe, expect, it } from 'vitest';
import { Heights, layOut } from '../../src/features/list/virtual';

const all = (n: number, height: number): number[] => Array<number>(n).fill(height);

describe('the rows that are laid out', () => {
  it('are those near the view, and the room of the others is kept', () => {
    const { lines, rest, height } = layOut(all(1_000, 50), 0, { top: 10_000, height: 500 }, () => false);
    expect(lines[0]).toEqual({ index: 194, gap: 194 * 50 });
    expect(lines.at(-1)).toEqual({ index: 215, gap: 0 });
    expect(lines.reduce((sum, { gap }) => sum + gap + 50, 0) + rest).toBe(height);
  });

  it('are all when there is no view to measure by', () => {
    expect(layOut(all(30, 50), 0, null, () => false)).toMatchObject({ rest: 0, lines: { length: 30 } });
  });

  it('include one that must stay, wherever it stands', () => {
    const { lines, rest, height } = layOut(all(1_000, 50), 32, { top: 0, height: 500 }, (index) => index === 900);
    expect(lines.at(-1)).toEqual({ index: 900, gap: (900 - 16) * 50 });
    expect(rest).toBe(99 * 50);
    expect(height).toBe(50_000);
  });

  it('are few however many there are', () => {
    expect(layOut(all(1_000_000, 66), 0, { top: 30_000_000, height: 700 }, () => false).lines.length).toBeLessThan(25);
  });
});

describe('heights', () => {
  it('of what was not measured are the mean of what was', () => {
    const heights = new Heights(56);
    expect(heights.of('a')).toBe(56);
    expect(heights.set('a', 50)).toBe(true);
    expect(heights.set('a', 50)).toBe(false);
    heights.set('b', 70);
    expect(heights.of('c')).toBe(60);
    heights.set('b', 60);
    expect(heights.of('c')).toBe(55);
  });

  it('are not learned of what is not drawn', () => {
    const heights = new Heights(56);
    expect([heights.set('a', 0), heights.set('a', NaN)]).toEqual([false, false]);
    expect(heights.of('a')).toBe(56);
  });

  it('are forgotten once much of it is not here any more', () => {
    const heights = new Heights(56);
    for (let n = 0; n < 500; n++) heights.set(`${n}`, 40);
    heights.set('here', 80);
    heights.keep(new Set(['here']));
    expect(heights.of('gone')).toBe(80);
  });
});
