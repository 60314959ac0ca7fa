// Every screen and state of the page, and how it is reached. Pictures are taken of all, and all are judged for accessibility.

import type { Page } from '@playwright/test';
import { speak } from '../../e2e/speaking';
import { batch } from './batch';
import { deciding } from './deciding';
import { detail } from './detail';
import { editing } from './editing';
import { list } from './list';
import { settings } from './settings';
import { starting } from './starting';
import { together } from './together';
import type { Shot } from './shot';

export const shots: Shot[] = [...list, ...deciding, ...batch, ...editing, ...detail, ...together, ...settings, ...starting];

/** What a longer language changes most, and one from right to left. */
const spoken = new Set(['desk', 'desk-960', 'undo', 'reject', 'edit', 'help', 'settings', 'commands', 'keys', 'alarm', 'keychain-at-sign', 'first-run']);
export const inLanguages = (['de', 'qps'] as const).flatMap((language) => shots.filter(({ name }) => spoken.has(name)).map(({ main: _, ...shot }): Shot => ({ ...shot, name: `${shot.name}-${language}`, language })));

/** Opens the page in a shot's scene, language, size and text size, and goes where it shows what it is about. */
export async function show(page: Page, shot: Shot): Promise<void> {
  if (shot.language) await speak(page, shot.language);
  if (shot.size) await page.setViewportSize(shot.size);
  if (shot.text) await page.addInitScript((text) => localStorage.setItem('fermata.size', String(text)), shot.text);
  await page.goto(`/?scene=${shot.scene ?? 'day'}`);
  await page.evaluate(() => document.fonts.ready);
  await page.locator('main').or(page.getByTestId('loading')).first().waitFor();
  await shot.reach?.(page);
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
}
