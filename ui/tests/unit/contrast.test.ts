import { describe, expect, it } from 'vitest';
import { ratio } from '../../src/views/tokens/contrast';

describe('the contrast of two colours', () => {
  it('is what WCAG says, whichever stands in front', () => {
    expect(ratio([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5);
    expect(ratio([255, 255, 255], [118, 118, 118])).toBeCloseTo(4.54, 2);
    expect(ratio([9, 9, 9], [9, 9, 9])).toBe(1);
  });
});
