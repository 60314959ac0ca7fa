import { expect, pull, test, type DeskPage } from './desk';

/** The view holds about twelve rows; as much again is laid out around it. */
const MOST_LAID_OUT = 45;

type Stood = { esc: string; y: number };

/** The rows on screen, of which there are some: that nothing moved says something only of what is there. */
const onScreen = async (desk: DeskPage): Promise<[Stood, ...Stood[]]> => {
  await expect(desk.get('row').first()).toBeAttached();
  const [first, ...more] = await desk.get('list').evaluate((list) => {
    const view = list.getBoundingClientRect();
    const rows = [...list.querySelectorAll<HTMLElement>('[data-testid=row]')].map((row) => ({ esc: row.dataset['esc'] ?? '', y: row.getBoundingClientRect().top - view.top, bottom: row.getBoundingClientRect().bottom - view.top }));
    return rows.filter(({ y, bottom }) => bottom > 0 && y < view.height).map(({ esc, y }) => ({ esc, y }));
  });
  if (!first) throw new Error('no row is on screen');
  return [first, ...more];
};
/** The same rows in the same places; a scroll position is a whole number of pixels, and a row's height is not. */
const stands = async (desk: DeskPage, before: [Stood, ...Stood[]]): Promise<void> => {
  const now = await onScreen(desk);
  expect(now.map(({ esc }) => esc).slice(0, before.length)).toEqual(before.map(({ esc }) => esc));
  before.forEach(({ y }, i) => expect(Math.abs(now[i]!.y - y)).toBeLessThanOrEqual(1));
};
const rowsLaidOut = (desk: DeskPage) => desk.get('row').count();
const flood = (desk: DeskPage, count: number, from: number, minutes: number) => pull(desk, 'flood', count, from, minutes);

test('ten thousand new items in a minute move neither the open item nor a row on screen, and wait under one button', async ({ desk }) => {
  test.setTimeout(120_000);
  await desk.start('many');
  await desk.isOpen('cabin-0');
  await desk.scrollList(3_000);
  await desk.page.locator('[data-testid=row]').nth(20).click();
  await desk.alive();
  const title = await desk.title.textContent();
  const before = await onScreen(desk);
  expect(before.length).toBeGreaterThan(5);
  for (let n = 0; n < 20; n++) {
    await flood(desk, 500, n * 500, 1);
    await desk.pass(n % 5 === 0 ? 3_000 : 50);
    if (n % 5 === 0) await stands(desk, before);
  }
  await expect(desk.get('arrivals')).toContainText('10,000 new');
  await stands(desk, before);
  expect(await rowsLaidOut(desk)).toBeLessThan(MOST_LAID_OUT);
  await expect(desk.title).toHaveText(title ?? '');
  await desk.press('v');
  await expect(desk.get('arrivals')).toHaveCount(0);
  await expect(desk.row('flood-0')).toBeVisible();
  expect(await rowsLaidOut(desk)).toBeLessThan(MOST_LAID_OUT);
  await expect(desk.title).toHaveText(title ?? '');
});

test('what comes below what is on screen enters at once and moves nothing', async ({ desk }) => {
  await desk.start();
  const before = await onScreen(desk);
  await pull(desk, 'arrive', 'voucher', 600);
  await expect(desk.row('voucher-new')).toHaveCount(1);
  await expect(desk.get('arrivals')).toHaveCount(0);
  await stands(desk, before);
});

test('what comes above waits under a button, and one press shows it at the top and leaves open what is open', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  const before = await onScreen(desk);
  await pull(desk, 'arrive', 'voucher', 1);
  await expect(desk.get('arrivals')).toHaveAccessibleName('1 new, some urgent: show them');
  await expect(desk.page.getByRole('status').filter({ hasText: '1 new' })).toHaveCount(1);
  await stands(desk, before);
  await expect(desk.row('voucher-new')).toHaveCount(0);
  await desk.get('arrivals').focus();
  await desk.press('Enter');
  await expect(desk.get('arrivals')).toHaveCount(0);
  await expect(desk.get('row').first()).toHaveAttribute('data-esc', 'esc-voucher-new');
  await expect(desk.get('row').first()).toBeFocused();
  await desk.isOpen('bags');
});

test('what waits is counted without what is closed again before anybody looked', async ({ desk }) => {
  await desk.start();
  await flood(desk, 3, 0, 1);
  await expect(desk.get('arrivals')).toContainText('3 new');
  await pull(desk, 'decidedBy', 'esc-flood-1', 'Kofi Mensah');
  await pull(desk, 'vanish', 'esc-flood-2');
  await expect(desk.get('arrivals')).toContainText('1 new');
});

test('what waits is found among all commands while something does', async ({ desk }) => {
  await desk.start();
  await desk.press('Control+k');
  await desk.page.keyboard.type('show what is new');
  await expect(desk.page.getByRole('option', { name: 'Show what is new' })).toHaveCount(0);
  await desk.press('Escape');
  await flood(desk, 2, 0, 1);
  await expect(desk.get('arrivals')).toBeVisible();
  await desk.press('Control+k');
  await desk.page.keyboard.type('show what is new');
  await desk.press('Enter');
  await expect(desk.row('flood-0')).toBeVisible();
});

