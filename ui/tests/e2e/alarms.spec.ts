import { expect, pull, test } from './desk';
import { speak } from './speaking';

test('what ran instead stands first in the inbox, beside what was approved, and is put away by hand', async ({ desk }) => {
  await desk.start('alarms');
  const rows = desk.get('list').locator('li');
  await expect(desk.get('list').getByRole('heading').first()).toContainText('Needs looking at');
  await expect(rows.nth(0).getByTestId('row-alarm')).toHaveText('something else ran');
  await desk.isOpen('cabin');
  await expect(desk.get('alarm')).toHaveAttribute('data-kind', 'executed_other');
  await expect(desk.get('alarm')).toContainText('Stop airline-agent');
  const differing = desk.page.locator('[data-testid=alarm-line][data-differs=true]');
  await expect(differing).toHaveCount(2);
  await expect(differing.filter({ hasText: 'Charged' })).toContainText('1,240.00 USD');
  await expect(differing.filter({ hasText: 'Charged' })).toContainText('12,400.00 USD');
  await desk.get('alarm-looked').click();
  await expect(desk.get('alarm')).toHaveCount(0);
  await expect(desk.row('cabin')).toHaveCount(0);
  await desk.page.getByTitle('Decided', { exact: true }).click();
  await desk.row('cabin').click();
  await expect(desk.get('alarm-past')).toContainText('you looked at it');
});

test('from an outcome to look at, its source is stopped by the sheet that stops anything', async ({ desk }) => {
  await desk.start('alarms');
  await desk.isOpen('cabin');
  await desk.get('alarm-stop').click();
  await expect(desk.page.locator('[data-testid=stop-scope][data-scope=esc]')).toHaveCount(0);
  await desk.page.locator('[data-testid=stop-scope][data-scope=source]').click();
  await desk.get('stop-sign').click();
  await expect(desk.get('halt')).toContainText('Source airline-agent is stopped');
  await expect(desk.get('alarm')).toHaveCount(1);
});

test('the source’s own words are fenced, and what is not run says until when it may be', async ({ desk }) => {
  await desk.start('alarms');
  await desk.row('bags').click();
  await expect(desk.get('alarm')).toContainText('The source says: payment provider: 504 after 30 s');
  await desk.row('voucher').click();
  await expect(desk.get('alarm')).toContainText('Nothing ran, as far as the log says');
});

test('one that comes while another is open goes to the top, is announced, and moves nothing', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await pull(desk, 'raise', 'esc-cancel', 'failed');
  await expect(desk.get('row').first()).toHaveAttribute('data-esc', 'esc-cancel');
  await desk.isOpen('bags');
  await expect(desk.get('announcement')).toContainText('Needs looking at');
});

test('in German the desk’s sentences are German, with nothing left to unfold in another language', async ({ desk, page }) => {
  await speak(page, 'de');
  await desk.start('alarms');
  for (const [key, kind, said] of [
    ['cabin', 'executed_other', 'Laut Vertrag macht restore_booking es innerhalb von 24 Stunden rückgängig.'],
    ['bags', 'failed', 'airline-agent meldet, dass dies lief und fehlschlug.'],
    ['voucher', 'not_run', 'Sehen Sie nach, ob airline-agent läuft.'],
  ] as const) {
    await desk.row(key).click();
    const alarm = desk.get('alarm');
    await expect(alarm).toHaveAttribute('data-kind', kind);
    await expect(alarm).toContainText(said);
    await expect(alarm.locator('details')).toHaveCount(0);
    await expect(alarm).not.toContainText(/\b(the|reports|undoes|runs)\b/);
  }
  await desk.get('alarm-looked').click();
  await page.getByTitle('Entschieden', { exact: true }).click();
  await desk.row('voucher').click();
  const past = desk.get('alarm-past');
  await past.locator('summary').click();
  await expect(past).toContainText('Bis 2026-11-22 18:00 UTC kann dies noch ausgeführt werden');
  await expect(past.locator('details')).toHaveCount(0);
});
