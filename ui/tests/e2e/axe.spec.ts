// Every screen, judged by axe against WCAG 2.2 AA. A new screen is judged by being in the list.
//
// Each is judged in light, the main ones also in dark and in both with more contrast; all of them in every look where
// FERMATA_LOOKS is `all`, which takes minutes.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import { expect, test, type Page } from '@playwright/test';
import { show, shots } from '../screens/shots/index';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const levels = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
/** What depends on colours alone is judged in each look, the rest once. */
const everything: RunOptions = { runOnly: levels, rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] };
const colours: RunOptions = { runOnly: { type: 'rule', values: ['color-contrast'] }, resultTypes: ['violations'] };
const looks = [['light', false], ['dark', false], ['light', true], ['dark', true]] as const;
const all = process.env['FERMATA_LOOKS'] === 'all';

async function violations(page: Page, options: RunOptions): Promise<string[]> {
  const { violations } = await page.evaluate(async (run): Promise<AxeResults> => (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run(document, run), options);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, any, all, none }) => `${id} at ${target.join(' ')}: ${[...any, ...all, ...none].map(({ message }) => message).join('; ')}`));
}

for (const shot of [...shots, { name: 'tokens', tokens: true as const, main: true }]) {
  const judged = all || shot.main ? looks : looks.slice(0, 1);
  test(`${shot.name} keeps to WCAG 2.2 AA${judged === looks ? ' in every look' : ''}, and stands still`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    if ('tokens' in shot) await page.goto('/?tokens');
    else await show(page, shot);
    await page.evaluate(source);
    const found: string[] = [];
    for (const [theme, more] of judged) {
      await page.evaluate(([theme, more]) => {
        document.documentElement.dataset['theme'] = theme;
        if (more) document.documentElement.dataset['contrast'] = 'more';
        else delete document.documentElement.dataset['contrast'];
      }, [theme, more] as const);
      const first = theme === 'light' && !more;
      found.push(...(await violations(page, first ? everything : colours)).map((what) => `${theme}${more ? ', more contrast' : ''}: ${what}`));
    }
    expect(found).toEqual([]);
    const moving = await page.evaluate(() => document.getAnimations().filter((one) => Number(one.effect?.getComputedTiming().duration) > 1).length);
    expect(moving).toBe(0);
  });
}
