import { expect, test } from './desk';

test('an approved action that has not run offers Stop, and is not run while that holds', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.freeze();
  await desk.press('a');
  await desk.pass(5100);
  await desk.pass(400);
  await desk.page.getByTitle('Decided').click();
  await desk.row('bags').click();
  await desk.get('stop').click();
  await desk.get('stop-reason').fill('Wrong traveller.');
  await desk.press('Control+Enter');
  await desk.pass(200);
  await expect(desk.get('halt')).toContainText('Stopped by Nadia Brandt');
  await expect(desk.get('halt')).toContainText('Wrong traveller.');
  await expect(desk.row('bags').getByTestId('stopped')).toBeVisible();
  await desk.pass(4000);
  await expect(desk.get('outcome')).toHaveAttribute('data-status', 'approved');
  await desk.get('lift').click();
  await desk.pass(200);
  await expect(desk.get('halt')).toHaveCount(0);
  await expect(desk.row('bags').getByTestId('stopped')).toHaveCount(0);
});

test('H opens the sheet, Escape leaves it and nothing is stopped', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('h');
  await expect(desk.get('stop-scope').first()).toHaveAttribute('aria-checked', 'true');
  await desk.press('Escape');
  await expect(desk.get('stop-sign')).toHaveCount(0);
  await expect(desk.get('halt')).toHaveCount(0);
});

test('what is wider than one item is said above every item until it is lifted', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('h');
  await desk.page.locator('[data-testid=stop-scope][data-scope=all]').click();
  await desk.get('stop-sign').click();
  await expect(desk.get('halt')).toContainText('Everything is stopped');
  await desk.open('voucher');
  await expect(desk.get('halt')).toContainText('Everything is stopped');
  await desk.get('lift').click();
  await expect(desk.get('halt')).toHaveCount(0);
});

test('a stop that did not reach the log says so and keeps what was typed', async ({ desk }) => {
  await desk.start('offline');
  await desk.open('bags');
  await desk.press('h');
  await desk.get('stop-reason').fill('Wrong.');
  await desk.get('stop-sign').click();
  await expect(desk.get('notice').last()).toContainText('Nothing was stopped');
  await expect(desk.get('stop-reason')).toHaveValue('Wrong.');
});
