import { expect, test, type DeskPage } from './desk';

const line = (desk: DeskPage, action: string) => desk.page.locator(`[data-testid=key-line][data-action=${action}]`);

async function openKeys(desk: DeskPage): Promise<void> {
  await desk.get('settings').click();
  await desk.get('keys-open').click();
  await expect(desk.get('keys')).toBeVisible();
}

async function change(desk: DeskPage, action: string, key: string): Promise<void> {
  await line(desk, action).getByTestId('key-change').click();
  await desk.press(key);
}

test('a key of one’s own works at once, shows on every hint, and is there after a new start', async ({ desk }) => {
  await desk.start();
  await openKeys(desk);
  await change(desk, 'reject', 'p');
  await expect(desk.get('keys-said')).toHaveText('Reject is now P.');
  await desk.press('Escape');
  await expect(desk.get('reject').locator('kbd')).toHaveText('P');
  await desk.press('?');
  await expect(desk.get('help').getByRole('listitem').filter({ hasText: /^Reject/ })).toHaveText('RejectP');
  await desk.press('Escape', 'Control+k');
  await expect(desk.page.locator('[data-testid=command][data-command=reject] kbd')).toHaveText('P');
  await desk.press('Escape');
  await desk.page.reload();
  await desk.open('bags');
  await desk.press('r');
  await expect(desk.get('reject-sign')).toHaveCount(0);
  await desk.press('p');
  await expect(desk.get('reject-sign')).toBeVisible();
});

test('another key decides with the same guards: not while it is held, not at once, not unseen', async ({ desk }) => {
  await desk.start();
  await openKeys(desk);
  await change(desk, 'approve', 'p');
  await desk.press('Escape');
  await desk.open('bags');
  await desk.seen();
  await desk.page.clock.pauseAt(new Date('2026-11-23T10:03:00Z'));
  await desk.press('j', 'p');
  await desk.isOpen('voucher');
  await expect(desk.get('undo')).toHaveCount(0);
  await desk.page.clock.resume();
  await desk.open('bags');
  await desk.seen();
  await desk.page.keyboard.down('p');
  await desk.page.keyboard.down('p');
  await desk.page.keyboard.up('p');
  await expect(desk.get('undo')).toHaveCount(1);
});

test('a key that another action has is refused by its name, and nothing changes', async ({ desk }) => {
  await desk.start();
  await openKeys(desk);
  await change(desk, 'approve', 'r');
  await expect(line(desk, 'approve').getByRole('alert')).toHaveText('R is already the key for “Reject”. Give that one another key first, or switch it off.');
  await expect(line(desk, 'approve').getByTestId('key-change')).toHaveText('A');
  for (const key of ['Enter', 'Space', 'Control+k', 'F5']) {
    await change(desk, 'approve', key);
    await expect(line(desk, 'approve').getByRole('alert')).toContainText('Only a single letter, digit or sign can be a key here.');
  }
  await line(desk, 'approve').getByTestId('key-change').click();
  await desk.press('Escape');
  await expect(desk.get('keys')).toBeVisible();
  await expect(line(desk, 'approve').getByTestId('key-change')).toHaveText('A');
});

test('one key is switched off and given back, and all go back to the defaults', async ({ desk }) => {
  await desk.start();
  await openKeys(desk);
  await line(desk, 'edit').getByTestId('key-off').click();
  await expect(line(desk, 'edit').getByTestId('key-change')).toHaveText('none');
  await change(desk, 'approve', 'e');
  await line(desk, 'edit').getByTestId('key-back').click();
  await expect(line(desk, 'edit').getByRole('alert')).toContainText('E is already the key for “Approve”.');
  await line(desk, 'tab').getByTestId('key-off').click();
  await desk.press('Escape');
  await expect(desk.get('edit').locator('kbd')).toHaveCount(0);
  await expect(desk.get('approve').locator('kbd')).toHaveText('E');
  await desk.press('2');
  await expect(desk.get('tab-conversation')).toHaveAttribute('aria-selected', 'true');
  await openKeys(desk);
  await desk.get('keys-back').click();
  await expect(line(desk, 'edit').getByTestId('key-change')).toHaveText('E');
  await expect(line(desk, 'approve').getByTestId('key-change')).toHaveText('A');
  await desk.press('Escape');
  await expect(desk.get('approve').locator('kbd')).toHaveText('A');
});

test('what was kept and does not fit is no key', async ({ desk }) => {
  await desk.page.addInitScript(() => localStorage.setItem('fermata.keys', '{"approve":"Enter"}'));
  await desk.start();
  await expect(desk.get('approve').locator('kbd')).toHaveText('A');
});

test('without single letters no hint shows one', async ({ desk }) => {
  await desk.start();
  await desk.get('settings').click();
  await desk.page.getByLabel('Single-letter keys').uncheck();
  await expect(desk.get('approve').locator('kbd')).toHaveCount(0);
  await desk.get('keys-open').click();
  await expect(desk.get('keys')).toContainText('Single-letter keys are switched off in the settings');
});
