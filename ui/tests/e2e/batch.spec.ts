import { expect, pull, test, type DeskPage } from './desk';
import { run } from './selection';

async function sheet(desk: DeskPage, key: 'a' | 'r'): Promise<void> {
  // Keys rest for a moment after the last item opened.
  await expect(async () => {
    if ((await desk.get('batch').count()) === 0) await desk.press(key);
    await expect(desk.get('batch')).toBeVisible({ timeout: 300 });
  }).toPass();
  await expect(desk.get('batch-sign')).not.toHaveAttribute('disabled');
}

/** Presses A until the table is through: it scrolls to what was not seen, and then decides. */
async function approve(desk: DeskPage): Promise<void> {
  await expect(async () => {
    await desk.press('a');
    await desk.pass(100);
    await expect(desk.get('batch')).toHaveCount(0, { timeout: 300 });
  }).toPass();
}

const signed = (desk: DeskPage) => pull(desk, 'signed');

test('A opens a table of what differs, and approves all of it with one undo bar and one signature each', async ({ desk }) => {
  await desk.start('hundred');
  await run(desk, 0, 9);
  await sheet(desk, 'a');
  await expect(desk.get('batch-title')).toHaveText('Approve 10 items together');
  await expect(desk.get('batch-row')).toHaveCount(10);
  await expect(desk.get('batch-cell')).toHaveCount(30);
  await desk.freeze();
  await approve(desk);
  await expect(desk.get('undo')).toHaveCount(1);
  await expect(desk.page.locator('.undo')).toContainText('10 approved');
  await desk.isOpen('h10');
  await expect(desk.get('selected')).toHaveCount(0);
  expect(await signed(desk)).toEqual([]);
  await desk.pass(5100);
  await expect(desk.get('undo')).toHaveCount(0);
  const all = await signed(desk);
  expect(all.map(([esc]) => esc)).toEqual(Array.from({ length: 10 }, (_, n) => `esc-h${n}`));
  expect(all.map(([, decision]) => decision.verb)).toEqual(Array(10).fill('approve'));
});

test('what is the same for all stands once, and only what differs has a column', async ({ desk }) => {
  await desk.start('hundred');
  await run(desk, 13, 15);
  await sheet(desk, 'a');
  await expect(desk.page.getByRole('columnheader')).toHaveText(['Item', 'Traveller', 'Amount', 'Mail']);
  await expect(desk.get('field')).toHaveText([/Note\s*Sorry for the delay/, /Valid from/]);
  await expect(desk.get('batch-row').first().getByTestId('batch-cell')).toHaveText(['traveller-30013', '100.00 USD', 'traveller.13@example.org']);
});

test('U takes the whole batch back', async ({ desk }) => {
  await desk.start('hundred');
  await run(desk, 0, 9);
  await sheet(desk, 'a');
  await approve(desk);
  await expect(desk.page.locator('.undo')).toContainText('10 approved');
  await desk.press('u');
  await expect(desk.get('undo')).toHaveCount(0);
  await desk.pass(7000);
  expect(await signed(desk)).toEqual([]);
  await desk.isOpen('h0');
});

test('the keys of the table are dead just after it opened, and a held key or Enter approves nothing', async ({ desk }) => {
  await desk.start('hundred');
  await run(desk, 0, 3);
  await desk.freeze();
  await desk.press('a', 'a');
  await desk.pass(50);
  await expect(desk.get('batch')).toBeVisible();
  await desk.pass(500);
  await expect(desk.get('batch-sign')).not.toHaveAttribute('disabled');
  await desk.page.keyboard.down('a');
  await expect(desk.get('batch')).toHaveCount(0);
  await desk.pass(600);
  for (let i = 0; i < 5; i++) await desk.page.keyboard.down('a');
  await desk.page.keyboard.up('a');
  await expect(desk.get('undo')).toHaveCount(1);
  await desk.press('u');
  await expect(desk.get('undo')).toHaveCount(0);
  await desk.page.clock.resume();
  await run(desk, 0, 3);
  await sheet(desk, 'a');
  await desk.press('Enter', 'Control+Enter');
  await desk.get('batch-sign').focus();
  await desk.press('Enter');
  await expect(desk.get('batch')).toBeVisible();
  await expect(desk.get('undo')).toHaveCount(0);
});

test('after Escape out of the table the keys of the item below rest first', async ({ desk }) => {
  await desk.start('hundred');
  await desk.open('h0');
  await desk.seen();
  await desk.press('x', 'a');
  await expect(desk.get('batch-sign')).not.toHaveAttribute('disabled');
  await desk.freeze();
  await desk.press('Escape', 'Escape', 'a');
  await desk.pass(50);
  await expect(desk.get('undo')).toHaveCount(0);
  await expect(desk.get('selected')).toHaveCount(0);
  await desk.isOpen('h0');
});

test('approve stays off until every value of every item was on screen, and A scrolls there', async ({ desk }) => {
  await desk.page.setViewportSize({ width: 1280, height: 600 });
  await desk.start('hundred');
  await run(desk, 13, 24);
  await sheet(desk, 'a');
  await expect(desk.get('batch-hint')).toContainText('values not seen yet');
  await desk.press('a');
  await expect(desk.get('batch')).toBeVisible();
  await approve(desk);
  await expect(desk.page.locator('.undo')).toContainText('12 approved');
});

