import { expect, pull, test } from './desk';

test('R alone is enough: the default reason is signed when the bar is over', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('r');
  await expect(desk.get('reject-state')).toContainText('Signs in');
  await desk.pass(5100);
  await desk.isOpen('voucher');
  await desk.pass(2000);
  await desk.page.getByTitle('Decided').click();
  await desk.progress('bags', 'accepted');
});

test('a number picks another reason and the bar starts again', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('r');
  await desk.progress('bags', 'holding');
  await desk.pass(4000);
  await desk.press('3');
  await expect(desk.page.locator('[data-testid=reject-reason][data-code=not_asked]')).toHaveAttribute('aria-checked', 'true');
  await desk.pass(2000);
  await desk.progress('bags', 'holding');
  await desk.isOpen('bags');
});

test('typing stops the bar, and nothing is signed until Ctrl Enter', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('r', 'm');
  await desk.page.keyboard.type('Two bags are free for gold, 1 is enough.');
  await expect(desk.get('reject-state')).toContainText('Waits for you to sign');
  await desk.pass(8000);
  await desk.isOpen('bags');
  await expect(desk.row('bags').getByTestId('progress')).toHaveCount(0);
  await desk.press('Control+Enter');
  await desk.progress('bags', 'signed');
  await desk.isOpen('voucher');
});

test('a message that is typed and signed in one go goes along whole', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('r');
  await desk.get('reject-message').fill('Please ask first.');
  await desk.get('reject-sign').click();
  await desk.progress('bags', 'signed');
});

test('Escape takes the reject back', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('r');
  await desk.progress('bags', 'holding');
  await desk.press('Escape');
  await expect(desk.get('reject-sign')).toHaveCount(0);
  await expect(desk.row('bags').getByTestId('progress')).toHaveCount(0);
  await desk.pass(6000);
  await desk.isOpen('bags');
});

test('high risk can be rejected with one key too', async ({ desk }) => {
  await desk.start();
  await desk.open('cabin');
  await desk.press('r');
  await desk.progress('cabin', 'holding');
  await desk.press('Control+Enter');
  await desk.progress('cabin', 'signed');
});

test('a half-written message is still there when the item is opened again', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('r');
  await desk.get('reject-message').fill('Not yet');
  await desk.open('voucher');
  await desk.open('bags');
  await desk.press('r');
  await expect(desk.get('reject-message')).toHaveValue('Not yet');
  await expect(desk.get('reject-state')).toContainText('Waits for you to sign');
});

test('U takes back what runs in the open sheet', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('r');
  await desk.progress('bags', 'holding');
  await desk.press('u');
  await expect(desk.get('reject-sign')).toHaveCount(0);
  await expect(desk.row('bags').getByTestId('progress')).toHaveCount(0);
  await desk.pass(6_000);
  expect(await pull(desk, 'signed')).toEqual([]);
});
