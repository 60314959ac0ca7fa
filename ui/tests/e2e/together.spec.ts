import { expect, pull, test } from './desk';

test('C claims the open item for 15 minutes, C again gives it back, and Mine has it in between', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('c');
  await expect(desk.get('holds')).toHaveText(/^Claimed by you until 11:15/);
  await expect(desk.row('bags').getByTestId('yours')).toBeVisible();
  await desk.page.getByTitle('Mine', { exact: true }).click();
  await expect(desk.get('row')).toHaveCount(1);
  await desk.isOpen('bags');
  await desk.press('c');
  await expect(desk.get('holds')).toHaveCount(0);
  await expect(desk.row('bags')).toHaveCount(0);
  await expect(desk.get('empty')).toContainText('Nothing is yours');
  await desk.page.getByTitle('Inbox', { exact: true }).click();
  await expect(desk.get('row')).toHaveCount(8);
});

test('a claim says nothing any more once its lease has ended', async ({ desk }) => {
  await desk.start();
  await desk.open('voucher');
  await pull(desk, 'holds', 'esc-voucher', 'Kofi Mensah');
  await expect(desk.get('holds')).toContainText('Kofi Mensah holds it until');
  await expect(desk.row('voucher').getByTestId('face')).toHaveText('KM');
  await desk.pass(901_000);
  await expect(desk.get('holds')).toHaveCount(0);
  await expect(desk.row('voucher').getByTestId('face')).toHaveCount(0);
});

test('an item that is open for 3 seconds is told as read, once for each lease, and one that is passed by is not', async ({ desk }) => {
  await desk.start();
  await desk.press('j');
  await desk.isOpen('refund');
  await desk.pass(2_000);
  await desk.press('j');
  await desk.isOpen('bags');
  await desk.pass(3_100);
  const reads = (key: string) => pull(desk, 'told', `esc-${key}`);
  expect([await reads('refund'), await reads('bags')]).toEqual([0, 1]);
  await desk.press('k');
  await desk.press('j');
  await desk.pass(60_000);
  expect(await reads('bags')).toBe(1);
  await desk.pass(70_000);
  expect(await reads('bags')).toBe(2);
});

test('somebody else who reads an item is named in the header and in its row', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await pull(desk, 'reads', 'esc-bags', 'Ann Lindqvist');
  await expect(desk.get('reading')).toHaveText('Ann Lindqvist is reading');
  await expect(desk.row('bags').getByTestId('face')).toHaveAttribute('aria-label', 'Ann Lindqvist is reading');
});

test('M writes a comment, which stands with its author, its time and in the history', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('m');
  await expect(desk.get('note-text')).toBeFocused();
  await desk.page.keyboard.type('Gold members have two free bags. <b>Really.</b>');
  await desk.press('Control+Enter');
  await expect(desk.get('said')).toContainText('You');
  await expect(desk.get('said')).toContainText('Gold members have two free bags. <b>Really.</b>');
  await desk.press('3');
  await expect(desk.get('event').last()).toContainText('Commented: ');
  await expect(desk.get('event').last()).toContainText('<b>Really.</b>');
});

test('Escape leaves a comment, and what was written stands there again', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('m');
  await desk.page.keyboard.type('Half a thought');
  await desk.press('Escape');
  await expect(desk.get('note-sign')).toHaveCount(0);
  await desk.open('voucher');
  await desk.open('bags');
  await desk.press('m');
  await expect(desk.get('note-text')).toHaveValue('Half a thought');
  await expect(desk.get('said')).toHaveCount(0);
});

test('a comment that was written offline is kept and says that it waits', async ({ desk }) => {
  await desk.start('offline');
  await desk.open('bags');
  await desk.press('m');
  await desk.page.keyboard.type('Look at the second bag.');
  await desk.get('note-sign').click();
  await expect(desk.get('said')).toContainText('not sent yet');
  await desk.press('c');
  await expect(desk.get('notice').last()).toContainText('Nothing changed for the others');
});

test('Q asks the agent or a colleague, and the item waits under Asked until somebody else says something', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('q');
  await expect(desk.page.locator('[data-testid=note-to][data-to=agent]')).toHaveAttribute('aria-checked', 'true');
  await desk.page.locator('[data-testid=note-to][data-to=kofi]').click();
  await desk.get('note-text').fill('Is she gold?');
  await desk.press('Control+Enter');
  await expect(desk.get('asks')).toBeVisible();
  await expect(desk.get('said')).toContainText('asked Kofi Mensah');
  await desk.page.getByTitle('Asked', { exact: true }).click();
  await expect(desk.row('bags')).toHaveCount(1);
  await pull(desk, 'says', 'esc-bags', 'Kofi Mensah', 'Yes, since May.');
  await expect(desk.row('bags')).toHaveCount(0);
  await expect(desk.get('asks')).toHaveCount(0);
});

test('G assigns to who may decide it, and nobody else is offered', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('g');
  await expect(desk.get('note-to')).toHaveCount(2);
  await desk.page.locator('[data-testid=note-to][data-to=ann]').click();
  await desk.press('Control+Enter');
  await expect(desk.get('given')).toHaveText('Assigned to Ann Lindqvist');
  await expect(desk.row('bags').getByTestId('face')).toHaveText('AL');
});

test('what others assign to me stands in Mine and says by whom', async ({ desk }) => {
  await desk.start();
  await desk.open('voucher');
  await pull(desk, 'assigns', 'esc-voucher', 'Nadia Brandt', 'Ann Lindqvist');
  await expect(desk.get('given')).toHaveText('Assigned to you by Ann Lindqvist');
  await desk.page.getByTitle('Mine', { exact: true }).click();
  await desk.isOpen('voucher');
});

test('T gives more time, within what the proposal allows', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  const before = await desk.get('expires').textContent();
  await desk.press('t');
  await expect(desk.get('note-to').last()).toContainText('As long as possible');
  await desk.get('note-to').nth(1).click();
  await desk.press('Control+Enter');
  await expect(desk.get('extended')).toHaveText('More time by Nadia Brandt');
  await expect(desk.get('expires')).not.toHaveText(before ?? '');
});

test('what a colleague approved and takes another person stands under its own list', async ({ desk }) => {
  await desk.start();
  await pull(desk, 'approves', 'esc-refund', 'Kofi Mensah');
  await desk.page.getByTitle('Needs a second person', { exact: true }).click();
  await desk.isOpen('refund');
  await expect(desk.row('refund').getByTestId('stand')).toHaveText('1 of 2');
});

test('what the agent withdrew says who, when and why', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await pull(desk, 'withdraw', 'esc-bags', 'The traveller changed her mind.');
  await expect(desk.get('outcome')).toContainText('Withdrawn');
  await expect(desk.get('decided-by')).toHaveText('by airline-agent');
  await expect(desk.get('closed-why')).toHaveText('The traveller changed her mind.');
  await desk.press('m');
  await expect(desk.get('note-text')).toBeVisible();
});

test('an item and the one that answers it are linked, each with the other', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await pull(desk, 'answers', 'esc-bags', 'voucher');
  await expect(desk.get('linked')).toContainText('The agent answered with a new one');
  await desk.get('linked').getByRole('button').click();
  await desk.isOpen('voucher-new');
  await expect(desk.get('linked')).toContainText('It answers a question about an earlier one');
});

test('every key of this stands in the help', async ({ desk }) => {
  await desk.start();
  await desk.press('?');
  for (const words of ['Claim it, or give it back', 'Comment on it', 'Ask the agent or a colleague', 'Assign it to somebody', 'Give it more time']) await expect(desk.get('help')).toContainText(words);
});
