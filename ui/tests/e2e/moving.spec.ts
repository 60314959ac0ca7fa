import { expect, pull, test } from './desk';

test('the most urgent item is open at the start, and J and K move', async ({ desk }) => {
  await desk.start();
  await desk.isOpen('cabin');
  await desk.press('j');
  await desk.isOpen('refund');
  await desk.press('ArrowDown');
  await desk.isOpen('bags');
  await desk.press('k', 'ArrowUp');
  await desk.isOpen('cabin');
  await expect(desk.title).toHaveText('Move QX4T7M to business, charge 1,240.00 USD');
});

test('Enter goes to the detail and decides nothing', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.row('bags').blur();
  await desk.press('Enter');
  await expect(desk.page.locator('#detail')).toBeFocused();
  await desk.press('Enter', 'Enter');
  await desk.get('approve').focus();
  await desk.press('Enter');
  await desk.isOpen('bags');
  await expect(desk.get('undo')).toHaveCount(0);
});

test('number keys open the tabs, and evidence stands only where there is some', async ({ desk }) => {
  await desk.start();
  await desk.press('2');
  await expect(desk.get('tab-evidence')).toHaveAttribute('aria-selected', 'true');
  await expect(desk.get('evidence')).toHaveCount(2);
  await desk.press('3');
  await expect(desk.get('tab-trace')).toHaveAttribute('aria-selected', 'true');
  await desk.press('4');
  await expect(desk.get('event').first()).toContainText('Proposed the action');
  await desk.press('5');
  await expect(desk.get('tab-raw')).toHaveAttribute('aria-selected', 'true');
  await desk.press('j');
  await expect(desk.get('tab-evidence')).toHaveCount(0);
});

test('the question mark shows every key, and Escape closes it', async ({ desk }) => {
  await desk.start();
  await desk.press('?');
  await expect(desk.get('help')).toContainText('Undo what is not signed yet');
  await desk.press('a');
  await desk.press('Escape');
  await expect(desk.get('help')).toHaveCount(0);
  await desk.isOpen('cabin');
});

test('a list opens its first item when the open one is not in it, and leaves a form alone', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('r', 'Control+Enter');
  await expect(desk.row('bags')).toHaveCount(0);
  await desk.page.getByTitle('Decided', { exact: true }).click();
  await expect(desk.get('row').first()).toHaveAttribute('aria-current', 'true');
  await desk.page.getByTitle('Inbox', { exact: true }).click();
  await desk.isOpen('cabin');
  await desk.alive();
  await desk.press('e');
  await expect(desk.get('edit-submit')).toBeVisible();
  await desk.page.getByTitle('Decided', { exact: true }).click();
  await expect(desk.get('edit-submit')).toBeVisible();
});

test('the open row is never under the undo bars', async ({ desk }) => {
  await desk.page.setViewportSize({ width: 1280, height: 600 });
  await desk.start();
  await desk.row('bags').scrollIntoViewIfNeeded();
  await desk.open('bags');
  await desk.freeze();
  await desk.press('a');
  await desk.pass(50);
  await desk.get('undo').first().waitFor();
  for (let i = 0; i < 12; i++) await desk.press('j');
  await desk.pass(50);
  const open = await desk.page.locator('[data-testid=row][aria-current=true]').boundingBox();
  const bar = await desk.page.locator('.undo').first().boundingBox();
  expect(open!.y + open!.height).toBeLessThanOrEqual(bar!.y);
});

test('a queue shows its own items', async ({ desk }) => {
  await desk.start();
  await desk.page.getByTitle('refunds').click();
  await expect(desk.get('row')).toHaveCount(2);
  await desk.page.getByTitle('Inbox').click();
  await expect(desk.get('row')).toHaveCount(8);
});

