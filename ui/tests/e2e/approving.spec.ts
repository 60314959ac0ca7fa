import { expect, pull, test } from './desk';

test('A holds the decision in the bar for five seconds and opens the next item', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('a');
  await desk.progress('bags', 'holding');
  await desk.isOpen('voucher');
  await expect(desk.get('undo')).toBeVisible();
  await desk.pass(5000);
  await expect(desk.get('undo')).toHaveCount(0);
  await desk.pass(2000);
  await expect(desk.row('bags')).toHaveCount(0);
  await desk.page.getByTitle('Decided').click();
  await desk.progress('bags', 'executed');
});

test('U takes it back and opens it again', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('a');
  await desk.isOpen('voucher');
  await desk.press('u');
  await expect(desk.get('undo')).toHaveCount(0);
  await desk.isOpen('bags');
  await desk.pass(7000);
  await expect(desk.row('bags').getByTestId('progress')).toHaveCount(0);
});

test('a held-down key decides nothing more than its first press', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.freeze();
  await desk.page.keyboard.down('a');
  for (let i = 0; i < 5; i++) await desk.page.keyboard.down('a');
  await desk.isOpen('voucher');
  await desk.pass(600);
  for (let i = 0; i < 5; i++) await desk.page.keyboard.down('a');
  await desk.page.keyboard.up('a');
  await expect(desk.get('undo')).toHaveCount(1);
  await desk.isOpen('voucher');
});

test('decision keys are dead just after another item opened', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.freeze();
  await desk.press('a', 'a', 'r', 'e');
  await desk.isOpen('voucher');
  await expect(desk.get('undo')).toHaveCount(1);
  await expect(desk.get('reject-sign')).toHaveCount(0);
  await expect(desk.get('edit-submit')).toHaveCount(0);
});

test('high risk asks for a held key', async ({ desk }) => {
  await desk.start();
  await desk.open('cabin');
  await expect(desk.get('approve')).toContainText('Hold to approve');
  await desk.freeze();
  await desk.page.keyboard.down('a');
  await desk.pass(300);
  await desk.page.keyboard.up('a');
  await desk.pass(600);
  await desk.isOpen('cabin');
  await desk.page.keyboard.down('a');
  await desk.pass(650);
  await desk.page.keyboard.up('a');
  await desk.isOpen('refund');
  await desk.progress('cabin', 'signed');
});

test('high risk asks for a held button', async ({ desk }) => {
  await desk.start();
  await desk.open('cabin');
  await desk.get('approve').click();
  await desk.pass(600);
  await desk.isOpen('cabin');
  await desk.get('approve').hover();
  await desk.page.mouse.down();
  await desk.pass(650);
  await desk.page.mouse.up();
  await desk.progress('cabin', 'signed');
});

test('critical risk asks for the last four characters', async ({ desk }) => {
  await desk.start();
  await desk.open('refund');
  await desk.press('a');
  await expect(desk.get('confirm-input')).toBeFocused();
  await desk.page.keyboard.type('XXXX');
  await desk.press('Enter');
  await desk.isOpen('refund');
  await desk.press('Control+Enter');
  await expect(desk.get('notice')).toHaveAttribute('data-code', 'confirmMismatch');
  await desk.get('confirm-input').fill('9R2K');
  await desk.press('Control+Enter');
  await desk.progress('refund', 'signed');
});

test('approve stays off until every value was on screen, and A scrolls there', async ({ desk }) => {
  await desk.start();
  await desk.open('long');
  await expect(desk.get('approve')).toHaveAttribute('aria-disabled', 'true');
  await expect(desk.get('unseen')).toContainText('values not seen yet');
  await desk.press('a');
  await expect(desk.get('undo')).toHaveCount(0);
  await expect(desk.get('approve')).toHaveAttribute('aria-disabled', 'false');
  await desk.isOpen('long');
  await desk.alive();
  await desk.press('a');
  await expect(desk.get('undo')).toHaveCount(1);
});

test('with half a minute left, approving asks for a hold', async ({ desk }) => {
  await desk.start();
  await pull(desk, 'arrive', 'voucher', 0.6);
  await desk.get('arrivals').click();
  await desk.open('voucher-new');
  await expect(desk.get('approve')).toContainText('Approve');
  await desk.pass(10_000);
  await expect(desk.get('approve')).toContainText('Hold to approve');
  await desk.pass(40_000);
  await expect(desk.get('outcome')).toContainText('Time is over');
});

test('a question is answered in words', async ({ desk }) => {
  await desk.start();
  await desk.open('ask');
  await expect(desk.get('approve')).toHaveCount(0);
  await desk.get('answer').fill('Trust the passport.');
  await desk.press('Control+Enter');
  await desk.progress('ask', 'holding');
});
