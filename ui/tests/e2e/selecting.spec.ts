import { expect, pull, test } from './desk';
import { run } from './selection';

test('X selects the open row, and the list says so in words', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('x');
  await expect(desk.row('bags').getByTestId('selected')).toHaveText('Selected.');
  await expect(desk.get('selection')).toContainText('1 selected');
  await expect(desk.get('for-selection')).toContainText('The keys decide about the one that is selected');
  await desk.isOpen('bags');
  await desk.press('x');
  await expect(desk.get('selection')).toHaveCount(0);
  await expect(desk.get('selected')).toHaveCount(0);
});

test('Shift X selects from the last one to the open one, and Escape clears', async ({ desk }) => {
  await desk.start('hundred');
  await run(desk, 0, 4);
  await expect(desk.get('selection')).toContainText('5 selected');
  await desk.press('Escape');
  await expect(desk.get('selected')).toHaveCount(0);
  await desk.isOpen('h4');
});

test('Ctrl and Shift with a click select and leave the open item open', async ({ desk }) => {
  await desk.start('hundred');
  await desk.isOpen('h0');
  await desk.row('h1').click({ modifiers: ['Control'] });
  await desk.row('h4').click({ modifiers: ['Shift'] });
  await expect(desk.get('selected')).toHaveCount(4);
  await desk.row('h2').click({ modifiers: ['Control'] });
  await expect(desk.get('selected')).toHaveCount(3);
  await desk.isOpen('h0');
});

test('no row moves when the first one is selected', async ({ desk }) => {
  await desk.start('hundred');
  const before = await desk.row('h1').boundingBox();
  await desk.row('h1').click({ modifiers: ['Control'] });
  await expect(desk.get('selection')).toBeVisible();
  expect(await desk.row('h1').boundingBox()).toEqual(before);
});

test('what others close drops out of the selection in words, and what arrives is not selected', async ({ desk }) => {
  await desk.start('hundred');
  await run(desk, 0, 2);
  await pull(desk, 'arrive', 'voucher', 20.5);
  await desk.get('arrivals').waitFor();
  await desk.press('v');
  await desk.row('voucher-new').waitFor();
  await expect(desk.get('selection')).toContainText('3 selected');
  await pull(desk, 'decidedBy', 'esc-h1', 'Kofi Mensah');
  await expect(desk.get('selection')).toContainText('2 selected');
  await expect(desk.get('dropped')).toContainText('No longer selected: Add 2 checked bags');
  await expect(desk.get('dropped')).toContainText('Rejected.');
});

test('the keys are dead for a moment when others empty the selection under the finger', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.seen();
  await desk.row('voucher').click({ modifiers: ['Control'] });
  await expect(desk.get('for-selection')).toHaveCount(1);
  await desk.freeze();
  await pull(desk, 'decidedBy', 'esc-voucher', 'Kofi Mensah');
  await desk.pass(50);
  await expect(desk.get('for-selection')).toHaveCount(0);
  await desk.press('a');
  await desk.pass(50);
  await expect(desk.get('undo')).toHaveCount(0);
  await desk.isOpen('bags');
});

test('what was decided can not be selected', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('a');
  await desk.isOpen('voucher');
  await desk.row('bags').click({ modifiers: ['Control'] });
  await expect(desk.get('selected')).toHaveCount(0);
});
