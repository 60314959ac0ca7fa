import { expect, pull, test } from './desk';

const KEPT = 'Ask the traveller to confirm the new price first.';

test('a saved reply goes into the message of a reject, and the bar waits as if it had been typed', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('r');
  await expect(desk.get('reject-state')).toContainText('Signs in');
  await desk.get('replies-open').click();
  await expect(desk.get('reject-state')).toHaveText('Waits for you to sign');
  await expect(desk.get('reply')).toHaveCount(2);
  await desk.pass(6000);
  expect(await pull(desk, 'signed')).toEqual([]);
  await desk.get('reply').filter({ hasText: KEPT }).click();
  await expect(desk.get('reject-message')).toHaveValue(KEPT);
  await desk.press('Control+Enter');
  const [, decision] = (await pull(desk, 'signed'))[0] ?? [];
  expect(decision).toMatchObject({ verb: 'reject', message: KEPT });
});

test('what was written is kept for its queue, offered there alone, and forgotten again', async ({ desk }) => {
  await desk.start();
  await desk.open('voucher');
  await desk.press('m');
  await desk.get('replies-open').click();
  await expect(desk.get('reply')).toHaveCount(0);
  await desk.get('note-text').fill('Looks right to me.');
  await desk.get('reply-keep').click();
  await expect(desk.get('reply-keep')).toHaveCount(0);
  await expect(desk.get('reply')).toHaveText(['Looks right to me.']);
  await desk.get('note-cancel').click();
  await desk.open('bags');
  await desk.press('m');
  await desk.get('replies-open').click();
  await expect(desk.get('reply')).toHaveCount(2);
  await desk.page.getByRole('button', { name: `Remove “${KEPT}”` }).click();
  await expect(desk.get('reply')).toHaveCount(1);
});
