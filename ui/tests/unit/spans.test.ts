import { expect, it } from 'vitest';
import { bar, duration } from '../../src/features/trace/spans';
import type { SpanView, TraceView } from '../../src/ipc/generated';

const span = (from: string | null, took: string | null): SpanView => ({ depth: 0, name: [], from_us: from, took_us: took, operation: null, model: null, tokens_in: null, tokens_out: null, cost: null, failed: false, error: null, attributes: [] });
const whole = (took_us: string): TraceView => ({ at: null, took_us, spans: [], left_out: 0, text: null });

it('writes a span of time with the digits that matter', () => {
  const said = ['0', '180', '42400', '999499', '1300000', '59900000', '125000000', '3599600000', '7265000000'].map((us) => duration(us, 'en').replaceAll('\u00a0', ' '));
  expect(said).toEqual(['0 µs', '180 µs', '42 ms', '999 ms', '1.3 s', '59.9 s', '2 min 5 s', '1 h 0 min', '2 h 1 min']);
});

it('keeps every bar within the track and wide enough to be seen', () => {
  expect(bar(span('50', '25'), whole('100'))).toEqual({ from: 50, width: 25 });
  expect(bar(span('100', '0'), whole('100'))).toEqual({ from: 99.4, width: 0.6 });
  expect(bar(span('0', '0'), whole('0'))).toEqual({ from: 0, width: 0.6 });
});

it('draws no bar where the times make no sense', () => {
  expect(bar(span(null, null), whole('100'))).toBeNull();
});
