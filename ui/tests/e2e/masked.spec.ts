// What a contract masks: nowhere on the page before it is uncovered on record.

import { expect, pull, test } from './desk';

const SECRET = 'PIN 4471-0093';

test('a masked value stands nowhere: not in the fields, the conversation, the bytes or the form', async ({ desk }) => {
  await desk.start('masked');
  await desk.open('voucher');
  await expect(desk.page.locator('[data-pointer="/note"]').first()).toContainText('••••••••');
  const nowhere = async () => expect(await desk.page.content()).not.toContain('4471-0093');
  await nowhere();
  for (const tab of ['1', '2', '3', '4']) {
    await desk.press(tab);
    await nowhere();
  }
  await expect(desk.page.getByTestId('withheld')).toBeVisible();
  await desk.press('e');
  await expect(desk.page.getByTestId('edit-submit')).toBeVisible();
  await nowhere();
  await expect(desk.page.locator('[data-testid=edit-input][data-pointer="/note"]')).toHaveValue('••••••••');
});

test('uncovering is noted first, and then the value is shown and the bytes too', async ({ desk }) => {
  await desk.start('masked');
  await desk.open('voucher');
  await desk.page.getByRole('button', { name: 'Uncover Note' }).click();
  await expect(desk.page.locator('[data-pointer="/note"]').first()).toContainText(SECRET);
  await expect(desk.page.getByRole('button', { name: 'Uncover Note' })).toHaveCount(0);
  await desk.get('tab-history').click();
  await expect(desk.page.getByTestId('event').last()).toContainText('Uncovered a masked value');
  await desk.get('tab-raw').click();
  await expect(desk.get('withheld')).toHaveCount(0);
  await expect(desk.page.getByText('eyJhbGciOiJFZERTQSI')).toBeVisible();
});

test('what can not be noted is not uncovered, and the reason stands there', async ({ desk }) => {
  await desk.start('masked');
  await desk.open('voucher');
  await pull(desk, 'link', 'offline');
  await desk.page.getByRole('button', { name: 'Uncover Note' }).click();
  await expect(desk.page.locator('[data-testid=notice][data-code=offline]').last()).toBeVisible();
  await expect(desk.page.locator('[data-pointer="/note"]').first()).toContainText('••••••••');
});

test('who may not uncover it is offered nothing', async ({ desk }) => {
  await desk.start('masked-for-good');
  await desk.open('voucher');
  await expect(desk.page.locator('[data-pointer="/note"]').first()).toContainText('••••••••');
  await expect(desk.page.getByRole('button', { name: /Uncover/ })).toHaveCount(0);
});

test('who uncovers by key goes on from the value', async ({ desk }) => {
  await desk.start('masked');
  await desk.open('voucher');
  await desk.page.getByRole('button', { name: 'Uncover Note' }).focus();
  await desk.press('Enter');
  const field = desk.page.locator('[data-pointer="/note"]').first();
  await expect(field).toContainText(SECRET);
  await expect(field.locator(':focus')).toHaveText(SECRET);
  await desk.press('Tab');
  await expect(desk.page.locator('#detail :focus')).toHaveCount(1);
});