test('the theme follows the choice and is remembered', async ({ desk }) => {
  await desk.page.emulateMedia({ colorScheme: 'light' });
  await desk.start();
  const html = desk.page.locator('html');
  await expect(html).toHaveAttribute('data-theme', 'light');
  await desk.get('settings').click();
  await desk.get('theme-dark').click();
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await desk.get('theme-system').click();
  await desk.page.emulateMedia({ colorScheme: 'dark' });
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await desk.page.emulateMedia({ colorScheme: 'light' });
  await expect(html).toHaveAttribute('data-theme', 'light');
});

test('a theme that is not kept is not shown, and the reason stands beside the choice', async ({ desk }) => {
  await desk.page.emulateMedia({ colorScheme: 'light' });
  await desk.start('keychain');
  await desk.press('Control+k');
  await desk.page.keyboard.type('theme: dark');
  await desk.press('Enter');
  await expect(desk.get('theme-error')).toHaveText('The system keychain is locked.');
  await expect(desk.get('theme-system')).toBeChecked();
  await expect(desk.page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(desk.get('notice')).toHaveCount(0);
});

test('single-letter keys can be switched off', async ({ desk }) => {
  await desk.start();
  await desk.get('settings').click();
  await desk.page.getByLabel('Single-letter keys').uncheck();
  await desk.press('Escape', 'j');
  await desk.isOpen('cabin');
  await desk.page.getByTestId('list').click({ position: { x: 8, y: 8 } });
  await desk.press('ArrowDown');
  await desk.isOpen('refund');
});

test('text of the agent stays text, and dangerous characters are shown as what they are', async ({ desk }) => {
  await desk.start();
  await desk.open('refund');
  const mark = desk.get('narration').locator('mark');
  await expect(mark).toHaveText('U+202E');
  await expect(mark).toHaveAttribute('title', 'U+202E right-to-left override');
});

test('scrolling to the end of an item leaves the frame where it is', async ({ desk }) => {
  await desk.start();
  await desk.get('tab-raw').click();
  await desk.page.evaluate(() => {
    for (const element of document.querySelectorAll('#detail *, [data-testid="row"]')) element.scrollIntoView({ block: 'start' });
    window.scrollTo(0, 500);
  });
  const scrolled = await desk.page.evaluate(() => [document.scrollingElement?.scrollTop, document.body.scrollTop]);
  expect(scrolled).toEqual([0, 0]);
  expect(await desk.page.locator('.desk').boundingBox()).toMatchObject({ y: 0 });
});

test('Alt with the arrows goes back and forward through what was open', async ({ desk }) => {
  await desk.start();
  await desk.open('voucher');
  await desk.open('bags');
  await desk.press('Alt+ArrowLeft');
  await desk.isOpen('voucher');
  await desk.press('Alt+ArrowLeft', 'Alt+ArrowLeft');
  await desk.isOpen('cabin');
  await desk.press('Alt+ArrowRight');
  await desk.isOpen('voucher');
  await desk.open('seats');
  await desk.press('Alt+ArrowRight');
  await desk.isOpen('seats');
});

test('going back steps over what is not here any more', async ({ desk }) => {
  await desk.start();
  await desk.open('voucher');
  await desk.open('bags');
  await pull(desk, 'vanish', 'esc-voucher');
  await expect(desk.row('voucher')).toHaveCount(0);
  await desk.press('Alt+ArrowLeft');
  await desk.isOpen('cabin');
});

test('the fourth and fifth button of a mouse go back and forward', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  const button = (n: number) => desk.page.evaluate((button) => window.dispatchEvent(new MouseEvent('mouseup', { button })), n);
  await button(3);
  await desk.isOpen('cabin');
  await button(4);
  await desk.isOpen('bags');
});

test('a page of rows that was on its way while they changed does not put them back', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.freeze();
  await desk.press('a');
  await desk.pass(5100);
  await desk.pass(400);
  await pull(desk, 'slow', 3000);
  await desk.page.getByTitle('Decided').click();
  await desk.pass(1500);
  await desk.pass(3000);
  await expect(desk.row('bags').getByTestId('progress')).toHaveAttribute('data-step', 'executed');
});
