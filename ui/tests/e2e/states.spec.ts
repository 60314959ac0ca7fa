import { expect, pull, test } from './desk';

test('an empty inbox says so', async ({ desk }) => {
  await desk.start('empty');
  await expect(desk.get('empty')).toContainText('Nothing waits for you');
});

test('the first run shows the key, whose words may hold one twice, and sends a first escalation', async ({ desk }) => {
  await desk.start('first-run');
  await expect(desk.get('first-run')).toContainText('Your signing key is made');
  await expect(desk.get('fingerprint')).toHaveText('amber orbit orbit');
  await expect(desk.get('first-command')).toHaveText('fermata try --queue vouchers');
  await desk.get('send-first').click();
  await expect(desk.title).toHaveText('Send voucher of 0.00 USD to you');
  await expect(desk.get('first-run')).toHaveCount(0);
});

test('while the desk starts, its shape is shown', async ({ desk }) => {
  await desk.start('loading');
  await expect(desk.get('loading')).toBeVisible();
});

for (const [scene, code] of [['keychain-locked', 'keychain'], ['disk', 'disk'], ['taken', 'taken'], ['newer-database', 'newerDatabase'], ['internal', 'internal']] as const) {
  test(`a desk that cannot start because of ${code} says what to do`, async ({ desk }) => {
    await desk.start(scene);
    await expect(desk.get('failed')).toHaveAttribute('data-code', code);
    if (code !== 'newerDatabase') await expect(desk.get('retry')).toBeVisible();
  });
}

test('offline, decisions are signed and wait', async ({ desk }) => {
  await desk.start('offline');
  await expect(desk.get('status-link')).toHaveAttribute('data-link', 'offline');
  await expect(desk.get('notice')).toHaveAttribute('data-code', 'offline');
  await desk.open('bags');
  await desk.press('a');
  await desk.pass(5100);
  await desk.progress('bags', 'signed');
  await expect(desk.get('outbox')).toHaveText('1 signed, waiting to be delivered');
});

test('a gateway that refuses this desk is told apart from one that is away', async ({ desk }) => {
  await desk.start('refused');
  await expect(desk.get('status-link')).toHaveAttribute('data-link', 'refused');
  await expect(desk.get('notice')).toContainText('not on the team list');
  await expect(desk.get('decisions-off')).toHaveCount(0);
});

test('a keychain that locks in between stops the signing and keeps the item open', async ({ desk }) => {
  await desk.start('keychain');
  await desk.open('bags');
  await desk.press('a');
  await expect(desk.get('notice')).toHaveAttribute('data-code', 'keychain');
  await desk.isOpen('bags');
});

test('when somebody else decides, the form closes, says who, and keeps my text', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('r');
  await desk.get('reject-message').fill('Gold members have two free bags.');
  await pull(desk, 'decidedBy', 'esc-bags', 'Kofi Mensah');
  await expect(desk.get('reject-sign')).toHaveCount(0);
  await expect(desk.get('decided-by')).toHaveText('by Kofi Mensah');
  await expect(desk.get('kept')).toContainText('Gold members have two free bags.');
  await expect(desk.title).toContainText('Add 2 checked bags');
  await desk.press('a', 'r');
  await expect(desk.get('undo')).toHaveCount(0);
});

test('an edit that lost the race is kept as text', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('e');
  await desk.input('/bags').fill('1');
  await pull(desk, 'decidedBy', 'esc-bags', 'Kofi Mensah');
  await expect(desk.get('edit-submit')).toHaveCount(0);
  await expect(desk.get('kept')).toContainText('"bags": 1');
});

test('an expired item says that it was not run', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await pull(desk, 'expire', 'esc-bags');
  await expect(desk.get('outcome')).toHaveAttribute('data-status', 'expired');
  await expect(desk.get('outcome')).toContainText('It was not run');
});

test('a changed item is not swapped under my eyes', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await pull(desk, 'change', 'esc-bags');
  await expect(desk.page.getByRole('alert')).toContainText('This item changed');
  await desk.press('a');
  await expect(desk.get('undo')).toHaveCount(0);
  await desk.freeze();
  await desk.page.getByRole('button', { name: 'Show the new version' }).click();
  await desk.press('a');
  await desk.pass(50);
  await expect(desk.get('undo')).toHaveCount(0);
  await desk.pass(400);
  await desk.alive();
  await expect(desk.get('approve')).toHaveAttribute('aria-disabled', 'false');
  await desk.press('a');
  await expect(desk.get('undo')).toHaveCount(1);
});

test('a new urgent item is announced and moves nothing that is open', async ({ desk }) => {
  await desk.start();
  await desk.open('voucher');
  await pull(desk, 'arrive', 'cabin', 2);
  await expect(desk.get('arrivals')).toContainText('1 new, some urgent');
  await expect(desk.row('cabin-new')).toHaveCount(0);
  await expect(desk.get('announcement')).toContainText('New: Move QX4T7M');
  await desk.isOpen('voucher');
});

test('a clicked notification opens exactly its item', async ({ desk }) => {
  await desk.start();
  await desk.isOpen('cabin');
  await pull(desk, 'open', 'esc-cancel');
  await desk.isOpen('cancel');
});

test('a blind second look is shown as one, and counts nobody', async ({ desk }) => {
  await desk.start('blind');
  await desk.open('refund');
  await expect(desk.get('blind')).toHaveText(/A second look without the first:\s+you see others’ decisions after yours\./);
  await expect(desk.page.locator('header .chips')).toContainText('Takes 2 people');
  await expect(desk.page.locator('body')).not.toContainText('of 2 approvals');
  await desk.open('bags');
  await expect(desk.get('blind')).toHaveCount(0);
});

test('where policy asks for a look of one’s own, numbers come after a first inclination, which decides nothing', async ({ desk }) => {
  await desk.start('blind');
  await expect(desk.row('refund').getByTestId('alone')).toHaveText('your own look first');
  await desk.open('refund');
  await expect(desk.get('confidence')).toHaveCount(0);
  await expect(desk.get('reason')).toHaveCount(0);
  await expect(desk.get('precedent')).toHaveCount(0);
  await desk.press('n');
  await expect(desk.get('confidence')).toHaveText('25 %');
  await expect(desk.get('leaned')).toHaveText('You leaned to rejecting before you saw this.');
  await expect(desk.row('refund').getByTestId('alone')).toHaveCount(0);
  await desk.press('y');
  await expect(desk.get('leaned'), 'the first one stays').toHaveText('You leaned to rejecting before you saw this.');
  expect(await pull(desk, 'signed')).toEqual([]);
  await desk.open('bags');
  await expect(desk.get('confidence')).toBeVisible();
  await desk.open('refund');
  await expect(desk.get('leaned')).toBeVisible();
});