test('what needs care of its own is named with why, and is taken out by one key', async ({ desk }) => {
  await desk.start('hundred');
  await run(desk, 8, 12);
  await sheet(desk, 'a');
  await expect(desk.get('misfits')).toContainText('3 items do not belong here');
  await expect(desk.get('misfit')).toContainText(['another kind: cancel_booking', 'another kind: book_trip', 'another kind: change_booking']);
  await desk.press('a');
  await expect(desk.get('batch')).toBeVisible();
  await desk.press('x');
  await expect(desk.get('misfits')).toHaveCount(0);
  await expect(desk.get('selected')).toHaveCount(2);
  await desk.press('a');
  await expect(desk.get('batch')).toBeVisible();
  await expect(desk.get('batch-sign')).not.toHaveAttribute('disabled');
  await desk.press('a');
  await expect(desk.page.locator('.undo')).toContainText('2 approved');
});

test('high risk, a hold, two people and a question are never decided together', async ({ desk }) => {
  await desk.start();
  for (const key of ['cabin', 'long']) await desk.row(key).click({ modifiers: ['Control'] });
  await sheet(desk, 'a');
  await expect(desk.get('misfit')).toContainText(['High risk: it is decided alone']);
  await desk.press('Escape', 'Escape');
  for (const key of ['refund', 'cancel', 'ask']) await desk.row(key).click({ modifiers: ['Control'] });
  await sheet(desk, 'a');
  await expect(desk.get('misfit')).toContainText(['Critical risk', 'it cannot be approved']);
});

test('an item that changes meanwhile is left out until it was looked at', async ({ desk }) => {
  await desk.start('hundred');
  await run(desk, 0, 3);
  await sheet(desk, 'a');
  await pull(desk, 'change', 'esc-h1');
  const row = desk.page.locator('[data-testid=batch-row][data-esc=esc-h1]');
  await expect(row).toContainText('Left out: it changed meanwhile');
  await expect(desk.get('batch-sign')).toContainText('Approve 3');
  await expect(desk.get('batch-sign')).toHaveAttribute('disabled');
  await desk.get('batch-look').click();
  await expect(row).toHaveAttribute('data-left', 'false');
  await expect(desk.get('batch-sign')).toContainText('Approve 4');
  await expect(desk.get('batch-sign')).not.toHaveAttribute('disabled');
  await pull(desk, 'change', 'esc-h2');
  await expect(desk.get('batch-sign')).toContainText('Approve 3');
  await expect(desk.get('batch-sign')).not.toHaveAttribute('disabled');
  await desk.press('a');
  await expect(desk.page.locator('.undo')).toContainText('3 approved');
  await expect(desk.row('h2').getByTestId('selected')).toBeVisible();
});

test('what others decide meanwhile keeps its row, says who, and is left out', async ({ desk }) => {
  await desk.start('hundred');
  await run(desk, 0, 3);
  await sheet(desk, 'a');
  await pull(desk, 'decidedBy', 'esc-h1', 'Kofi Mensah');
  await expect(desk.get('batch-row')).toHaveCount(4);
  await expect(desk.page.locator('[data-testid=batch-row][data-esc=esc-h1]')).toContainText('Rejected, by Kofi Mensah');
  await expect(desk.get('selection')).toContainText('3 selected');
  await expect(desk.get('batch-sign')).not.toHaveAttribute('disabled');
  await desk.press('a');
  await desk.pass(5100);
  expect((await signed(desk)).map(([esc]) => esc)).toEqual(['esc-h0', 'esc-h2', 'esc-h3']);
});

test('what the desk refuses is named afterwards, and the rest stands', async ({ desk }) => {
  await desk.start('hundred');
  await run(desk, 0, 3);
  await sheet(desk, 'a');
  await pull(desk, 'race', 'esc-h1', 'Kofi Mensah');
  await desk.press('a');
  await expect(desk.get('batch-result')).toContainText('1 of 4 not approved');
  await expect(desk.get('batch-failure')).toContainText('Somebody was faster. Kofi Mensah closed it just now.');
  await expect(desk.page.locator('.undo')).toContainText('3 approved');
  await desk.get('batch-dismiss').click();
  await expect(desk.get('batch-result')).toHaveCount(0);
});

test('when nothing could be signed the selection stays, with the reason', async ({ desk }) => {
  await desk.start('keychain');
  await desk.open('bags');
  await desk.press('x');
  await sheet(desk, 'a');
  await desk.press('a');
  await expect(desk.get('batch-result')).toContainText('Your signing key cannot be reached');
  await expect(desk.get('selection')).toContainText('1 selected');
  await desk.isOpen('bags');
});

test('R rejects all with one reason and one message', async ({ desk }) => {
  await desk.start('hundred');
  await run(desk, 0, 4);
  await sheet(desk, 'r');
  await expect(desk.page.locator('[data-testid=reject-reason][data-code=wrong_arguments]')).toHaveAttribute('aria-checked', 'true');
  await desk.press('3', 'm');
  await desk.page.keyboard.type('Gold members have two free bags.');
  await desk.press('Control+Enter');
  await expect(desk.page.locator('.undo')).toContainText('5 rejected');
  await desk.isOpen('h5');
  await desk.pass(5100);
  const decision = { verb: 'reject', reason: 'not_asked', message: 'Gold members have two free bags.' };
  expect(await signed(desk)).toEqual(Array.from({ length: 5 }, (_, n) => [`esc-h${n}`, decision]));
});
