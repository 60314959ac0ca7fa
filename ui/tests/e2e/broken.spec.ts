// An item that the page can not draw: said, decided by no key, and no other is lost with it.

import { expect, test } from './desk';

test('one item that can not be drawn says so, is decided by no key, and the others go on', async ({ desk }) => {
  await desk.start('again');
  await desk.isOpen('cabin');
  await desk.page.evaluate(() => globalThis.demo?.spoil('esc-bags'));
  await desk.row('bags').click();
  await expect(desk.page.locator('[data-testid=notice][data-code=internal]')).toBeVisible();
  await desk.pass(2_000);
  await desk.press('a', 'a');
  await desk.pass(6_000);
  expect(await desk.page.evaluate(() => globalThis.demo?.signed())).toEqual([]);
  await desk.open('voucher');
  await expect(desk.title).toContainText('voucher');
});
