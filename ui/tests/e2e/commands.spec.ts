import { expect, pull, test, type DeskPage } from './desk';

const command = (desk: DeskPage, id: string) => desk.page.locator(`[data-testid=command][data-command="${id}"]`);

/** Types into the commands and chooses what comes first. */
async function choose(desk: DeskPage, words: string): Promise<void> {
  await desk.press('Control+k');
  await desk.get('command-input').fill(words);
  await desk.press('Enter');
}

test('Ctrl K and More open every command that can be done now, each with its key, and Escape gives the focus back', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('Control+k');
  await expect(desk.get('command-input')).toBeFocused();
  for (const [id, key] of [['approve', 'A'], ['edit', 'E'], ['stop', 'H'], ['claim', 'C'], ['comment', 'M'], ['next', 'J'], ['help', '?'], ['larger', 'Ctrl +']] as const) await expect(command(desk, id).locator('kbd')).toHaveText(key);
  await expect(command(desk, 'undo')).toHaveCount(0);
  await desk.press('Escape');
  await expect(desk.get('commands')).toHaveCount(0);
  await expect(desk.row('bags')).toBeFocused();
  await desk.get('more').click();
  await expect(desk.get('commands')).toBeVisible();
  await desk.press('Control+k');
  await expect(desk.get('commands')).toHaveCount(0);
});

test('they are a field with a list: the arrows go round, and the field says where they are', async ({ desk }) => {
  await desk.start();
  await desk.press('Control+k');
  const field = desk.page.getByRole('combobox', { name: 'All commands' });
  await expect(field).toHaveAttribute('aria-activedescendant', 'option-0');
  await desk.press('ArrowDown', 'ArrowDown', 'ArrowUp');
  await expect(field).toHaveAttribute('aria-activedescendant', 'option-1');
  await expect(desk.page.getByRole('option', { selected: true })).toHaveAttribute('id', 'option-1');
  await desk.press('ArrowUp', 'ArrowUp');
  await expect(desk.page.getByRole('option').last()).toHaveAttribute('aria-selected', 'true');
  await field.fill('zzz');
  await expect(desk.get('commands')).toContainText('Nothing here is called that.');
  await desk.press('Enter');
  await expect(desk.get('commands')).toBeVisible();
});

test('it stands in the next frame', async ({ desk }) => {
  await desk.page.goto('/?scene=many');
  await expect(desk.get('row').first()).toBeVisible();
  const stood = await desk.page.evaluate(async () => {
    dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, cancelable: true }));
    await new Promise(requestAnimationFrame);
    return [document.querySelector('[data-testid=commands]')?.matches(':modal'), document.activeElement?.getAttribute('role'), document.getAnimations().length];
  });
  expect(stood).toEqual([true, 'combobox', 0]);
});

test('Enter on Approve decides nothing: it leads to the button and says which key does', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.seen();
  await desk.freeze();
  await choose(desk, 'approve');
  await desk.press('a', 'Enter');
  await desk.pass(500);
  await expect(desk.get('approve')).toBeFocused();
  await expect(desk.get('unseen')).toHaveText('Approve: press A');
  await desk.press('Enter');
  await desk.pass(50);
  await expect(desk.get('undo')).toHaveCount(0);
  await desk.isOpen('bags');
  await desk.press('a');
  await expect(desk.get('undo')).toHaveCount(1);
});

test('Enter on Reject, pressed twice or held, starts no reject', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('Control+k');
  await desk.get('command-input').fill('reject');
  await desk.page.keyboard.down('Enter');
  await desk.page.keyboard.down('Enter');
  await expect(desk.get('reject')).toBeFocused();
  await expect(desk.get('unseen')).toHaveText('Reject: press R');
  await desk.page.keyboard.down('Enter');
  await desk.page.keyboard.up('Enter');
  await desk.pass(6_000);
  await expect(desk.get('reject-sign')).toHaveCount(0);
  await expect(desk.row('bags').getByTestId('progress')).toHaveCount(0);
  await desk.press('r');
  await expect(desk.get('reject-sign')).toBeVisible();
});

test('keys that are pressed right after a choice decide nothing', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.seen();
  await desk.page.clock.pauseAt(new Date('2026-11-23T10:03:00Z'));
  await choose(desk, 'approve');
  await desk.press('a', 'Space', 'Enter', 'r');
  await expect(desk.get('undo')).toHaveCount(0);
  await expect(desk.get('reject-sign')).toHaveCount(0);
});

test('Edit, Stop and a comment open the form that their key opens', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await choose(desk, 'edit');
  await expect(desk.get('edit-submit')).toBeVisible();
  await desk.press('Escape');
  await choose(desk, 'stop');
  await expect(desk.get('stop-reason')).toBeFocused();
  await desk.press('Escape');
  await choose(desk, 'comment');
  await expect(desk.get('note-text')).toBeFocused();
});

test('in a form there is nothing that would leave it for another decision', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('e', 'Control+k');
  await expect(command(desk, 'go-mine')).toHaveCount(1);
  for (const id of ['approve', 'edit', 'reject', 'stop', 'claim', 'signEdit']) await expect(command(desk, id)).toHaveCount(0);
});

