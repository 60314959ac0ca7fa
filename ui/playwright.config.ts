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

export default defineConfig({
  testDir: 'tests/e2e',
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  reporter: [['list']],
  use: {
    baseURL: 'http://127.0.0.1:4173',
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    launchOptions: { executablePath: browser(), args: ['--no-sandbox'] },
  },
  webServer: { command: 'npx vite preview --outDir dist-demo', url: 'http://127.0.0.1:4173', reuseExistingServer: false },
});
