import { expect, pull, test } from './desk';

test('quiet hours are two times of day, and are kept', async ({ desk }) => {
  await desk.start();
  await desk.get('settings').click();
  await expect(desk.get('notices-on')).toBeChecked();
  await expect(desk.get('notices-quiet')).not.toBeChecked();
  await desk.get('notices-quiet').click();
  await expect(desk.get('quiet-from')).toHaveValue('22:00');
  await desk.get('quiet-from').fill('21:30');
  await desk.get('quiet-from').blur();
  await expect.poll(() => pull(desk, 'notices')).toEqual({ on: true, quiet: { from: '21:30', to: '07:00' }, sound: false });
});

test('hours that are none are refused in words, and what held before still does', async ({ desk }) => {
  await desk.start();
  await desk.get('settings').click();
  await desk.get('notices-quiet').click();
  await desk.get('quiet-from').fill('07:00');
  await desk.get('quiet-from').blur();
  await expect(desk.get('notices-error')).toContainText('22:00 to 07:00');
  expect((await pull(desk, 'notices')).quiet).toEqual({ from: '22:00', to: '07:00' });
});

test('a sound is off until it is wanted, and without notifications there is none', async ({ desk }) => {
  await desk.start();
  await desk.get('settings').click();
  await expect(desk.get('notices-sound')).not.toBeChecked();
  await desk.get('notices-sound').click();
  await expect(desk.get('notices-sound')).toBeChecked();
  await desk.get('notices-on').click();
  await expect(desk.get('notices-on')).not.toBeChecked();
  await expect(desk.get('notices-sound')).toBeDisabled();
  await expect(desk.get('notices-quiet')).toBeDisabled();
});

test('starting at login is off until it is wanted, and is shown as the desk says it is', async ({ desk }) => {
  await desk.start();
  await desk.get('settings').click();
  await expect(desk.get('at-login')).not.toBeChecked();
  await desk.get('at-login').click();
  await expect(desk.get('at-login')).toBeChecked();
  await desk.press('Escape');
  await desk.get('settings').click();
  await expect(desk.get('at-login')).toBeChecked();
  await desk.get('at-login').click();
  await expect(desk.get('at-login')).not.toBeChecked();
});
