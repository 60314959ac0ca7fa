// Editing the arguments, and what changes.

import { expect } from '@playwright/test';
import { open, press, type Shot } from './shot';

export const editing: Shot[] = [
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
  { name: 'before-after', reach: open('seats') },
  { name: 'changes-record', main: true, reach: open('seats', async (page) => page.getByTestId('record').scrollIntoViewIfNeeded()) },
  { name: 'changes-inline', size: { width: 1280, height: 1000 }, reach: open('seats', async (page) => {
    await page.getByTestId('diff-form').click();
    await page.getByTestId('diff-kept').click();
    await page.getByTestId('record').scrollIntoViewIfNeeded();
  }) },
  { name: 'changes-960-german', language: 'de', size: { width: 960, height: 600 }, reach: open('seats', async (page) => page.getByTestId('record').scrollIntoViewIfNeeded()) },
  { name: 'edited', reach: open('bags', async (page) => {
    await expect(page.getByTestId('approve')).toHaveAttribute('aria-disabled', 'false');
    await press(['e'])(page);
    await page.locator('[data-testid=edit-input][data-pointer="/charge"]').fill('45.00 USD');
    await page.getByTestId('draft-changes').waitFor();
    await page.getByTestId('edit-submit').click();
    await page.getByTestId('undo').waitFor();
    await page.getByTestId('undo').waitFor({ state: 'detached' });
    await page.getByTitle('Decided', { exact: true }).click();
    await page.getByTestId('row').first().click();
    await page.getByTestId('edited').waitFor();
  }) },
];
