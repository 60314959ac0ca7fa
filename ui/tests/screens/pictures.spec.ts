import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { inLanguages, show, shots } from './shots/index';

const folder = join(import.meta.dirname, '../../../target/screens/page');
mkdirSync(folder, { recursive: true });

test('the tokens', async ({ page }) => {
  await page.setViewportSize({ width: 1640, height: 4600 });
  await page.goto('/?tokens');
  await page.evaluate(() => document.fonts.ready);
  await expect(page.getByTestId('notice').first()).toBeVisible();
  await page.screenshot({ path: join(folder, 'tokens.png') });
});

for (const look of ['light', 'dark', 'light-contrast', 'dark-contrast']) {
  const contrast = look.endsWith('contrast');
  for (const shot of [...shots, ...inLanguages].filter(({ main }) => main || !contrast)) {
    test(`${shot.name} in ${look}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: look.startsWith('dark') ? 'dark' : 'light', contrast: contrast ? 'more' : 'no-preference', reducedMotion: 'reduce' });
      await show(page, shot);
      await page.screenshot({ path: join(folder, `${shot.name}-${look}.png`) });
    });
  }
}
