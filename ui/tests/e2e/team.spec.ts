import { expect, pull, test } from './desk';

test('the team page says what waits, who is at it and what the day brought, and follows while it is open', async ({ desk }) => {
  await desk.start('in-a-team');
  await pull(desk, 'holds', 'esc-voucher', 'Kofi Mensah');
  await pull(desk, 'assigns', 'esc-bags', 'Ann Lindqvist', 'Kofi Mensah');
  await desk.page.getByTitle('Team', { exact: true }).click();
  const person = (id: string) => desk.page.locator(`[data-testid=team-person][data-person=${id}]`);
  await expect(person('kofi')).toContainText('Kofi Mensah100');
  await expect(person('ann')).toContainText('Ann Lindqvist010');
  const waiting = desk.page.locator('[data-testid=figure][data-name=waiting] dd');
  const before = Number(await waiting.textContent());
  expect(before).toBeGreaterThan(3);
  await pull(desk, 'decidedBy', 'esc-voucher', 'Kofi Mensah');
  await expect(waiting).toHaveText(String(before - 1));
  await expect(person('kofi')).toContainText('Kofi Mensah001');
  await desk.press('Escape');
  await expect(desk.get('team')).toHaveCount(0);
});

test('all of mine is given to somebody in one go, and what I held is given back', async ({ desk }) => {
  await desk.start('in-a-team');
  await desk.open('bags');
  await desk.press('c');
  await pull(desk, 'assigns', 'esc-voucher', 'Nadia Brandt', 'Ann Lindqvist');
  await desk.page.getByTitle('Team', { exact: true }).click();
  await desk.get('handover-open').click();
  await expect(desk.get('handover-give'), 'nobody is picked').toHaveAttribute('aria-disabled', 'true');
  await desk.page.locator('[data-testid=handover-to][data-to=ann]').click();
  await desk.get('handover-give').click();
  await expect(desk.get('handed')).toHaveText("2 items are Ann Lindqvist's now.");
  await expect(desk.get('handover-open')).toHaveText('Hand over all of mine (0) …');
  await expect(desk.page.locator('[data-testid=team-person][data-person=ann]')).toContainText('Ann Lindqvist020');
  await expect(desk.page.locator('[data-testid=team-person][data-person=nadia]')).toContainText('you000');
});

test('what can not be given stays, and says why', async ({ desk }) => {
  await desk.start('in-a-team');
  await desk.open('bags');
  await desk.press('c');
  await desk.page.getByTitle('Team', { exact: true }).click();
  await desk.get('handover-open').click();
  await desk.page.locator('[data-testid=handover-to][data-to=ann]').click();
  await pull(desk, 'link', 'offline');
  await desk.get('handover-give').click();
  await expect(desk.get('handed')).toContainText('1 stays with you:');
  await expect(desk.get('handed').locator('li')).toHaveText(/^Add 2 checked bags to H7VVQ2, .* the gateway does not answer\.$/);
});

test('the week is saved as a file, and where it lies is said', async ({ desk }) => {
  await desk.start('in-a-team');
  await desk.press('Control+k');
  await desk.page.keyboard.type('team');
  await desk.press('Enter');
  await desk.get('save-week').click();
  await expect(desk.get('saved-week')).toHaveText('Saved: /home/nadia/Downloads/fermata-week.csv');
});

test('who works alone has no team page', async ({ desk }) => {
  await desk.start();
  await expect(desk.page.getByTitle('Team', { exact: true })).toHaveCount(0);
});
