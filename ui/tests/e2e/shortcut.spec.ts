import { expect, test } from './desk';

test('keys from anywhere are off until they are wanted, and those that another program has are refused in words', async ({ desk }) => {
  await desk.start();
  await desk.get('settings').click();
  await expect(desk.get('shortcut-off')).toBeChecked();
  await desk.get('shortcut-ctrl_alt_j').click();
  await expect(desk.get('shortcut-ctrl_alt_j')).toBeChecked();
  await desk.get('shortcut-super_j').click();
  await expect(desk.get('shortcut-error')).toContainText('taken');
  await expect(desk.get('shortcut-ctrl_alt_j')).toBeChecked();
  await desk.get('shortcut-off').click();
  await expect(desk.get('shortcut-error')).toHaveCount(0);
  await expect(desk.get('shortcut-off')).toBeChecked();
});

test('a desktop that gives no program keys is said to, with what to do instead', async ({ desk }) => {
  await desk.start('wayland');
  await desk.get('settings').click();
  await expect(desk.get('shortcut-impossible')).toContainText('second start');
  await expect(desk.get('shortcut-off')).toHaveCount(0);
});
