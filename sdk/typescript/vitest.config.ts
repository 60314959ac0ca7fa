import { defineConfig } from 'vitest/config';

/** `e2e` needs the built command and a session; `npm run e2e` names it. */
export default defineConfig(({ mode }) =>
  mode === 'e2e'
    ? { test: { include: ['e2e/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 } }
    : { test: { include: ['tests/**/*.test.ts'] } },
);
