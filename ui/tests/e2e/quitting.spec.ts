import { expect, test } from './desk';

test('nothing in a bar: it quits at once', async ({ desk }) => {
  await desk.start();
  await desk.press('Control+q');
  await expect(desk.page.locator('body')).toHaveAttribute('data-quit', 'yes');
});

test('while a bar runs it asks, and staying changes nothing', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('a');
  await desk.get('undo').waitFor();
  await desk.press('Control+q');
  await expect(desk.get('quit')).toContainText('1 decision is not signed yet');
  await expect(desk.get('quit-stay')).toBeFocused();
  await desk.press('a', 'r', 'e');
  await desk.press('Escape');
  await expect(desk.get('quit')).toHaveCount(0);
  await desk.progress('bags', 'holding');
  await expect(desk.page.locator('body')).not.toHaveAttribute('data-quit');
});

test('signing and quitting signs first', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('a');
  await desk.get('undo').waitFor();
  await desk.press('Control+q');
  await desk.get('quit-sign').click();
  await expect(desk.page.locator('body')).toHaveAttribute('data-quit', 'yes');
  await expect(desk.get('undo')).toHaveCount(0);
});

test('a desk that could not start quits by its key too', async ({ desk }) => {
  await desk.start('disk');
  await desk.get('failed').waitFor();
  await desk.press('Control+q');
  await expect(desk.page.locator('body')).toHaveAttribute('data-quit', 'yes');
});
