import { expect, test } from './desk';

test('the form stands beside the original and counts the changes', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.seen();
  await desk.press('e');
  await expect(desk.get('edit-submit')).toHaveAttribute('aria-disabled', 'true');
  await desk.input('/bags').fill('1');
  await desk.input('/charge').fill('45.00 USD');
  await expect(desk.get('edit-submit')).toContainText('Approve with 2 changes');
  await expect(desk.get('judged')).toContainText('Your change was judged again.');
  await expect(desk.get('judged')).toHaveAttribute('data-tone', 'good');
  await desk.press('Control+Enter');
  await desk.progress('bags', 'holding');
  await desk.pass(7500);
  await desk.page.getByTitle('Decided').click();
  await desk.progress('bags', 'executed');
});

test('an error stands at its field and keeps the button off', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.seen();
  await desk.press('e');
  await desk.input('/bags').fill('9');
  await expect(desk.input('/bags')).toHaveAttribute('aria-invalid', 'true');
  await expect(desk.page.getByRole('alert')).toHaveText('Must be at most 6');
  await expect(desk.get('edit-hint')).toHaveText('1 field to fix');
  await desk.press('Control+Enter');
  await desk.get('edit-submit').click({ force: true });
  await desk.pass(1000);
  await desk.isOpen('bags');
  await expect(desk.row('bags').getByTestId('progress')).toHaveCount(0);
  await desk.input('/bags').fill('two');
  await expect(desk.page.getByRole('alert')).toHaveText('Must be a whole number');
});

test('a press before the check is back waits for it and signs', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.seen();
  await desk.press('e');
  await desk.freeze();
  await desk.input('/bags').fill('1');
  await desk.press('Control+Enter');
  await desk.pass(1000);
  await desk.progress('bags', 'holding');
});

test('items of a list can be added and removed', async ({ desk }) => {
  await desk.start();
  await desk.open('cabin');
  await desk.seen();
  await desk.press('e');
  await desk.get('edit-add').click();
  await expect(desk.input('/flights/3/number')).toBeVisible();
  await desk.input('/flights/3/number').fill('NW300');
  await desk.input('/flights/3/day').fill('2026-12-12');
  await desk.page.locator('[data-testid=edit-remove][data-pointer="/flights/0"]').click();
  await expect(desk.input('/flights/0/number')).toHaveValue('NW488');
  await expect(desk.input('/flights/2/number')).toHaveValue('NW300');
  await expect(desk.get('judged')).toBeVisible();
});

test('a choice offers what the contract allows, and a risky edit asks for a hold', async ({ desk }) => {
  await desk.start();
  await desk.open('cabin');
  await desk.seen();
  await desk.press('e');
  await expect(desk.input('/cabin').locator('option')).toHaveText(['economy', 'comfort', 'business']);
  await desk.input('/cabin').selectOption('comfort');
  await expect(desk.get('edit-submit')).toContainText('Hold to approve with 1 change');
  await expect(desk.get('judged')).toHaveAttribute('data-tone', 'careful');
  await expect(desk.get('edit-submit')).toHaveAttribute('aria-disabled', 'false');
  await desk.page.keyboard.down('Control');
  await desk.page.keyboard.down('Enter');
  await desk.pass(650);
  await desk.page.keyboard.up('Enter');
  await desk.page.keyboard.up('Control');
  await desk.progress('cabin', 'signed');
});

test('an edit of a critical action asks for the last four characters too', async ({ desk }) => {
  await desk.start();
  await desk.open('refund');
  await desk.seen();
  await desk.press('e');
  await desk.input('/refund_to').fill('card-0073');
  await expect(desk.get('edit-submit')).toContainText('1 change');
  await expect(desk.get('edit-submit')).toHaveAttribute('aria-disabled', 'true');
  await desk.get('confirm-input').fill('9R2K');
  await expect(desk.get('edit-submit')).toHaveAttribute('aria-disabled', 'false');
  await desk.page.keyboard.down('Control');
  await desk.page.keyboard.down('Enter');
  await desk.pass(650);
  await desk.page.keyboard.up('Enter');
  await desk.page.keyboard.up('Control');
  await desk.progress('refund', 'signed');
});

test('policy can refuse an edit', async ({ desk }) => {
  await desk.start();
  await desk.open('cabin');
  await desk.seen();
  await desk.press('e');
  await desk.input('/charge').fill('9000.00 USD');
  await expect(desk.get('judged')).toContainText('Policy refuses this change.');
  await expect(desk.get('edit-submit')).toHaveAttribute('aria-disabled', 'true');
});

test('the same arguments can be edited as JSON, and what they do is shown', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.seen();
  await desk.press('e');
  await desk.get('edit-mode').click();
  await desk.get('edit-json').fill('{"booking":"H7VVQ2","bags":');
  await expect(desk.page.getByRole('alert').first()).toContainText('This is not JSON yet');
  await desk.get('edit-json').fill('{"booking":"H7VVQ2","bags":1,"charge":"45.00 USD"}');
  await expect(desk.page.locator('[data-testid=field][data-pointer="/bags"]')).toContainText('1');
  await expect(desk.get('edit-submit')).toContainText('Approve with 2 changes');
  await desk.get('edit-mode').click();
  await expect(desk.input('/bags')).toHaveValue('1');
});

test('an optional value can be given and left out again', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.seen();
  await desk.press('e');
  await desk.page.locator('[data-testid=edit-set][data-pointer="/note"]').click();
  await desk.input('/note').fill('Window seat kept');
  await expect(desk.get('edit-submit')).toContainText('Approve with 1 change');
  await desk.page.getByRole('button', { name: 'Leave out' }).click();
  await expect(desk.get('edit-hint')).toHaveText('Nothing changed yet');
});

test('Escape discards the edit', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.seen();
  await desk.press('e');
  await desk.input('/bags').fill('1');
  await desk.press('Escape');
  await expect(desk.get('edit-submit')).toHaveCount(0);
  await desk.seen();
  await desk.press('e');
  await expect(desk.input('/bags')).toHaveValue('2');
});
