import { expect, pull, test, type DeskPage } from './desk';

const list = (desk: DeskPage, name: string) => desk.page.getByTitle(name, { exact: true });

async function snooze(desk: DeskPage, key: string, time: string): Promise<void> {
  await desk.open(key);
  await desk.press('s');
  await expect(desk.get('snooze-time').first()).toBeVisible();
  await desk.press(time);
  await expect(desk.row(key)).toHaveCount(0);
}

test('S offers times that leave a quarter of what is left, and the last of them by name', async ({ desk }) => {
  await desk.start();
  await desk.open('voucher');
  const due = await pull(desk, 'due', 'esc-voucher');
  await desk.press('s');
  const times = desk.get('snooze-time');
  await expect(times.first()).toContainText('10 min');
  await expect(times.last()).toContainText('As late as possible');
  await expect(times.filter({ hasText: 'Tomorrow morning' })).toHaveCount(0);
  await times.last().click();
  await expect(desk.row('voucher')).toHaveCount(0);
  const until = await pull(desk, 'snoozed', 'esc-voucher');
  const now = Date.parse('2026-11-23T10:00:00Z');
  expect(until).toBeGreaterThan(now + (due - now) * 0.7);
  expect(until).toBeLessThanOrEqual(now + (due - now) * 0.75 + 60_000);
});

test('what has a day left can be put off until tomorrow morning, and what has little not at all', async ({ desk }) => {
  await desk.start();
  await desk.open('voucher');
  await pull(desk, 'dueIn', 'esc-voucher', 3 * 24 * 60);
  await desk.press('s');
  await expect(desk.get('snooze-time').filter({ hasText: 'Tomorrow morning' })).toContainText('08:00');
  await desk.press('Escape');
  await pull(desk, 'dueIn', 'esc-voucher', 1);
  await expect(desk.get('snooze-time')).toHaveCount(0);
  await desk.press('s');
  await expect(desk.get('snooze-none')).toBeVisible();
});

test('a snoozed item waits in a list of its own and comes back by itself', async ({ desk }) => {
  await desk.start();
  await snooze(desk, 'voucher', '1');
  await expect(list(desk, 'Snoozed').locator('b')).toHaveText('1');
  await expect(list(desk, 'Inbox').locator('b')).toHaveText('7');
  await list(desk, 'Snoozed').click();
  await desk.isOpen('voucher');
  await expect(desk.row('voucher').getByTestId('returns')).toHaveText(/back/);
  await expect(desk.get('put-off')).toContainText('Snoozed until');
  await desk.pass(600_000);
  await expect(desk.row('voucher')).toHaveCount(0);
  await expect(desk.get('empty')).toContainText('Nothing is snoozed');
  await list(desk, 'Inbox').click();
  await expect(desk.row('voucher')).toHaveCount(1);
});

test('after it the next item is open, and U brings it back', async ({ desk }) => {
  await desk.start();
  await snooze(desk, 'voucher', '1');
  await expect(desk.row('voucher')).toHaveCount(0);
  await expect(desk.page.locator('[data-testid=row][aria-current=true]')).toHaveCount(1);
  await expect(desk.get('undo-snooze')).toBeVisible();
  await desk.press('u');
  await expect(desk.row('voucher')).toHaveCount(1);
  await desk.isOpen('voucher');
  await expect(desk.get('undo-snooze')).toHaveCount(0);
});

test('U brings the open item back from the list of snoozed ones when its bar is gone', async ({ desk }) => {
  await desk.start();
  await snooze(desk, 'voucher', '1');
  await desk.pass(9000);
  await expect(desk.get('undo-snooze')).toHaveCount(0);
  await list(desk, 'Snoozed').click();
  await desk.isOpen('voucher');
  await desk.alive();
  await desk.press('u');
  await expect(desk.row('voucher')).toHaveCount(0);
  await expect(list(desk, 'Inbox').locator('b')).toHaveText('8');
});

test('U takes back what came last: a decision after it, and then what was snoozed no more', async ({ desk }) => {
  await desk.start();
  await snooze(desk, 'voucher', '1');
  await desk.open('bags');
  await desk.seen();
  await desk.press('a');
  await expect(desk.get('undo')).toHaveCount(1);
  await expect(desk.get('undo-snooze')).toHaveCount(0);
  await desk.press('u');
  await expect(desk.get('undo')).toHaveCount(0);
  await expect(list(desk, 'Snoozed').locator('b')).toHaveText('1');
});

test('Esc leaves the sheet and changes nothing, and digits are tabs again', async ({ desk }) => {
  await desk.start();
  await desk.open('voucher');
  await desk.press('s', 'Escape');
  await expect(desk.get('snooze-cancel')).toHaveCount(0);
  await desk.press('2');
  await expect(desk.row('voucher')).toHaveCount(1);
});

test('what is in the bar can not be put off', async ({ desk }) => {
  await desk.start();
  await desk.open('voucher');
  await desk.seen();
  await desk.press('a');
  await desk.row('voucher').click();
  await expect(desk.row('voucher')).toHaveAttribute('aria-current', 'true');
  await desk.press('s');
  await expect(desk.get('snooze-cancel')).toHaveCount(0);
});

test('it stands in the help and among the commands', async ({ desk }) => {
  await desk.start();
  await desk.open('voucher');
  await desk.press('?');
  await expect(desk.get('help')).toContainText('Snooze it');
  await desk.press('Escape', 'Control+k');
  await desk.page.keyboard.type('snooze');
  await desk.press('Enter');
  await expect(desk.get('snooze-time').first()).toBeVisible();
});

test('what can not be brought back is opened, with the reason where it is decided and not at the list', async ({ desk }) => {
  await desk.start();
  await snooze(desk, 'voucher', '1');
  await pull(desk, 'race', 'esc-voucher', 'Kofi Mensah');
  await desk.press('u');
  await expect(desk.page.locator('.decide [data-testid=notice][data-code=alreadyDecided]')).toBeVisible();
  await expect(desk.get('notice')).toHaveCount(1);
});
