// An item that the page can not draw: said, decided by no key, and no other is lost with it.

import { expect, pull, test } from './desk';

test('one item that can not be drawn says so, is decided by no key, and the others go on', async ({ desk }) => {
  await desk.start();
  // One key approves it, and all of it was seen.
  await desk.open('bags');
  await desk.seen();
  await pull(desk, 'spoil', 'esc-bags');
  await expect(desk.page.locator('[data-testid=notice][data-code=internal]')).toBeVisible();
  await desk.pass(2_000);
  await desk.press('a', 'r', 'h', 'e', 'Control+Enter', 's');
  await desk.pass(10_000);
  expect(await pull(desk, 'signed')).toEqual([]);
  await desk.open('voucher');
  await expect(desk.title).toContainText('voucher');
});

test('the same filter twice is drawn as any other search', async ({ desk }) => {
  await desk.start();
  await desk.press('/');
  await desk.page.keyboard.type('queue:changes queue:changes');
  await expect(desk.get('failed')).toHaveCount(0);
  await expect(desk.get('row').first()).toBeVisible();
});
