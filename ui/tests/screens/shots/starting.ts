// How the desk starts and joins a team, and what stands in its way.

import { pull } from '../../e2e/desk';
import { alive, type Shot } from './shot';

export const starting: Shot[] = [
  { name: 'empty', scene: 'empty' },
  { name: 'first-run', scene: 'first-run' },
  { name: 'join', scene: 'first-run', reach: async (page) => {
    await page.getByTestId('join-team').click();
    await page.getByTestId('join-name').fill('Bo Jensen');
  } },
  { name: 'join-certificate', scene: 'first-run', reach: async (page) => {
    await page.getByTestId('join-team').click();
    await page.getByTestId('join-ca-open').locator('summary').click();
    await page.getByTestId('join-ca').fill('my certificate');
    await page.getByTestId('join-link').fill('fermata://join?invite=eyJhbGciOiJFZERTQSJ9');
    await page.getByTestId('join-name').fill('Bo Jensen');
    await page.getByTestId('join').click();
    await page.getByTestId('notice').waitFor();
  } },
  { name: 'joining', scene: 'first-run', reach: async (page) => {
    await page.getByTestId('join-team').click();
    await page.getByTestId('join-link').fill('fermata://join?invite=eyJ');
    await page.getByTestId('join-name').fill('Bo Jensen');
    await page.getByTestId('join').click();
    await page.getByTestId('joining').waitFor();
  } },
  { name: 'loading', scene: 'loading', reach: async (page) => {
    await page.getByTestId('loading').waitFor();
    // Its shapes come after a moment.
    await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
  } },
  { name: 'offline', main: true, scene: 'offline', reach: alive },
  { name: 'refused', scene: 'refused', reach: alive },
  { name: 'revoked', scene: 'revoked', reach: async (page) => void (await page.getByTestId('decisions-off').waitFor()) },
  { name: 'bad-link', reach: async (page) => {
    await alive(page);
    await pull({ page }, 'opened', 'fermata://approve/x');
    await page.getByTestId('link-error').waitFor();
  } },
  { name: 'keychain-locked', scene: 'keychain-locked' },
  { name: 'disk', scene: 'disk' },
  { name: 'taken', scene: 'taken' },
  { name: 'newer-database', scene: 'newer-database' },
  { name: 'internal', scene: 'internal' },
];
