// Several items: how they are selected, and the sheet that decides them together.

import { expect, type Page } from '@playwright/test';
import { pull } from '../../e2e/desk';
import { alive, open, type Shot } from './shot';

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

export const batch: Shot[] = [
  { name: 'selection', scene: 'hundred', reach: select(0, 2) },
  { name: 'selection-dropped', scene: 'hundred', reach: async (page) => {
    await select(0, 3)(page);
    await pull({ page }, 'decidedBy', 'esc-h1', 'Kofi Mensah');
    await page.getByTestId('dropped').waitFor();
  } },
  { name: 'batch', main: true, scene: 'hundred', reach: select(0, 5, 'a') },
  { name: 'batch-long', scene: 'hundred', reach: select(13, 11, 'a') },
  { name: 'batch-960', scene: 'hundred', size: { width: 960, height: 600 }, reach: select(13, 4, 'a') },
  { name: 'batch-misfits', scene: 'hundred', reach: select(7, 5, 'a') },
  { name: 'batch-left-out', scene: 'hundred', reach: select(0, 4, 'a', async (page) => {
    await pull({ page }, 'change', 'esc-h1');
    await pull({ page }, 'decidedBy', 'esc-h3', 'Kofi Mensah');
    await expect(page.locator('[data-left=true]')).toHaveCount(2);
  }) },
  { name: 'batch-undo', scene: 'hundred', reach: select(0, 5, 'a', async (page) => {
    await page.keyboard.press('a');
    await page.getByTestId('undo').waitFor();
    await alive(page);
  }) },
  { name: 'batch-failed', scene: 'hundred', reach: select(0, 5, 'a', async (page) => {
    await pull({ page }, 'race', 'esc-h1', 'Kofi Mensah');
    await page.keyboard.press('a');
    await page.getByTestId('batch-result').waitFor();
    await alive(page);
  }) },
  { name: 'batch-reject', scene: 'hundred', reach: select(0, 5, 'r') },
];
