// How the twin says no, as the real desk does.

import type { UiError, UiErrorCode } from '../generated';

export function fail(code: UiErrorCode, message: string): Promise<never> {
  const error: UiError = { code, message, detail: null };
  return Promise.reject(error);
}
