// What a shot is, and the first steps that many take.

import { expect, type Page } from '@playwright/test';

export type Shot = {
  name: string;
  scene?: string;
  language?: 'de' | 'qps';
  size?: { width: number; height: number };
  /** The text size in percent. */
  text?: number;
  /** Whether pictures of it are taken in more contrast too. */
  main?: true;
  reach?: (page: Page) => Promise<void>;
};

export const alive = async (page: Page): Promise<void> => void (await expect(page.getByTestId('approve').or(page.getByTestId('answer-send'))).not.toHaveAttribute('disabled'));
export const press = (keys: string[]) => async (page: Page) => {
  await alive(page);
  for (const key of keys) await page.keyboard.press(key);
};
export const open = (key: string, then?: (page: Page) => Promise<void>) => async (page: Page) => {
  await page.locator(`[data-esc=esc-${key}]`).click();
  await alive(page);
  await then?.(page);
};
