// The settings, updates, keys, commands, and the pages over the desk.

import { expect, type Page } from '@playwright/test';
import { alive, open, press, type Shot } from './shot';

/** Looks for an update, and installs it where that says more. */
const update = (what: 'none' | 'found' | 'failed' | 'forged' | 'installed') => async (page: Page) => {
  await alive(page);
  await page.getByTestId('settings').click();
  await page.getByTestId('updates-look').click();
  if (what === 'forged' || what === 'installed') await page.getByTestId('updates-install').click();
  const last = { none: 'updates-now', found: 'updates-install', failed: 'updates-wrong', forged: 'updates-wrong', installed: 'updates-now' }[what];
  await page.getByTestId(last).scrollIntoViewIfNeeded();
};

export const settings: Shot[] = [
  { name: 'settings-notices', main: true, reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('notices-quiet').click();
    await page.getByTestId('quiet-from').scrollIntoViewIfNeeded();
  } },
  { name: 'settings-notices-german', language: 'de', reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('notices-quiet').click();
    await page.getByTestId('quiet-from').scrollIntoViewIfNeeded();
  } },
  { name: 'settings-shortcut', reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('shortcut-super_j').click();
    await page.getByTestId('shortcut-error').scrollIntoViewIfNeeded();
  } },
  { name: 'settings-wayland', scene: 'wayland', language: 'de', reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('shortcut-impossible').scrollIntoViewIfNeeded();
  } },
  ...(['none', 'found', 'failed', 'forged', 'installed'] as const).flatMap((what): Shot[] => (['en', 'de'] as const).map((language) => ({ name: `update-${what}${language === 'de' ? '-german' : ''}`, scene: `update-${what}`, ...(language === 'de' && { language }), reach: update(what) }))),
  { name: 'update-off', reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('updates-off').scrollIntoViewIfNeeded();
  } },
  { name: 'update-unsent', scene: 'update-found', reach: open('bags', async (page) => {
    await page.getByTestId('settings').click();
    await page.getByTestId('updates-look').click();
    await page.keyboard.press('Escape');
    await press(['a'])(page);
    await page.getByTestId('undo').waitFor();
    await page.getByTestId('settings').click();
    await page.getByTestId('updates-install').click();
    await page.getByTestId('quit-sign').waitFor();
  }) },
  { name: 'diagnostics', reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('diagnostics-open').click();
    await page.getByTestId('diagnostics-save').click();
    await page.getByTestId('diagnostics-saved').waitFor();
  } },
  { name: 'diagnostics-960', language: 'de', size: { width: 960, height: 600 }, reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('diagnostics-open').click();
    await page.getByTestId('diagnostics-save').waitFor();
  } },
  { name: 'quit', reach: open('bags', async (page) => {
    await page.keyboard.press('a');
    await page.getByTestId('undo').waitFor();
    await page.keyboard.press('Control+q');
    await page.getByTestId('quit').waitFor();
  }) },
  { name: 'help', reach: press(['?']) },
  { name: 'settings', main: true, reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
  } },
  { name: 'settings-text-200', text: 200, reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
  } },
  { name: 'identity', reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('identity-open').click();
    await page.locator('[data-kid=k-5TzKd1Wc]').getByTestId('retire').click();
  } },
  { name: 'identity-team', scene: 'in-a-team', reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('identity-open').click();
    await page.getByTestId('retire').first().click();
  } },
  { name: 'commands', main: true, reach: open('bags', press(['Control+k'])) },
  { name: 'commands-found', reach: open('bags', async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByTestId('command-input').fill('ca');
  }) },
  { name: 'commands-none', reach: open('bags', async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByTestId('command-input').fill('zzz');
  }) },
  { name: 'commands-text-200', text: 200, reach: open('bags', press(['Control+k'])) },
  { name: 'commands-approve', reach: open('bags', async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByTestId('command-input').fill('approve');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('approve')).toBeFocused();
  }) },
  { name: 'keys', main: true, reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('keys-open').click();
    await page.locator('[data-testid=key-line][data-action=edit]').getByTestId('key-off').click();
    await page.locator('[data-testid=key-line][data-action=stop]').getByTestId('key-change').click();
  } },
  { name: 'keys-refused', reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('keys-open').click();
    await page.locator('[data-testid=key-line][data-action=approve]').getByTestId('key-change').click();
    await page.keyboard.press('r');
    await page.getByTestId('key-refused').waitFor();
  } },
];
