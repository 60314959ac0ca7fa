import { expect, pull, test, type DeskPage } from './desk';
import { speak } from './speaking';

async function look(desk: DeskPage, scene: string): Promise<void> {
  await desk.start(scene);
  await desk.isOpen('cabin');
  await desk.get('settings').click();
  await desk.get('updates-look').click();
}

/** An update is offered, and an item is decided after that. */
async function decided(desk: DeskPage): Promise<void> {
  await look(desk, 'update-found');
  await desk.press('Escape');
  await desk.open('bags');
  await desk.freeze();
  await desk.press('a');
  await desk.get('undo').waitFor();
  await desk.get('settings').click();
}

test('a build without an update key says so in one line and has nothing to press', async ({ desk }) => {
  await desk.start();
  await desk.get('settings').click();
  await expect(desk.get('updates-off')).toHaveText('Updates: off. This build has no update key.');
  await expect(desk.get('updates-look')).toHaveCount(0);
});

test('nothing is looked for before it is asked for, and nothing newer is said to be nothing newer', async ({ desk }) => {
  await desk.start('update-none');
  await desk.get('settings').click();
  await expect(desk.get('updates-version')).toContainText('0.1.0');
  await expect(desk.get('updates-now')).toBeEmpty();
  await desk.get('updates-look').click();
  await expect(desk.get('updates-now')).toHaveText('There is nothing newer.');
  await expect(desk.get('updates-install')).toHaveCount(0);
});

test('an update is shown with what is said of it, what is invisible in that marked, and installed by a press', async ({ desk }) => {
  await look(desk, 'update-found');
  await expect(desk.get('updates-now')).toHaveText('Version 0.2.0 is offered.');
  await expect(desk.get('updates-notes')).toContainText('The list keeps its place');
  await expect(desk.get('updates-notes').locator('mark')).toHaveText('⟨U+202E⟩');
  await desk.get('updates-install').focus();
  await desk.press('Enter');
  await expect(desk.get('updates-now')).toHaveText('Installed. Fermata starts again.');
  await expect(desk.page.locator('body')).toHaveAttribute('data-restarts', 'yes');
  await expect(desk.get('updates-install')).toHaveCount(0);
});

test('a package that is not rightly signed is not installed, in words that say so', async ({ desk }) => {
  await look(desk, 'update-forged');
  await desk.get('updates-install').click();
  await expect(desk.get('updates-wrong')).toContainText('not signed for this version');
  await expect(desk.get('updates-now')).toHaveText('Version 0.2.0 is offered.');
  await expect(desk.page.locator('body')).not.toHaveAttribute('data-restarts');
});

test('a server that does not answer is said not to, in German too', async ({ desk, page }) => {
  await speak(page, 'de');
  await look(desk, 'update-failed');
  await expect(desk.get('updates-wrong')).toContainText('antwortet nicht');
});

test('while a bar runs installing asks as quitting does, and staying installs nothing', async ({ desk }) => {
  await decided(desk);
  await desk.get('updates-install').click();
  await expect(desk.get('quit')).toContainText('1 decision is not signed yet');
  await expect(desk.get('quit-stay')).toBeFocused();
  await expect(desk.get('quit-drop')).toHaveCount(0);
  await desk.press('a', 'r', 'e');
  await desk.press('Escape');
  await expect(desk.get('quit')).toHaveCount(0);
  await desk.progress('bags', 'holding');
  await expect(desk.page.locator('body')).not.toHaveAttribute('data-restarts');
});

test('what is written and not sent is not lost by an update, whenever it is written', async ({ desk }) => {
  await look(desk, 'update-found');
  await desk.press('Escape');
  await desk.open('bags');
  await desk.press('m');
  await desk.page.keyboard.type('Asked the airline');
  await desk.get('settings').click();
  await desk.get('updates-install').click();
  await expect(desk.get('updates-wrong')).toContainText('Nothing was installed: something that you decided or wrote');
  await desk.press('Escape');
  await desk.get('note-text').fill('');
  await desk.freeze();
  await pull(desk, 'slow', 1000);
  await desk.get('settings').click();
  await desk.get('updates-install').click();
  await desk.press('Escape');
  await desk.get('note-text').fill('They will call back');
  await desk.pass(1100);
  await desk.get('settings').click();
  await expect(desk.get('updates-now')).toContainText('Something was decided or written meanwhile');
  await expect(desk.page.locator('body')).not.toHaveAttribute('data-restarts');
});

test('signing and installing waits until what was signed is delivered', async ({ desk }) => {
  await decided(desk);
  await desk.get('updates-install').click();
  await desk.get('quit-sign').click();
  await desk.pass(100);
  await expect(desk.get('quit')).toContainText('not delivered yet');
  await expect(desk.get('quit-sign')).toHaveCount(0);
  await expect(desk.page.locator('body')).not.toHaveAttribute('data-restarts');
  await desk.pass(2_000);
  await expect(desk.page.locator('body')).toHaveAttribute('data-restarts', 'yes');
  await expect(desk.get('quit')).toHaveCount(0);
  await expect(desk.get('updates-now')).toHaveText('Installed. Fermata starts again.');
});
