// Every screen and state of the page, and how it is reached. Pictures are taken of all, and all are judged for accessibility.

import { expect, type Page } from '@playwright/test';
import { speak } from '../e2e/speaking';

export type Shot = {
  name: string;
  scene?: string;
  language?: 'de' | 'qps';
  size?: { width: number; height: number };
  /** The text size in percent. */
  text?: number;
  /** Whether pictures of it are taken in more contrast too. */
  main?: true;
  reach?: (page: Page) => Promise<void>;
};

const alive = async (page: Page): Promise<void> => void (await expect(page.getByTestId('approve').or(page.getByTestId('answer-send'))).not.toHaveAttribute('disabled'));
const press = (keys: string[]) => async (page: Page) => {
  await alive(page);
  for (const key of keys) await page.keyboard.press(key);
};
const open = (key: string, then?: (page: Page) => Promise<void>) => async (page: Page) => {
  await page.locator(`[data-esc=esc-${key}]`).click();
  await alive(page);
  await then?.(page);
};

/** Opens one of the hundred and selects from there by keys. */
const select = (from: number, more: number, key?: string, then?: (page: Page) => Promise<void>) => async (page: Page) => {
  await open(`h${from}`)(page);
  await page.keyboard.press('x');
  for (let n = 0; n < more; n++) await page.keyboard.press('j');
  await page.keyboard.press('Shift+X');
  await page.getByTestId('selection').waitFor();
  if (key === undefined) return;
  await page.keyboard.press(key);
  await expect(page.getByTestId('batch-sign')).not.toHaveAttribute('disabled');
  await then?.(page);
};

