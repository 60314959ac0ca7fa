// Spans and moments in words. Pure: the present is a parameter.

import { dateFormat } from './formats';
import { locale as own } from './language';
import { m } from './messages';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Due within this is "due soon". */
export const SOON_MS = 15 * MINUTE;

export function untilMs(due: string, now: number): number {
  return Date.parse(due) - now;
}

/** One short word group: `48 s`, `6 min`, `2 h`, `3 d`. Rounded down, so that it never promises time that is not there. */
export function shortSpan(ms: number): string {
  if (ms < MINUTE) return m.time.seconds(Math.max(0, Math.floor(ms / SECOND)));
  if (ms < HOUR) return m.time.minutes(Math.floor(ms / MINUTE));
  if (ms < 2 * DAY) return m.time.hours(Math.floor(ms / HOUR));
  return m.time.days(Math.floor(ms / DAY));
}

/** A countdown: `6:12` below an hour, `1 h 20 min` above, days from two on. */
export function countdown(ms: number): string {
  if (ms >= 2 * DAY) return shortSpan(ms);
  if (ms >= HOUR) return m.time.hoursMinutes(Math.floor(ms / HOUR), Math.floor((ms % HOUR) / MINUTE));
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** A span given in seconds, for `Reversible 24 h`. */
export function wholeSpan(seconds: number): string {
  return shortSpan(seconds * SECOND);
}

/** An instant in local time with its zone; the text itself when it is no instant. */
export function instant(text: string, locale = own, zone?: string): string {
  const at = Date.parse(text);
  if (Number.isNaN(at)) return text;
  return dateFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
    timeZoneName: 'short',
  }).format(at);
}

/** Clock time to the second, with the day when it is not today. */
export function clockTime(text: string, now: number, locale = own, zone?: string): string {
  return timeOfDay(text, now, { second: '2-digit' }, locale, zone);
}

/** Clock time to the minute, with the day when it is not today. */
export function shortTime(text: string, now: number, locale = own, zone?: string): string {
  return timeOfDay(text, now, {}, locale, zone);
}

function timeOfDay(text: string, now: number, more: Intl.DateTimeFormatOptions, locale: string, zone?: string): string {
  const at = Date.parse(text);
  if (Number.isNaN(at)) return text;
  const time = dateFormat(locale, { hour: '2-digit', minute: '2-digit', ...more, timeZone: zone }).format(at);
  const day = dateFormat(locale, { day: 'numeric', month: 'short', timeZone: zone });
  return day.format(at) === day.format(now) ? time : `${day.format(at)}, ${time}`;
}
