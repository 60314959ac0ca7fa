import { expect, pull, test } from './desk';

test('the diagnostics are shown whole before they can be saved, and then say where they lie', async ({ desk }) => {
  await desk.start();
  await desk.get('settings').click();
  await desk.get('diagnostics-open').click();
  await expect(desk.get('diagnostics-text')).toContainText('Fermata diagnostics');
  await expect(desk.get('diagnostics-text')).toContainText('a decision waits to be delivered');
  await expect(desk.get('diagnostics-saved')).toBeEmpty();
  await desk.get('diagnostics-save').click();
  await expect(desk.get('diagnostics-saved')).toContainText('/home/nadia/Downloads/fermata-diagnostics.txt');
  await desk.press('Escape');
  await expect(desk.get('diagnostics')).toHaveCount(0);
  await desk.isOpen('cabin');
});

test('the diagnostics are opened, read and saved by keys alone', async ({ desk }) => {
  await desk.start();
  await desk.press('Control+k');
  await desk.page.keyboard.type('Diagnostics');
  await desk.press('Enter');
  await expect(desk.get('diagnostics-text')).toBeVisible();
  await desk.get('diagnostics-text').focus();
  await desk.press('Tab');
  await expect(desk.get('diagnostics-save')).toBeFocused();
  await desk.press('Enter');
  await expect(desk.get('diagnostics-saved')).toContainText('fermata-diagnostics.txt');
});

test('a desk that does not start can be diagnosed too', async ({ desk }) => {
  await desk.start('keychain-locked');
  await desk.get('diagnostics-open').click();
  await expect(desk.get('diagnostics-text')).toContainText('Fermata diagnostics');
  await desk.press('Escape');
  await expect(desk.get('failed')).toBeVisible();
});

test('what was not saved is saved when one tries again', async ({ desk }) => {
  await desk.start('keychain');
  await desk.get('settings').click();
  await desk.get('diagnostics-open').click();
  await desk.get('diagnostics-save').click();
  const again = desk.get('diagnostics').getByRole('button', { name: 'Try again' });
  await expect(again).toBeVisible();
  await expect(desk.get('diagnostics-saved')).toBeEmpty();
  await pull(desk, 'heal');
  await again.click();
  await expect(desk.get('diagnostics-saved')).toContainText('fermata-diagnostics.txt');
  await expect(again).toHaveCount(0);
});
