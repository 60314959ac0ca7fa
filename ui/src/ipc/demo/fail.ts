// How the twin says no, as the real desk does.

import type { UiError, UiErrorCode } from '../generated';

/** Where the desk says it in German too, that stands beside it. */
export function error(code: UiErrorCode, en: string, de: string | null = null): UiError {
  return { code, message: { en, de } };
}

export function fail(code: UiErrorCode, en: string, de: string | null = null): Promise<never> {
  return Promise.reject(error(code, en, de) as unknown as Error);
}
