import { expect, test } from './desk';

test('the record before and after is told value by value, and what stays is folded', async ({ desk }) => {
  await desk.start();
  await desk.open('seats');
  const record = desk.get('record');
  const lines = record.getByTestId('change');
  expect(await lines.evaluateAll((all) => all.map((one) => `${(one as HTMLElement).dataset['kind']} ${(one as HTMLElement).dataset['pointer']}`))).toEqual(['changed /balance', 'changed /flies', 'changed /points', 'changed /remark', 'added /voucher', 'removed /hold']);
  await expect(record.getByTestId('between')).toHaveText(['255.00 USD less', '3 days later', '22.5 more']);
  await expect(lines.nth(0)).toContainText('balance (changed)');
  await expect(lines.nth(4)).toContainText('voucher new');
  await expect(lines.nth(5)).toContainText('hold removed');
  await expect(record.getByTestId('diff-kept')).toHaveText('4 values stay');
  await record.getByTestId('diff-kept').click();
  await expect(lines).toHaveCount(10);
  await expect(record.locator('[data-pointer="/card/code"]')).toContainText('••••••••');
});

test('of a long text only the words that went and came are marked', async ({ desk }) => {
  await desk.start();
  await desk.open('seats');
  const remark = desk.get('record').locator('[data-pointer="/remark"]');
  await expect(remark.locator('del')).toHaveText(['taken out:window']);
  await expect(remark.locator('ins')).toHaveText(['put in:aisle', 'put in:. Mail was sent']);
});

test('changes stand side by side or in one line, and the page remembers which', async ({ desk }) => {
  await desk.start();
  await desk.open('seats');
  await expect(desk.get('record').locator('th[scope=col]')).toHaveText(['Value', 'Before', 'After']);
  await desk.get('diff-form').focus();
  await desk.press('Enter');
  await expect(desk.get('record').locator('table')).toHaveAttribute('data-form', 'inline');
  await expect(desk.get('record').locator('[data-pointer="/flies"] td')).toHaveText(/^taken out: 2027-01-05\s+put in: 2027-01-08\s+3 days later$/);
  await desk.start();
  await desk.open('seats');
  await expect(desk.get('record').locator('table')).toHaveAttribute('data-form', 'inline');
  await expect(desk.get('diff-form')).toHaveText('Side by side');
});

test('an edit is shown against what was proposed while it is made, and again once it was signed', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.seen();
  await desk.press('e');
  await expect(desk.get('draft-changes')).toHaveCount(0);
  await desk.input('/charge').fill('45.00 USD');
  await desk.pass(200);
  const line = desk.get('draft-changes').getByTestId('change');
  await expect(line).toHaveCount(1);
  await expect(line).toContainText('90.00 USD');
  await expect(line.getByTestId('between')).toHaveText('45.00 USD less');
  await expect(desk.get('draft-changes').locator('th[scope=col]')).toHaveText(['Value', 'Proposed', 'Yours']);
  await desk.press('Control+Enter');
  await desk.pass(10_000);
  await desk.page.getByTitle('Decided', { exact: true }).click();
  await desk.get('row').first().click();
  await expect(desk.get('edited').getByTestId('between')).toHaveText('45.00 USD less');
  await expect(desk.get('edited').locator('th[scope=col]')).toHaveText(['Value', 'Proposed', 'Signed']);
  await expect(desk.page.locator('[data-testid=field][data-pointer="/charge"]')).toContainText('45.00 USD');
});
