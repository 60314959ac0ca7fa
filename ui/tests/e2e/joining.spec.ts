import { expect, test } from './desk';

test('a first run can join a team: six words are shown until the team has signed, and then the desk goes on', async ({ desk }) => {
  await desk.start('first-run');
  await desk.get('join-team').click();
  await desk.get('join-link').fill('hello');
  await desk.get('join-name').fill('Bo Jensen');
  await desk.get('join').click();
  await expect(desk.get('notice')).toContainText('not an invite');
  await expect(desk.get('join-name')).toHaveValue('Bo Jensen');
  await desk.get('join-link').fill('fermata://join?invite=eyJ');
  await desk.get('join').click();
  await expect(desk.get('join-words').locator('li')).toHaveCount(6);
  await expect(desk.get('send-first')).toHaveCount(0);
  await desk.page.evaluate(() => globalThis.demo?.letIn());
  await expect(desk.get('joining')).toHaveCount(0);
  await expect(desk.get('first-run')).toContainText('You are in');
});

test('Settings list my devices, and which of them were taken off', async ({ desk }) => {
  await desk.start();
  await desk.get('settings').click();
  await expect(desk.get('devices').locator('li')).toHaveCount(2);
  await expect(desk.get('devices')).toContainText('this one');
  await expect(desk.get('devices').locator('li.revoked')).toContainText('taken off');
});
