// Where a span's bar stands, and how a span of time is written. Pure.

import type { SpanView, TraceView } from '../../ipc/generated';
import { numberFormat } from '../../shared/formats';
import { locale as own } from '../../shared/language';
import { m } from '../../shared/messages';

/** A bar that is shorter than this could not be seen. */
const LEAST = 0.6;

/** From and width in percent of the whole; `null` where the times make no sense. */
export function bar(span: SpanView, trace: TraceView): { from: number; width: number } | null {
  if (span.from_us === null || span.took_us === null) return null;
  const whole = Math.max(1, Number(trace.took_us));
  const width = Math.min(100, Math.max(LEAST, (Number(span.took_us) / whole) * 100));
  return { from: Math.min(100 - width, (Number(span.from_us) / whole) * 100), width };
}

/** `180 µs`, `42 ms`, `1.3 s`, `2 min 5 s`: the two digits that matter. */
export function duration(us: string, locale = own): string {
  const n = Number(us);
  const unit = (value: number, name: keyof typeof m.trace.units, digits = 0): string =>
    `${numberFormat(locale, { maximumFractionDigits: digits }).format(value)}\u00a0${m.trace.units[name]}`;
  if (n < 1000) return unit(n, 'us');
  if (n < 999_500) return unit(Math.round(n / 1000), 'ms');
  if (n < 59_950_000) return unit(n / 1e6, 's', 1);
  const seconds = Math.round(n / 1e6);
  if (seconds < 3600) return `${unit(Math.floor(seconds / 60), 'min')} ${unit(seconds % 60, 's')}`;
  const minutes = Math.round(seconds / 60);
  return `${unit(Math.floor(minutes / 60), 'h')} ${unit(minutes % 60, 'min')}`;
}
