import { expect, pull, test, type DeskPage } from './desk';

const opened = (desk: DeskPage): Promise<string | undefined> => desk.page.evaluate(() => document.body.dataset['opened']);

async function evidence(desk: DeskPage, key: string): Promise<void> {
  await desk.start();
  await desk.open(key);
  await desk.get('tab-evidence').click();
}

test('the subject’s link leads to a dialog that shows the host and the whole address, and the way back has the focus', async ({ desk }) => {
  await desk.start();
  await desk.open('ask');
  await desk.get('subject-link').focus();
  await desk.press('Enter');
  await expect(desk.get('outside-host')).toHaveText('desk.booking.example');
  await expect(desk.get('outside-url')).toHaveText('https://desk.booking.example/travellers/traveller-41190?tab=documents&from=agent');
  await expect(desk.get('outside')).toContainText('This leaves Fermata');
  await expect(desk.get('outside-cancel')).toBeFocused();
  await desk.press('Enter');
  await expect(desk.get('outside')).toHaveCount(0);
  await expect(desk.get('subject-link')).toBeFocused();
  expect(await opened(desk)).toBeUndefined();
});

test('only the button opens it, and the page stays where it is', async ({ desk }) => {
  await desk.start();
  await desk.open('ask');
  const before = desk.page.url();
  await desk.get('subject-link').click();
  await desk.get('outside-open').click();
  await expect(desk.get('outside-said')).toHaveText('Handed to your browser.');
  expect(await opened(desk)).toBe('https://desk.booking.example/travellers/traveller-41190?tab=documents&from=agent');
  expect(desk.page.url()).toBe(before);
});

test('a double press opens it once', async ({ desk }) => {
  await desk.start();
  await desk.open('ask');
  await desk.get('subject-link').click();
  await pull(desk, 'slow', 1000);
  await desk.get('outside-open').dblclick();
  await expect(desk.get('outside-open')).toHaveAttribute('aria-disabled', 'true');
  await desk.pass(1500);
  await expect(desk.get('outside-said')).toHaveText('Handed to your browser.');
  expect(await opened(desk)).toBe('https://desk.booking.example/travellers/traveller-41190?tab=documents&from=agent');
});

test('the link is copied as it would be opened', async ({ desk }) => {
  await desk.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await evidence(desk, 'ask');
  await desk.get('link').first().click();
  await desk.get('outside-copy').click();
  await expect(desk.get('outside-said')).toHaveText('Copied');
  expect(await desk.page.evaluate(() => navigator.clipboard.readText())).toBe('http://upload.xn--bcher-kva.example/p/41190?token=7f3a#photo');
});

test('an address in other letters, and one that is not encrypted, are told as such', async ({ desk }) => {
  await evidence(desk, 'ask');
  await desk.get('link').first().click();
  await expect(desk.get('outside-host')).toHaveText('upload.xn--bcher-kva.example');
  await expect(desk.get('outside-letters')).toHaveText('written as upload.bücher.example');
  await expect(desk.get('outside-plain')).toContainText('not encrypted');
});

test('an address that hides its host is refused with the reason and has no button to open it', async ({ desk }) => {
  await evidence(desk, 'ask');
  await desk.get('link').last().click();
  await expect(desk.get('outside-refused')).toContainText('A name or a password stands before its host.');
  await expect(desk.get('outside-open')).toHaveCount(0);
  await expect(desk.get('outside-copy')).toHaveCount(0);
  await desk.press('Escape');
  await expect(desk.get('outside')).toHaveCount(0);
});

test('no key decides while the dialog stands', async ({ desk }) => {
  await desk.start();
  await desk.open('cancel');
  await desk.seen();
  await desk.get('tab-evidence').click();
  await desk.get('link').first().click();
  await expect(desk.get('outside-host')).toHaveText('rules.example');
  await desk.press('a', 'r', 'j', 'Control+Enter');
  await desk.pass(1000);
  await expect(desk.get('undo')).toHaveCount(0);
  await expect(desk.get('reject-sign')).toHaveCount(0);
  await desk.press('Escape');
  await desk.isOpen('cancel');
});

test('what the agent says stays inert', async ({ desk }) => {
  await desk.start();
  await expect(desk.page.locator('main').locator('a')).toHaveCount(0);
  await expect(desk.get('link')).toHaveCount(0);
});

test('a picture is shown with its size and a name; one that can not be read is a sentence', async ({ desk }) => {
  await evidence(desk, 'ask');
  const [first, second] = [desk.get('picture').first(), desk.get('picture').nth(1)];
  const picture = first.getByRole('img', { name: 'Picture: Passport, page with the photo' });
  await expect(picture).toHaveAttribute('src', /^blob:/);
  expect(await picture.evaluate((node) => (node as HTMLImageElement).decode().then(() => (node as HTMLImageElement).naturalWidth))).toBe(640);
  await expect(first).toContainText('640 × 400 pixels');
  await expect(second).toHaveText('This picture is damaged and cannot be read to its end. Ask the agent for it again.');
  await expect(second.locator('img')).toHaveCount(0);
  await expect(desk.get('file').first()).toContainText('187,402 bytes · SHA-256 Wm0p');
});

test('a picture of a newer version is asked for once that is shown', async ({ desk }) => {
  await evidence(desk, 'ask');
  const picture = desk.get('picture').first();
  await expect(picture).toContainText('640 × 400 pixels');
  await pull(desk, 'change', 'esc-ask');
  await desk.page.getByRole('button', { name: 'Show the new version' }).click();
  await expect(picture).toContainText('641 × 400 pixels');
});

test('a PDF is never shown: it is saved and opened outside after a dialog, once', async ({ desk }) => {
  await evidence(desk, 'cabin');
  const file = desk.get('file');
  await expect(file).toContainText('84,211 bytes · SHA-256 q2Lr');
  await expect(desk.page.locator('main').locator('img, iframe, object, embed')).toHaveCount(0);
  await desk.get('open-file').click();
  await expect(desk.get('outside-file')).toHaveText('Card authorisation');
  await expect(desk.get('outside-cancel')).toBeFocused();
  await desk.get('outside-save').click();
  await expect(desk.get('outside-said')).toContainText('/home/nadia/Downloads/fermata-esc-cabin-2.pdf');
  await expect(desk.get('outside-save')).toHaveAttribute('aria-disabled', 'true');
});
