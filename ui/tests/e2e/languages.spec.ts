import { sceneNames } from '../../src/ipc/demo/scenes';
import { expect, pull, test, type DeskPage } from './desk';
import { overflowing, plainWords, speak } from './speaking';

const shown = (desk: DeskPage) => desk.get('approve').or(desk.get('failed')).or(desk.get('first-run')).or(desk.get('loading')).or(desk.get('empty')).or(desk.get('outcome')).or(desk.get('decisions-off')).first();

test.describe('in German', () => {
  test.use({ locale: 'de-DE', viewport: { width: 960, height: 600 } });

  test('the desk is walked: open, approve, reject, help, settings', async ({ desk }) => {
    await desk.start();
    await expect(desk.page.locator('html')).toHaveAttribute('lang', 'de');
    await desk.open('bags');
    await expect(desk.get('approve')).toContainText('Freigeben');
    expect(await overflowing(desk.page)).toEqual([]);
    await desk.press('a');
    await expect(desk.get('undo')).toContainText('Rückgängig');
    await desk.press('u');
    await expect(desk.get('undo')).toHaveCount(0);
    await desk.open('bags');
    await desk.press('r');
    await expect(desk.get('reject-sign')).toContainText('Jetzt ablehnen');
    await expect(desk.get('reject-sign').locator('kbd')).toHaveText('Strg ↵');
    expect(await overflowing(desk.page)).toEqual([]);
    await desk.press('Escape', '?');
    await expect(desk.get('help')).toContainText('Nächster Vorgang');
    expect(await overflowing(desk.page)).toEqual([]);
    await desk.press('Escape');
    await desk.get('settings').click();
    await expect(desk.page.getByRole('radiogroup', { name: 'Sprache' }).getByRole('radio', { checked: true })).toHaveText('System');
    expect(await overflowing(desk.page)).toEqual([]);
  });

  test('editing, stopping and the other sheets fit', async ({ desk }) => {
    test.slow();
    await desk.start();
    for (const key of ['e', 'h', 'm', 'q', 'g', 't']) {
      await desk.open('bags');
      await desk.press(key);
      expect(await overflowing(desk.page), key).toEqual([]);
      await desk.press('Escape');
    }
  });

  test('money and moments are written as German does', async ({ desk }) => {
    await desk.start();
    await expect(desk.page.getByTestId('field').filter({ hasText: 'USD' }).first()).toContainText('1.240,00 USD');
    await expect(desk.get('expires')).toHaveText(/^Noch \d:\d\d$/);
  });

  test('an error that is English alone is led by German, and stands among the details', async ({ desk }) => {
    await desk.start('keychain-locked');
    await expect(desk.get('failed')).toContainText('Der Schlüsselbund des Systems fehlt oder ist gesperrt.');
    await desk.page.getByText('Einzelheiten').click();
    await expect(desk.get('failed')).toContainText('The system keychain is locked.');
  });

  test('why nothing is decided here is said in German, with its facts', async ({ desk }) => {
    await desk.start('revoked');
    await desk.row('bags').click();
    await expect(desk.get('decisions-off')).toContainText('Dieses Gerät wurde durch Version 8 von der Teamliste gestrichen, mit Wirkung vom 23.11., 10:58 Uhr:');
    await expect(desk.page.locator('main')).not.toContainText('team list');
  });
});

test('the language is chosen in the settings, and stays', async ({ desk }) => {
  // Three pages are loaded.
  test.slow();
  await desk.start();
  await desk.get('settings').click();
  await desk.get('language-de').click();
  await expect(desk.page.locator('html')).toHaveAttribute('lang', 'de');
  await desk.page.reload();
  await expect(desk.get('approve')).toContainText('Freigeben (halten)');
  await desk.get('settings').click();
  await desk.get('language-system').click();
  await expect(desk.page.locator('html')).toHaveAttribute('lang', 'en');
});

test('another language waits until what was written is sent or gone', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.press('r');
  await desk.get('reject-message').fill('Gold members have two free bags.');
  await desk.open('voucher');
  await desk.get('settings').click();
  await expect(desk.get('language-de')).toBeDisabled();
  await desk.open('bags');
  await desk.press('r');
  await desk.get('reject-message').fill('');
  await desk.get('settings').click();
  await expect(desk.get('language-de')).toBeEnabled();
});

test.describe('in English made strange, from right to left', () => {
  test.beforeEach(({ page }) => speak(page, 'qps'));

  for (const scene of sceneNames) {
    test(`every word of the page in ${scene} is out of a catalogue`, async ({ desk }) => {
      await desk.start(scene);
      await expect(desk.page.locator('html')).toHaveAttribute('dir', 'rtl');
      await expect(shown(desk)).toBeVisible();
      expect(await plainWords(desk.page)).toEqual([]);
    });
  }

  test('so is every word of forms, tabs and dialogs', async ({ desk }) => {
    test.slow();
    await desk.start();
    const words = async (of: string): Promise<void> => expect(await plainWords(desk.page), of).toEqual([]);
    for (const key of ['e', 'r', 'h', 'm', 'q', 'g', 't', '2', '3', '4', '?']) {
      await desk.open('bags');
      await desk.press(key);
      await words(key);
      await desk.press('Escape');
    }
    await desk.open('refund');
    await desk.press('a');
    await words('confirm');
    await desk.press('Escape');
    await desk.open('ask');
    await words('a question');
    await desk.get('settings').click();
    await words('settings');
    await desk.get('identity-open').click();
    await words('identity');
    await desk.press('Escape');
    await desk.open('bags');
    await desk.press('a', 'Control+q');
    await words('quit');
  });

  test('ids, code and amounts run from left to right', async ({ desk }) => {
    await desk.start();
    await desk.press('5');
    await expect(desk.page.getByRole('tabpanel').locator('.mono').first()).toBeVisible();
    const directions = await desk.page.locator('.mono').evaluateAll((all) => all.map((one) => getComputedStyle(one).direction));
    expect(new Set(directions)).toEqual(new Set(['ltr']));
    const amount = desk.page.locator('.money bdi').first();
    await expect(amount).toHaveText('1,240.00 USD');
    expect(await amount.evaluate((node) => getComputedStyle(node).unicodeBidi)).toBe('isolate');
  });

  test('the next tab is on the left', async ({ desk }) => {
    await desk.start();
    await desk.get('tab-conversation').focus();
    await desk.press('ArrowLeft');
    await expect(desk.get('tab-evidence')).toHaveAttribute('aria-selected', 'true');
  });
});

test('in German too all that decides stands in one line', async ({ desk }) => {
  await speak(desk.page, 'de');
  await desk.start();
  for (const key of ['cabin', 'refund', 'bags']) {
    await desk.open(key);
    await expect(desk.get('unseen')).toBeEmpty();
    const tops = await desk.page.getByRole('toolbar').getByRole('button').evaluateAll((buttons) => buttons.map((button) => Math.round(button.getBoundingClientRect().top + button.getBoundingClientRect().height / 2)));
    expect(Math.max(...tops) - Math.min(...tops), `${key}: ${tops}`).toBeLessThan(3);
  }
});

for (const language of ['en', 'de'] as const) {
  test(`the desk is told that the page speaks ${language}, for what is said outside of it`, async ({ desk, page }) => {
    if (language === 'de') await speak(page, language);
    await desk.start();
    expect(await pull(desk, 'language')).toBe(language);
  });
}
