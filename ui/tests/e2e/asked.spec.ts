import { expect, test } from './desk';

test('what was rejected already says so above the buttons, and takes a hold instead of a press', async ({ desk }) => {
  await desk.start('again');
  await desk.open('bags');
  await desk.seen();
  await expect(desk.get('again')).toContainText(/You rejected exactly this at 10:42/);
  await desk.press('a');
  await desk.pass(100);
  await expect(desk.row('bags').getByTestId('progress')).toHaveCount(0);
  await desk.page.keyboard.down('a');
  await desk.pass(900);
  await desk.page.keyboard.up('a');
  await expect(desk.row('bags')).toHaveCount(0);
});

test('the other one is opened from the line, and from there one comes back', async ({ desk }) => {
  await desk.start('again');
  await desk.open('bags');
  await desk.get('again').getByRole('button', { name: 'Open it' }).click();
  await expect(desk.title).toContainText('checked bags');
  await expect(desk.get('again')).toHaveCount(0);
  await desk.open('bags');
  await expect(desk.get('again')).toBeVisible();
});

test('earlier decisions stand below why it is asked, with who, what and what came of it', async ({ desk }) => {
  await desk.start('again');
  await desk.open('bags');
  await expect(desk.get('precedent')).toHaveText([/100 % alike.*Rejected by Nadia Brandt.*Rejected/s, /62 % alike.*Approved by Kofi Mensah.*Executed/s]);
  await expect(desk.get('base-rate')).toHaveText('Of 24 at 70–80 %, people approved 15.');
  await desk.open('cabin');
  await expect(desk.get('precedent')).toHaveCount(0);
});
