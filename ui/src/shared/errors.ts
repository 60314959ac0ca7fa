// What each error means to the person: how loud, in which words, and the next step. Nothing matches on text.

import type { Sentence, UiError, UiErrorCode } from '../ipc/generated';
import { language } from './language';
import { m } from './messages';

export type Severity = 'note' | 'warning' | 'error';
export type NextStep = 'retry' | 'reload' | 'next';
export type Shown = { severity: Severity; title: string; text?: string; action?: NextStep };

export const errorTable: Record<UiErrorCode, Shown> = {
  alreadyDecided: { severity: 'warning', title: m.errors.alreadyDecided, text: m.errors.next.alreadyDecided, action: 'next' },
  expired: { severity: 'warning', title: m.errors.expired, text: m.errors.next.expired, action: 'next' },
  notFound: { severity: 'warning', title: m.errors.notFound, action: 'next' },
  badArguments: { severity: 'error', title: m.errors.badArguments },
  tooLong: { severity: 'error', title: m.errors.tooLong },
  badTime: { severity: 'error', title: m.errors.badTime },
  notAllowed: { severity: 'warning', title: m.errors.notAllowed },
  refused: { severity: 'error', title: m.errors.refused },
  changed: { severity: 'warning', title: m.errors.changed, action: 'reload' },
  confirmMismatch: { severity: 'error', title: m.errors.confirmMismatch },
  offline: { severity: 'note', title: m.errors.offline, text: m.errors.next.offline },
  revoked: { severity: 'error', title: m.errors.revoked },
  keychain: { severity: 'error', title: m.errors.keychain, text: m.errors.next.keychain, action: 'retry' },
  disk: { severity: 'error', title: m.errors.disk, action: 'retry' },
  taken: { severity: 'error', title: m.errors.taken, action: 'retry' },
  newerDatabase: { severity: 'error', title: m.errors.newerDatabase, text: m.errors.next.newerDatabase },
  starting: { severity: 'note', title: m.errors.starting, action: 'retry' },
  internal: { severity: 'error', title: m.errors.internal, text: m.errors.next.internal, action: 'retry' },
};

export const stepWords: Record<NextStep, string> = { retry: m.errors.retry, reload: m.errors.reload, next: m.errors.back };

/** What the desk says of an error. What it has in English alone, as from the system, stands below the page's own sentence. */
export function told(error: UiError): { text: string; details: string[] } {
  const { en } = error.message;
  const own = spoken(error);
  if (own !== null || en === '') return { text: sentence(own ?? ''), details: [] };
  return { text: m.errors.said[error.code], details: [sentence(en)] };
}

/** In the language of the page, where the desk has it. Words of a defect are for who mends it. */
function spoken({ code, message: { en, de } }: UiError): string | null {
  if (language === 'en') return de === null && code === 'internal' ? null : en;
  return language === 'de' ? de : null;
}

/** Why nothing is decided on this device. */
export function whyOff(message: Sentence): string {
  return told({ code: 'revoked', message }).text;
}

/** An error's text as a sentence of its own; in Rust it may follow a colon. */
export function sentence(text: string): string {
  return text === '' ? '' : text[0]!.toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');
}