test('who has nothing open sees at once what comes, and after the last decision the next that came opens', async ({ desk }) => {
  await desk.start('empty');
  await flood(desk, 1, 0, 5);
  await expect(desk.row('flood-0')).toBeVisible();
  await desk.open('flood-0');
  await desk.seen();
  await flood(desk, 1, 1, 1);
  await expect(desk.get('arrivals')).toContainText('1 new');
  await desk.press('a');
  await desk.isOpen('flood-1');
});

test('a list of any length has a bounded part in the page, read on at both ends as one scrolls', async ({ desk }) => {
  test.setTimeout(120_000);
  await desk.start('many');
  await expect(desk.get('row').first()).toHaveAttribute('data-esc', 'esc-cabin-0');
  const first = desk.page.locator('[data-line="esc-cabin-0"]');
  await expect(first).toHaveAttribute('aria-posinset', '1');
  await expect(first).toHaveAttribute('aria-setsize', '-1');
  let most = 0;
  const last = desk.page.locator('[data-testid=row]').last();
  const until = async (key: string, step: number) => {
    for (let n = 0; n < 80 && (await desk.row(key).count()) === 0; n++) {
      await desk.get('list').evaluate((list, by) => list.scrollBy(0, by), step);
      await desk.pass(50);
      most = Math.max(most, await rowsLaidOut(desk));
    }
    await expect(desk.row(key)).toHaveCount(1);
  };
  const end = await pull(desk, 'last');
  await until(end, 2_500);
  await expect(last).toHaveAttribute('data-esc', `esc-${end}`);
  await until('cabin-0', -2_500);
  await expect(first).toHaveAttribute('aria-posinset', '1');
  expect(most).toBeLessThan(MOST_LAID_OUT);
});

test('J walks through a long list past the end of a page, with the open row in sight', async ({ desk }) => {
  test.setTimeout(120_000);
  await desk.start('many');
  await desk.isOpen('cabin-0');
  await desk.scrollList(12_500);
  const open = desk.page.locator('[data-testid=row][aria-current=true]');
  const number = async (): Promise<number> => Number((await open.getAttribute('data-esc'))?.split('-').at(-1));
  await desk.get('row').nth(12).click();
  const from = await number();
  expect(from).toBeGreaterThan(150);
  for (let n = 0; n < 40; n++) await desk.press('j');
  expect(await number()).toBe(from + 40);
  expect(from + 40).toBeGreaterThan(200);
  await expect(open).toBeInViewport();
});

test('scrolling away from the open row leaves it where it is, and J goes on from it', async ({ desk }) => {
  await desk.start('many');
  await desk.isOpen('cabin-0');
  await desk.scrollList(4_000);
  const before = await onScreen(desk);
  await desk.pass(2_000);
  await stands(desk, before);
  await desk.press('j');
  await desk.isOpen('refund-1');
  await expect(desk.page.locator('[data-testid=row][aria-current=true]')).toBeInViewport();
});

test('a row that goes from above the view moves nothing in it', async ({ desk }) => {
  await desk.start('many');
  await desk.isOpen('cabin-0');
  await desk.scrollList(3_000);
  const before = await onScreen(desk);
  await pull(desk, 'vanish', 'esc-refund-1');
  await desk.pass(100);
  await stands(desk, before);
});

test('who goes to what is new in a long list by key stands on the first of it', async ({ desk }) => {
  await desk.start('many');
  await desk.isOpen('cabin-0');
  for (const [n, how] of ['pill', 'v'].entries()) {
    await desk.scrollList(3_000);
    await flood(desk, 47, n * 47, 4);
    await expect(desk.get('arrivals')).toContainText('47 new');
    if (how === 'pill') await desk.get('arrivals').focus();
    else await desk.get('row').nth(12).focus();
    await desk.press(how === 'pill' ? 'Enter' : 'v');
    await expect(desk.get('arrivals')).toHaveCount(0);
    await expect(desk.get('row').first()).toBeFocused();
    await expect(desk.get('row').first()).toHaveAttribute('data-esc', 'esc-flood-0');
    await expect(desk.get('row').first()).toBeInViewport();
  }
});

test('a row that has the focus keeps it where its group changes', async ({ desk }) => {
  await desk.start();
  const group = (key: string) => desk.row(key).evaluate((row) => row.closest('ul')?.getAttribute('aria-label'));
  const before = await group('voucher');
  await desk.row('voucher').focus();
  await pull(desk, 'dueIn', 'esc-voucher', 5);
  await expect.poll(() => group('voucher')).not.toBe(before);
  await expect(desk.row('voucher')).toBeFocused();
  await desk.press('Enter');
  await desk.isOpen('voucher');
});
