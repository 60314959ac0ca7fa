// Deciding one item: its buttons, the reject sheet, what undoes it, and how it ended.

import { pull } from '../../e2e/desk';
import { alive, open, type Shot } from './shot';

export const deciding: Shot[] = [
  { name: 'critical', main: true, reach: open('refund') },
  { name: 'confirm', reach: open('refund', async (page) => {
    await page.keyboard.press('a');
    await page.getByTestId('confirm-input').fill('9R');
  }) },
  { name: 'undo', reach: open('bags', async (page) => {
    await page.keyboard.press('a');
    await page.getByTestId('undo').waitFor();
    await alive(page);
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
  { name: 'decided-by-other', reach: async (page) => {
    await open('bags')(page);
    await page.keyboard.press('r');
    await page.getByTestId('reject-message').fill('Gold members have two free bags.');
    await pull({ page }, 'decidedBy', 'esc-bags', 'Kofi Mensah');
    await page.getByTestId('kept').waitFor();
  } },
  { name: 'stop', reach: open('bags', async (page) => {
    await page.keyboard.press('h');
    await page.getByTestId('stop-reason').fill('It doubles every charge since ten.');
  }) },
  { name: 'stopped', reach: open('bags', async (page) => {
    await page.keyboard.press('h');
    await page.getByTestId('stop-reason').fill('It doubles every charge since ten.');
    await page.keyboard.press('Control+Enter');
    await page.getByTestId('halt').waitFor();
  }) },
  { name: 'stopped-everything', reach: open('bags', async (page) => {
    await page.keyboard.press('h');
    await page.locator('[data-testid=stop-scope][data-scope=all]').click();
    await page.getByTestId('stop-sign').click();
    await page.getByTestId('halt').waitFor();
  }) },
  { name: 'withdrawn', reach: open('bags', async (page) => {
    await pull({ page }, 'withdraw', 'esc-bags', 'The traveller changed her mind at the desk.');
    await page.getByTestId('outcome').waitFor();
  }) },
  { name: 'answered', reach: open('bags', async (page) => {
    await pull({ page }, 'answers', 'esc-bags', 'voucher');
    await page.getByTestId('linked').scrollIntoViewIfNeeded();
  }) },
  { name: 'expired', reach: open('bags', async (page) => {
    await pull({ page }, 'expire', 'esc-bags');
    await page.getByTestId('outcome').waitFor();
  }) },
  { name: 'changed', reach: open('bags', async (page) => {
    await pull({ page }, 'change', 'esc-bags');
    await page.getByRole('alert').waitFor();
  }) },
  { name: 'keychain-at-sign', scene: 'keychain', reach: open('bags', async (page) => {
    await page.keyboard.press('a');
    await page.getByTestId('notice').waitFor();
  }) },
  { name: 'decided', reach: async (page) => {
    await open('cancel')(page);
    await page.keyboard.press('r');
    await page.keyboard.press('Control+Enter');
    await page.getByTitle('Decided', { exact: true }).click();
    await page.getByTestId('row').first().click();
    await page.getByTestId('outcome').waitFor();
  } },
  { name: 'again', scene: 'again', reach: open('bags') },
];