export const shots: Shot[] = [
  { name: 'desk', main: true, reach: alive },
  { name: 'desk-1600', size: { width: 1600, height: 1000 }, reach: alive },
  { name: 'desk-960', size: { width: 960, height: 600 }, reach: alive },
  { name: 'desk-text-150', text: 150, reach: alive },
  { name: 'desk-text-200', text: 200, reach: alive },
  { name: 'desk-text-200-960', text: 200, size: { width: 960, height: 600 }, reach: alive },
  { name: 'critical', main: true, reach: open('refund') },
  { name: 'confirm', reach: open('refund', async (page) => {
    await page.keyboard.press('a');
    await page.getByTestId('confirm-input').fill('9R');
  }) },
  { name: 'snooze', main: true, reach: open('voucher', press(['s'])) },
  { name: 'snooze-960', size: { width: 960, height: 600 }, reach: open('voucher', press(['s'])) },
  { name: 'snooze-german', language: 'de', reach: open('voucher', press(['s'])) },
  { name: 'snoozed', reach: open('voucher', async (page) => {
    await press(['s', '1'])(page);
    await page.getByTestId('undo-snooze').waitFor();
    await alive(page);
  }) },
  { name: 'snoozed-list', reach: open('voucher', async (page) => {
    await press(['s', '1'])(page);
    await page.getByTitle('Snoozed', { exact: true }).click();
    await page.getByTestId('put-off').waitFor();
    await alive(page);
  }) },
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
  { name: 'undo', reach: open('bags', async (page) => {
    await page.keyboard.press('a');
    await page.getByTestId('undo').waitFor();
    await alive(page);
  }) },
  { name: 'quit', reach: open('bags', async (page) => {
    await page.keyboard.press('a');
    await page.getByTestId('undo').waitFor();
    await page.keyboard.press('Control+q');
    await page.getByTestId('quit').waitFor();
  }) },
  { name: 'unseen', reach: open('long') },
  { name: 'question', reach: open('ask') },
  { name: 'no-confidence', reach: open('seats') },
  { name: 'reject', main: true, reach: open('bags', async (page) => {
    await page.keyboard.press('r');
    await page.getByTestId('reject-sign').waitFor();
  }) },
  { name: 'reject-message', reach: open('bags', async (page) => {
    await page.keyboard.press('r');
    await page.keyboard.press('2');
    await page.getByTestId('reject-message').fill('Gold members have two free bags. Add them without a charge.');
  }) },
  { name: 'replies', reach: open('bags', async (page) => {
    await page.keyboard.press('r');
    await page.getByTestId('reject-message').fill('Two bags are free for gold members.');
    await page.getByTestId('replies-open').click();
    await page.getByTestId('reply').first().waitFor();
  }) },
  { name: 'selection', scene: 'hundred', reach: select(0, 2) },
  { name: 'selection-dropped', scene: 'hundred', reach: async (page) => {
    await select(0, 3)(page);
    await page.evaluate(() => globalThis.demo?.decidedBy('esc-h1', 'Kofi Mensah'));
    await page.getByTestId('dropped').waitFor();
  } },
  { name: 'batch', main: true, scene: 'hundred', reach: select(0, 5, 'a') },
  { name: 'batch-long', scene: 'hundred', reach: select(13, 11, 'a') },
  { name: 'batch-960', scene: 'hundred', size: { width: 960, height: 600 }, reach: select(13, 4, 'a') },
  { name: 'batch-misfits', scene: 'hundred', reach: select(7, 5, 'a') },
  { name: 'batch-left-out', scene: 'hundred', reach: select(0, 4, 'a', async (page) => {
    await page.evaluate(() => {
      globalThis.demo?.change('esc-h1');
      globalThis.demo?.decidedBy('esc-h3', 'Kofi Mensah');
    });
    await expect(page.locator('[data-left=true]')).toHaveCount(2);
  }) },
  { name: 'batch-undo', scene: 'hundred', reach: select(0, 5, 'a', async (page) => {
    await page.keyboard.press('a');
    await page.getByTestId('undo').waitFor();
    await alive(page);
  }) },
  { name: 'batch-failed', scene: 'hundred', reach: select(0, 5, 'a', async (page) => {
    await page.evaluate(() => globalThis.demo?.race('esc-h1', 'Kofi Mensah'));
    await page.keyboard.press('a');
    await page.getByTestId('batch-result').waitFor();
    await alive(page);
  }) },
  { name: 'batch-reject', scene: 'hundred', reach: select(0, 5, 'r') },
  { name: 'edit', reach: press(['e']) },
  { name: 'edit-changed', main: true, size: { width: 1440, height: 1000 }, reach: async (page) => {
    await press(['e'])(page);
    await page.locator('[data-testid=edit-input][data-pointer="/cabin"]').selectOption('comfort');
    await page.locator('[data-testid=edit-input][data-pointer="/flights/1/number"]').fill('NW490');
    await page.locator('[data-testid=edit-input][data-pointer="/charge"]').fill('412.00 USD');
    await page.getByTestId('judged').waitFor();
    await page.getByTestId('judged').scrollIntoViewIfNeeded();
  } },
  { name: 'edit-error', reach: async (page) => {
    await press(['e'])(page);
    await page.locator('[data-testid=edit-input][data-pointer="/flights/0/number"]').fill('214');
    await page.getByRole('alert').first().waitFor();
  } },
  { name: 'edit-json', reach: async (page) => {
    await press(['e'])(page);
    await page.getByTestId('edit-mode').click();
  } },
  { name: 'blind', scene: 'blind', reach: open('refund') },
  { name: 'leaned', scene: 'blind', reach: open('refund', async (page) => {
    await page.keyboard.press('n');
    await page.getByTestId('leaned').waitFor();
  }) },
  { name: 'keychain-locked', scene: 'keychain-locked' },
  { name: 'disk', scene: 'disk' },
  { name: 'taken', scene: 'taken' },
  { name: 'newer-database', scene: 'newer-database' },
  { name: 'internal', scene: 'internal' },
];

/** What a longer language changes most, and one from right to left. */
const spoken = new Set(['desk', 'desk-960', 'undo', 'reject', 'edit', 'help', 'settings', 'commands', 'keys', 'alarm', 'keychain-at-sign', 'first-run']);
export const inLanguages = (['de', 'qps'] as const).flatMap((language) => shots.filter(({ name }) => spoken.has(name)).map(({ main: _, ...shot }): Shot => ({ ...shot, name: `${shot.name}-${language}`, language })));

/** Opens the page in a shot's scene, language, size and text size, and goes where it shows what it is about. */
export async function show(page: Page, shot: Shot): Promise<void> {
  if (shot.language) await speak(page, shot.language);
  if (shot.size) await page.setViewportSize(shot.size);
  if (shot.text) await page.addInitScript((text) => localStorage.setItem('fermata.size', String(text)), shot.text);
  await page.goto(`/?scene=${shot.scene ?? 'day'}`);
  await page.evaluate(() => document.fonts.ready);
  await shot.reach?.(page);
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
}
