import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// The policy of the real window; `connect-src` differs because the twin needs no IPC.
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'none'; form-action 'none'; base-uri 'none'; frame-src 'none'; object-src 'none'";

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: 'es2023',
    // A font or picture turned into a data: URL would be refused by the policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { port: 1420, strictPort: true },
  preview: { host: '127.0.0.1', strictPort: true, headers: { 'Content-Security-Policy': csp } },
  // What takes long on a busy machine is no failure: nothing here waits for anything.
  test: { include: ['tests/unit/**/*.test.ts'], testTimeout: 60_000 },
});
