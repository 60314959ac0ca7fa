import { expect, test, type DeskPage } from './desk';

async function documents(desk: DeskPage) {
  await desk.start();
  await desk.open('cancel');
  await desk.get('tab-evidence').click();
  return desk.get('document');
}

test('each document is shown in its form, and none of them opens or fetches anything', async ({ desk }) => {
  const asked: string[] = [];
  desk.page.on('request', (request) => asked.push(request.url()));
  const all = await documents(desk);
  await expect(all).toHaveCount(4);
  expect(await all.evaluateAll((found) => found.map((one) => (one as HTMLElement).dataset['form']))).toEqual(['tree', 'table', 'table', 'markdown']);
  expect(asked.filter((url) => url.includes('example'))).toEqual([]);
  await expect(desk.page.locator('main').locator('a, img, iframe, object, embed, script, video, link')).toHaveCount(0);
});

test('JSON folds by keys and says what it holds; an escape in it stays one', async ({ desk }) => {
  const tree = (await documents(desk)).first();
  await expect(tree).toContainText('"\\u202egnp.exe"');
  await expect(tree).toContainText('254.00');
  await desk.get('fold').first().focus();
  await desk.press('ArrowDown', 'ArrowLeft');
  await expect(tree).toContainText('"traveller":{… 3 values …},');
  await expect(tree).not.toContainText('Aiko Tanabe');
  await desk.press('ArrowRight');
  await expect(tree).toContainText('Aiko Tanabe');
  await desk.isOpen('cancel');
});

test('a table names what a row lacks, and can be seen as it was sent', async ({ desk }) => {
  const table = (await documents(desk)).nth(1);
  await expect(table.locator('th')).toHaveText(['day', 'way', 'amount', 'note']);
  await expect(table.locator('tbody tr').first().locator('td')).toHaveText(['2026-10-02', 'card-1180', '254.00 USD', 'not given']);
  await table.getByTestId('as-sent').click();
  await expect(table).toContainText('[{"day":"2026-10-02","way":"card-1180","amount":"254.00 USD"}');
});

test('Markdown keeps every sign, shows where a link leads, and names what is invisible', async ({ desk }) => {
  const text = (await documents(desk)).last();
  await expect(text).toContainText('[the fare rules](https://rules.example/fares?x=1)');
  await expect(text.locator('.host').first()).toHaveText('rules.example');
  await expect(text).toContainText('<b>no markup</b>');
  await expect(text.locator('mark')).toHaveText('⟨U+200B⟩');
});

test('between a value and the one before stands how much more it is, and how many days later', async ({ desk }) => {
  await desk.start();
  await desk.open('seats');
  await expect(desk.get('field').getByTestId('between')).toHaveText(['3 days later', '75.00 USD more']);
});
