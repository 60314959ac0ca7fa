// Nothing is done that nobody sees: between two items, and while nothing happens.

import { expect, pull, test, type DeskPage } from './desk';

/** From here on the page's timers are counted as they go off. */
async function counted(desk: DeskPage): Promise<() => Promise<number>> {
  await desk.page.clock.install({ time: new Date('2026-11-23T10:00:00Z') });
  await desk.page.addInitScript(() => {
    const went = { count: 0 };
    Object.assign(globalThis, { went });
    for (const name of ['setInterval', 'setTimeout', 'requestAnimationFrame'] as const) {
      const own = globalThis[name] as (told: (...given: unknown[]) => void, ...rest: unknown[]) => number;
      Object.assign(globalThis, {
        [name]: (told: (...given: unknown[]) => void, ...rest: unknown[]) =>
          own((...given) => {
            went.count += 1;
            told(...given);
          }, ...rest),
      });
    }
  });
  return () => desk.page.evaluate(() => (globalThis as unknown as { went: { count: number } }).went.count);
}

test('an item that is there soon shows no waiting, and nothing of the item before', async ({ desk }) => {
  await desk.start();
  await desk.open('cabin');
  await pull(desk, 'slow', 150);
  await desk.freeze();
  await desk.press('j');
  await expect(desk.title).toHaveCount(0);
  expect(await desk.page.locator('.skeleton i').first().evaluate((it) => getComputedStyle(it).opacity)).toBe('0');
  await desk.pass(160);
  await expect(desk.title).toBeVisible();
  await desk.press('a', 'r', 'e');
  await desk.pass(300);
  await expect(desk.get('progress')).toHaveCount(0);
  await expect(desk.get('undo')).toHaveCount(0);
});

test('an item that is not there soon is waited for in sight, and no key decides it meanwhile, nor as soon as it is there', async ({ desk }) => {
  await desk.start();
  await desk.open('cabin');
  await pull(desk, 'slow', 5000);
  await desk.freeze();
  await desk.press('j');
  await desk.pass(210);
  await expect(desk.title).toHaveCount(0);
  await expect(desk.page.getByRole('status', { name: 'Loading' })).toBeVisible();
  await desk.pass(1000);
  await desk.press('a', 'r', 'e');
  await desk.pass(4000);
  await expect(desk.title).toBeVisible();
  await desk.press('a', 'r', 'e');
  await desk.pass(300);
  await expect(desk.get('progress')).toHaveCount(0);
  await desk.pass(6000);
  expect(await pull(desk, 'signed')).toEqual([]);
});

test('a desk on which nothing waits sets no timer off', async ({ desk }) => {
  const went = await counted(desk);
  await desk.page.goto('/?scene=empty');
  await expect(desk.get('status-link')).toHaveAttribute('data-link', 'live');
  await desk.freeze();
  await desk.pass(5_000);
  const before = await went();
  await desk.pass(60_000);
  expect(await went() - before).toBe(0);
});

test('the hands stand still while the window is hidden, and are right as soon as it is seen again', async ({ desk }) => {
  const went = await counted(desk);
  await desk.page.goto('/?scene=day');
  await desk.isOpen('cabin');
  await desk.alive();
  await desk.seen();
  await desk.pass(5_000);
  const show = (hidden: boolean): Promise<void> =>
    desk.page.evaluate((is) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => is });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await desk.freeze();
  await show(true);
  await desk.pass(100);
  const before = await went();
  const time = await desk.row('cabin').locator('.time').textContent();
  await desk.pass(61_000);
  expect(await went() - before).toBe(0);
  await show(false);
  await expect(desk.row('cabin').locator('.time')).not.toHaveText(time ?? '');
});