test('a device that may not decide is offered no decision', async ({ desk }) => {
  await desk.start('revoked');
  await expect(desk.get('decisions-off')).toBeVisible();
  await desk.press('Control+k');
  for (const id of ['approve', 'edit', 'reject']) await expect(command(desk, id)).toHaveCount(0);
  await expect(command(desk, 'next')).toHaveCount(1);
});

test('a question is answered in its field', async ({ desk }) => {
  await desk.start();
  await desk.open('ask');
  await choose(desk, 'answer');
  await expect(desk.get('answer')).toBeFocused();
});

test('lists, queues and tabs are gone to by name', async ({ desk }) => {
  await desk.start();
  await choose(desk, 'tab hist');
  await expect(desk.get('tab-history')).toHaveAttribute('aria-selected', 'true');
  await choose(desk, 'list dec');
  await expect(desk.page.getByTitle('Decided', { exact: true })).toHaveAttribute('aria-current', 'page');
  await choose(desk, 'queue ref');
  await expect(desk.page.getByTitle('refunds', { exact: true })).toHaveAttribute('aria-current', 'page');
});

test('an item is opened by a part of its title or by its id, and its decision keys are dead at first', async ({ desk }) => {
  await desk.start();
  await desk.page.clock.pauseAt(new Date('2026-11-23T10:03:00Z'));
  await choose(desk, 'esc-vouch');
  await desk.isOpen('voucher');
  await desk.press('r');
  await expect(desk.get('reject-sign')).toHaveCount(0);
  await choose(desk, 'checked bag');
  await desk.isOpen('bags');
});

test('items are selected by name, and then Approve opens the sheet for them and decides nothing', async ({ desk }) => {
  await desk.start('hundred');
  await desk.open('h0');
  await desk.freeze();
  await choose(desk, 'select it');
  await expect(desk.get('selection')).toContainText('1 selected');
  await desk.press('j', 'j');
  await choose(desk, 'select from');
  await expect(desk.get('selection')).toContainText('3 selected');
  await desk.press('Control+k');
  for (const id of ['edit', 'signAnswer']) await expect(command(desk, id)).toHaveCount(0);
  await expect(command(desk, 'approve')).toContainText('3 selected');
  await desk.get('command-input').fill('approve');
  await desk.press('Enter', 'Enter', 'a');
  await expect(desk.get('batch')).toBeVisible();
  await desk.pass(6_000);
  expect(await pull(desk, 'signed')).toEqual([]);
});

test('in the sheet of several, Approve leads to the button, and the keys rest first', async ({ desk }) => {
  await desk.start('hundred');
  await desk.open('h0');
  await desk.press('x', 'j', 'Shift+X', 'a');
  await expect(desk.get('batch-sign')).toHaveAttribute('aria-disabled', 'false');
  await desk.page.clock.pauseAt(new Date('2026-11-23T10:03:00Z'));
  await choose(desk, 'approve');
  await desk.press('a', 'Space', 'Enter');
  await expect(desk.get('batch')).toBeVisible();
  await desk.pass(400);
  await expect(desk.get('batch-sign')).toBeFocused();
  await expect(desk.get('batch-hint')).toHaveText('Approve: press A');
  await desk.press('Enter');
  await expect(desk.get('batch')).toBeVisible();
  await desk.press('Control+k');
  for (const id of ['reject', 'select', 'back', 'selection-clear', 'takeOut']) await expect(command(desk, id)).toHaveCount(0);
  await desk.press('Escape', 'a');
  await expect(desk.get('undo')).toHaveCount(1);
});

test('a selection is cleared by name', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('x');
  await choose(desk, 'clear the sel');
  await expect(desk.get('selection')).toHaveCount(0);
  await desk.press('Control+k');
  await expect(command(desk, 'selection-clear')).toHaveCount(0);
});

test('back and forward are offered where they lead somewhere', async ({ desk }) => {
  await desk.start();
  await desk.press('Control+k');
  await expect(command(desk, 'back')).toHaveCount(0);
  await desk.press('Escape');
  await desk.open('bags');
  await choose(desk, 'back to the item');
  await desk.isOpen('cabin');
  await desk.press('Control+k');
  await expect(command(desk, 'back')).toHaveCount(0);
  await command(desk, 'forward').click();
  await desk.isOpen('bags');
});

test('a kept search is run by its name', async ({ desk }) => {
  await desk.start();
  await desk.press('/');
  await desk.get('search').fill('risk:low,medium');
  await desk.get('search-save').click();
  await desk.get('search-name').fill('Easy ones');
  await desk.press('Enter');
  await choose(desk, 'list dec');
  await choose(desk, 'search: easy');
  await expect(desk.get('search')).toHaveValue('risk:low,medium');
  await expect(desk.page.getByTitle('Easy ones', { exact: true })).toHaveAttribute('aria-current', 'page');
});

test('looks are changed by name', async ({ desk }) => {
  await desk.page.emulateMedia({ colorScheme: 'light' });
  await desk.start();
  await choose(desk, 'dark');
  await expect(desk.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await choose(desk, 'contrast more');
  await expect(desk.page.locator('html')).toHaveAttribute('data-contrast', 'more');
  await choose(desk, 'single off');
  await desk.press('j');
  await desk.isOpen('cabin');
});

test('a click chooses too', async ({ desk }) => {
  await desk.start();
  await desk.press('Control+k');
  await command(desk, 'help').click();
  await expect(desk.get('help')).toBeVisible();
});
