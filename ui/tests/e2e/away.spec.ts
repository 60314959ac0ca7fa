import { expect, pull, test } from './desk';

test('by keys alone somebody says until when they are away and who stands in, and comes back', async ({ desk }) => {
  await desk.start('in-a-team');
  await desk.press('Control+k');
  await desk.page.keyboard.type('i am away');
  await desk.press('Enter');
  await expect(desk.page.getByRole('radio', { name: 'Tomorrow morning' })).toBeFocused();
  await expect(desk.get('away-missing')).toHaveText('Pick who stands in for you.');
  await desk.press('Enter');
  await expect(desk.get('away'), 'nothing was said yet').toBeVisible();
  const kofi = desk.page.locator('[data-testid=away-to][data-to=kofi]');
  while (!(await kofi.evaluate((it) => it === document.activeElement))) await desk.press('Tab');
  await desk.press('Enter');
  await expect(desk.get('away-missing')).toHaveText('Away until 24 Nov, 08:00');
  const say = desk.get('away-say');
  while (!(await say.evaluate((it) => it === document.activeElement))) await desk.press('Tab');
  await desk.press('Enter');
  await expect(desk.get('own-away')).toContainText('You are away until 24 Nov, 08:00. Kofi Mensah stands in.');
  await expect(desk.page.getByRole('group', { name: 'Being away' }), 'the focus stays near').toBeFocused();
  await expect(desk.page.locator('[data-testid=team-person][data-person=nadia]')).toContainText('Away until 24 Nov, 08:00. Kofi Mensah stands in.');
  await desk.press('Escape');
  await expect(desk.get('status-away')).toHaveText('You are away until 24 Nov, 08:00.');
  await desk.press('Control+k');
  await desk.page.keyboard.type('i am back');
  await desk.press('Enter');
  await expect(desk.get('status-away')).toHaveCount(0);
  await expect(desk.get('announcement')).toHaveText('You are back.');
});

test('what is assigned to somebody who is away is mine until they are back, and says so', async ({ desk }) => {
  await desk.start('in-a-team');
  await desk.freeze();
  await pull(desk, 'assigns', 'esc-bags', 'Ann Lindqvist', 'Kofi Mensah');
  const mine = desk.page.getByRole('button', { name: /^Mine/ });
  await expect(mine).toHaveAccessibleName('Mine 0');
  await pull(desk, 'goes', 'Ann Lindqvist', 'Nadia Brandt', 60);
  await desk.pass(100);
  await expect(mine).toHaveAccessibleName('Mine 1');
  await expect(desk.row('bags').getByTestId('yours')).toHaveText('for Ann Lindqvist');
  await desk.row('bags').click();
  await expect(desk.get('given')).toHaveText(/^For Ann Lindqvist, who is away until \d\d:\d\d$/);
  await pull(desk, 'goes', 'Ann Lindqvist', 'Kofi Mensah', 60);
  await desk.pass(100);
  await expect(desk.get('given')).toHaveText(/^Assigned to Ann Lindqvist, who is away until \d\d:\d\d: Kofi Mensah stands in\.$/);
  await pull(desk, 'goes', 'Kofi Mensah', 'Nadia Brandt', 30);
  await pull(desk, 'assigns', 'esc-bags', 'Ann Lindqvist', 'Kofi Mensah');
  await desk.pass(100);
  await expect(desk.get('given')).toContainText('is away as well: nobody has what is assigned to them.');
  await expect(mine).toHaveAccessibleName('Mine 0');
  await desk.pass(60 * 60_000);
  await expect(desk.get('given')).toHaveText('Assigned to Ann Lindqvist');
});

test('another day and a group can be picked, and what is not done is said in words', async ({ desk }) => {
  await desk.start('in-a-team');
  await desk.page.getByTitle('Team', { exact: true }).click();
  await desk.get('go-away').click();
  await desk.page.locator('[data-testid=away-to][data-to="group:night-shift"]').click();
  await desk.page.locator('[data-testid=away-time][data-to=other]').click();
  await expect(desk.get('away-missing')).toHaveText('Pick a time that is still to come, within 90 days.');
  for (const day of ['2026-11-22', '2027-03-01', '']) {
    await desk.get('away-date').fill(day);
    await expect(desk.get('away-say')).toHaveAttribute('aria-disabled', 'true');
  }
  await desk.get('away-date').fill('2026-12-03');
  await desk.get('away-hour').fill('09:30');
  await pull(desk, 'link', 'offline');
  await desk.get('away-say').click();
  await expect(desk.get('away').getByTestId('notice')).toContainText('Nothing changed for the others');
  await expect(desk.get('own-away')).toHaveCount(0);
  await pull(desk, 'link', 'live');
  await desk.get('away-say').click();
  await expect(desk.get('own-away')).toContainText('You are away until 3 Dec, 09:30. Everybody in night-shift stands in.');
  await pull(desk, 'link', 'offline');
  await desk.get('come-back').click();
  await expect(desk.get('team').getByTestId('notice')).toContainText('Nothing changed for the others');
  await pull(desk, 'link', 'live');
  await desk.get('come-back').click();
  await expect(desk.get('go-away')).toBeVisible();
});

test('who is away decides as ever', async ({ desk }) => {
  await desk.start('in-a-team');
  await pull(desk, 'goes', 'Nadia Brandt', 'Kofi Mensah', 60);
  await expect(desk.get('status-away')).toBeVisible();
  await desk.open('bags');
  await desk.press('r');
  await desk.press('Control+Enter');
  await desk.progress('bags', 'signed');
});

test('who works alone is not asked', async ({ desk }) => {
  await desk.start();
  await desk.press('Control+k');
  await desk.page.keyboard.type('away');
  await expect(desk.page.getByText('I am away')).toHaveCount(0);
});

test('in German, too, and by keys alone', async ({ desk }) => {
  await desk.start('in-a-team');
  await desk.get('settings').click();
  await desk.get('language-de').click();
  await expect(desk.page.locator('html')).toHaveAttribute('lang', 'de');
  await desk.press('Control+k');
  await desk.page.keyboard.type('ich bin weg');
  await desk.press('Enter');
  await expect(desk.page.getByRole('radio', { name: 'Morgen früh' })).toBeFocused();
  const group = desk.page.getByRole('radio', { name: 'night-shift' });
  while (!(await group.evaluate((it) => it === document.activeElement))) await desk.press('Tab');
  await desk.press('Enter');
  const say = desk.page.getByRole('button', { name: 'Abwesenheit mitteilen' });
  while (!(await say.evaluate((it) => it === document.activeElement))) await desk.press('Tab');
  await desk.press('Enter');
  await expect(desk.get('own-away')).toContainText(/^\s*Sie sind weg bis 24\. Nov\., 08:00\. Alle in night-shift vertreten\./);
});

test('whoever would be given an item says that they are away, and until when', async ({ desk }) => {
  await desk.start('in-a-team');
  await pull(desk, 'goes', 'Ann Lindqvist', 'Kofi Mensah', 60);
  await desk.open('bags');
  await desk.press('g');
  const to = (id: string) => desk.page.locator(`[data-testid=note-to][data-to=${id}]`);
  await expect(to('ann')).toHaveText(/^Ann Lindqvist, away until \d\d:\d\d$/);
  await expect(to('kofi')).toHaveText('Kofi Mensah');
});
