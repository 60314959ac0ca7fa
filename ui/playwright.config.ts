import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { defineConfig } from '@playwright/test';

/** The system's Chromium or Chrome: systems name it differently, and no other is fetched. */
function browser(): string {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // Not there: the next one.
      }
    }
  }
  throw new Error('no Chromium or Chrome on PATH; install one, on Debian: apt-get install chromium');
}

/** A free port for the page, the same in each worker: they inherit the environment of the first process. */
function freePort(): string {
  const ask = "const s = require('net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close(); })";
  return (process.env['FERMATA_PAGE_PORT'] ??= execFileSync(process.execPath, ['-e', ask], { encoding: 'utf8' }).trim());
}

const url = `http://127.0.0.1:${freePort()}`;

export default defineConfig({
  testDir: 'tests/e2e',
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  reporter: [['list']],
  // A loaded machine paints late; what is never true still fails.
  expect: { timeout: 15_000 },
  use: {
    baseURL: url,
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    launchOptions: { executablePath: browser(), args: ['--no-sandbox'] },
  },
  webServer: { command: `npx vite preview --outDir dist-demo --port ${freePort()}`, url, reuseExistingServer: false },
});
