import { expect, test, type DeskPage } from './desk';

async function identity(desk: DeskPage): Promise<void> {
  await desk.get('settings').click();
  await desk.get('identity-open').click();
  await expect(desk.get('identity')).toBeVisible();
}

test('each device shows six words, how its key is kept, until when it may decide, and since when not', async ({ desk }) => {
  await desk.start();
  await identity(desk);
  const device = desk.get('device');
  await expect(device).toHaveCount(3);
  await expect(device.nth(0)).toContainText('This device');
  await expect(device.nth(0)).toContainText('kept in the system keychain');
  await expect(device.nth(0).locator('.words span')).toHaveCount(6);
  await expect(device.nth(1)).toContainText('kept in hardware');
  await expect(device.nth(1)).toContainText('May decide until');
  await expect(device.nth(2).getByTestId('device-off')).toContainText('by its version 5, as of');
  await expect(device.nth(2).getByTestId('retire')).toHaveCount(0);
});

test('a device is taken off only after a second look', async ({ desk }) => {
  await desk.start();
  await identity(desk);
  const other = desk.page.locator('[data-kid=k-5TzKd1Wc]');
  await other.getByTestId('retire').click();
  await expect(other.getByTestId('retire-ask')).toContainText('It cannot be taken back');
  await other.getByRole('button', { name: 'Keep it' }).click();
  await expect(other).toHaveAttribute('data-state', 'good');
  await other.getByTestId('retire').click();
  await other.getByTestId('retire-sign').click();
  await expect(other.getByTestId('retired')).toContainText('version 8 of the team list is in force');
  await expect(other).toHaveAttribute('data-state', 'revoked');
});

test('the device in use is named as such, and what the desk refuses is said beside it', async ({ desk }) => {
  await desk.start();
  await identity(desk);
  const here = desk.get('device').first();
  await here.getByTestId('retire').click();
  await expect(here.getByTestId('retire-ask')).toContainText('the device that you are using');
  await here.getByTestId('retire-sign').click();
  await expect(here.getByTestId('notice')).toContainText('your only device');
  await expect(here).toHaveAttribute('data-state', 'good');
});

test('where this machine signs no team list, the line for who does is there to copy', async ({ desk }) => {
  await desk.start('in-a-team');
  await identity(desk);
  const other = desk.page.locator('[data-kid=k-5TzKd1Wc]');
  await other.getByTestId('retire').click();
  await expect(other.getByTestId('retire-command')).toHaveText('fermata roster revoke k-5TzKd1Wc');
  await expect(other.getByTestId('retire-sign')).toHaveCount(0);
});

test('on a device that was taken off decisions are off, and it says by what', async ({ desk }) => {
  await desk.start('revoked');
  await desk.row('bags').click();
  await expect(desk.get('decisions-off')).toContainText('by its version 8, as of');
  await expect(desk.get('approve')).toHaveCount(0);
  await desk.press('a', 'r', 'e');
  await desk.pass(6000);
  await expect(desk.row('bags').getByTestId('progress')).toHaveCount(0);
});
