// The twin of the desk for the browser: same interface, no Rust.

import type { Backend } from './backend';

export function demoBackend(): Backend {
  const empty = { code: 'starting', message: '', detail: null } as const;
  const wait = (): Promise<never> => Promise.reject(empty);
  return {
    subscribe: () => Promise.resolve(),
    hydrate: wait,
    rows: wait,
    detail: wait,
    preview: wait,
    decide: wait,
    undo: wait,
    signNow: wait,
    setTheme: () => Promise.resolve(),
    sendFirst: wait,
  };
}
