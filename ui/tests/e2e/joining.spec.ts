import { expect, pull, test } from './desk';

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
  await pull(desk, 'letIn');
  await expect(desk.get('joining')).toHaveCount(0);
  await expect(desk.get('first-run')).toContainText('You are in');
});

test('a team with a certificate of its own gives it with the invite, and what is none is refused with what to do', async ({ desk }) => {
  await desk.start('first-run');
  await desk.get('join-team').click();
  await desk.get('join-link').fill('fermata://join?invite=eyJ');
  await desk.get('join-name').fill('Bo Jensen');
  await desk.get('join-ca-open').locator('summary').click();
  await desk.get('join-ca').fill('my certificate');
  await desk.get('join').click();
  await expect(desk.get('notice')).toContainText('give it as PEM');
  await desk.get('join-ca').fill('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----');
  await desk.get('join').click();
  await expect(desk.get('join-words').locator('li')).toHaveCount(6);
});

test('a link to join fills the form in and joins nothing', async ({ desk }) => {
  await desk.start('first-run');
  await expect(desk.get('first-run')).toBeVisible();
  await pull(desk, 'opened', 'fermata://join?invite=eyJhbGc');
  await expect(desk.get('join-link')).toHaveValue('fermata://join?invite=eyJhbGc');
  await expect(desk.get('join')).toHaveAttribute('aria-disabled', 'true');
});

test('a desk that is in use says so to a link to join', async ({ desk }) => {
  await desk.start();
  await pull(desk, 'opened', 'fermata://join?invite=eyJhbGc');
  await expect(desk.get('link-error')).toContainText('has been used already');
  await desk.isOpen('cabin');
});

test('a link to an item opens exactly that one, and anything else is refused with a line', async ({ desk }) => {
  await desk.start();
  await pull(desk, 'opened', 'fermata://approve/esc-seats');
  await expect(desk.get('link-error')).toContainText('does not know that link');
  await desk.isOpen('cabin');
  await pull(desk, 'opened', 'fermata://escalation/esc-seats');
  await desk.isOpen('seats');
  await expect(desk.get('link-error')).toHaveCount(0);
});
