import { expect, test, type DeskPage } from './desk';

async function search(desk: DeskPage, query: string): Promise<void> {
  await desk.press('/');
  await desk.get('search').fill(query);
  await desk.pass(100);
}

test('the slash searches titles, arguments and conversations as one types, and Escape comes back', async ({ desk }) => {
  await desk.start();
  await search(desk, 'vouch');
  await expect(desk.row('voucher').locator('mark').first()).toHaveText('vouch', { ignoreCase: true });
  await expect(desk.row('bags')).toHaveCount(0);
  await search(desk, 'tarmac');
  await expect(desk.get('row')).toHaveCount(1);
  await expect(desk.row('voucher').getByTestId('excerpt')).toContainText('Three hours on the tarmac');
  await search(desk, 'tarmac xyz');
  await expect(desk.get('empty')).toContainText('Nothing found');
  await desk.press('Escape');
  await expect(desk.get('row')).toHaveCount(8);
  await expect(desk.get('search')).toHaveValue('');
});

test('Enter opens the first that was found, whichever list it stands in', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('r', 'Control+Enter');
  await expect(desk.row('bags')).toHaveCount(0);
  await desk.pass(3_000);
  await search(desk, 'status:rejected');
  await desk.press('Enter');
  await desk.isOpen('bags');
  await expect(desk.get('search')).not.toBeFocused();
  await desk.page.getByTitle('Inbox', { exact: true }).click();
  await expect(desk.get('search')).toHaveValue('');
  await desk.isOpen('cabin');
});

test('filters are offered, taken by keys, shown as tokens, and taken away by a click', async ({ desk }) => {
  await desk.start();
  await search(desk, 'ri');
  await expect(desk.get('search-offers').getByRole('option')).toHaveText([/^risk:/]);
  await desk.press('ArrowDown', 'Enter');
  await expect(desk.get('search')).toHaveValue('risk:');
  await desk.page.keyboard.type('cr');
  await desk.press('ArrowDown', 'Tab');
  await expect(desk.get('search')).toHaveValue('risk:critical ');
  await desk.pass(100);
  await expect(desk.get('row')).toHaveCount(1);
  await expect(desk.row('refund')).toBeVisible();
  await desk.press('Escape', 'Escape');
  await search(desk, 'risk:critical seats');
  await expect(desk.get('row')).toHaveCount(0);
  await desk.get('token').click();
  await desk.pass(100);
  await expect(desk.row('seats')).toBeVisible();
});

test('a filter that can not be read says what can be', async ({ desk }) => {
  await desk.start();
  await search(desk, 'risk:hihg');
  await expect(desk.get('search-problem')).toHaveText('“hihg” is no risk: low, medium, high or critical.');
});

test('a search is kept under a name, counted as items come and go, opened again and removed', async ({ desk }) => {
  await desk.start();
  await search(desk, 'risk:low,medium status:open');
  await desk.get('search-save').click();
  await desk.get('search-name').fill('Easy ones');
  await desk.press('Enter');
  await expect(desk.get('search-save')).toHaveCount(0);
  await desk.pass(1_100);
  const kept = desk.page.getByTitle('Easy ones', { exact: true });
  const rows = await desk.get('row').count();
  await expect(kept).toContainText(String(rows));
  await desk.page.getByTitle('Inbox', { exact: true }).click();
  await desk.open('bags');
  await desk.press('r', 'Control+Enter');
  await expect(desk.row('bags')).toHaveCount(0);
  await desk.pass(3_000);
  await expect(kept).toContainText(String(rows - 1));
  await kept.click();
  await expect(desk.get('row')).toHaveCount(rows - 1);
  await desk.page.getByRole('button', { name: 'Remove the search Easy ones' }).click();
  await expect(kept).toHaveCount(0);
});

test('what is found moves with what happens to it, and keeps its place', async ({ desk }) => {
  await desk.start();
  await search(desk, 'status:open sort:urgent');
  await expect(desk.get('row').first()).toBeVisible();
  const order = await desk.get('row').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset['esc']));
  await desk.press('Enter');
  await desk.open('bags');
  await desk.press('r', 'Control+Enter');
  await desk.pass(3_000);
  await expect(desk.row('bags')).toContainText('accepted');
  expect(await desk.get('row').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset['esc']))).toEqual(order);
});
