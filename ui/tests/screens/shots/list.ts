// The list: the desk itself, what arrives, what is snoozed, and what is searched for.

import { pull } from '../../e2e/desk';
import { alive, open, press, type Shot } from './shot';

export const list: Shot[] = [
  { name: 'desk', main: true, reach: alive },
  { name: 'desk-1600', size: { width: 1600, height: 1000 }, reach: alive },
  { name: 'desk-960', size: { width: 960, height: 600 }, reach: alive },
  { name: 'desk-text-150', text: 150, reach: alive },
  { name: 'desk-text-200', text: 200, reach: alive },
  { name: 'desk-text-200-960', text: 200, size: { width: 960, height: 600 }, reach: alive },
  { name: 'arrivals', main: true, scene: 'many', reach: async (page) => {
    await alive(page);
    await pull({ page }, 'flood', 47, 0, 6);
    await page.getByTestId('arrivals').waitFor();
    await page.getByTestId('list').evaluate((list) => list.scrollTo(0, 1_500));
    await page.getByTestId('list').evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
  } },
  { name: 'arrivals-urgent', size: { width: 960, height: 600 }, reach: async (page) => {
    await alive(page);
    await pull({ page }, 'flood', 3, 0, 1);
    await page.getByTestId('arrivals').waitFor();
  } },
  { name: 'snooze', main: true, reach: open('voucher', press(['s'])) },
  { name: 'snooze-960', size: { width: 960, height: 600 }, reach: open('voucher', press(['s'])) },
  { name: 'snooze-german', language: 'de', reach: open('voucher', press(['s'])) },
  { name: 'snoozed', reach: open('voucher', async (page) => {
    await press(['s', '1'])(page);
    await page.getByTestId('undo-snooze').waitFor();
    await alive(page);
  }) },
  { name: 'snoozed-list', reach: open('voucher', async (page) => {
    await press(['s', '1'])(page);
    await page.getByTitle('Snoozed', { exact: true }).click();
    await page.getByTestId('put-off').waitFor();
    await alive(page);
  }) },
  { name: 'second-person', reach: async (page) => {
    await alive(page);
    await pull({ page }, 'approves', 'esc-refund', 'Kofi Mensah');
    await page.getByTitle('Needs a second person', { exact: true }).click();
    await page.getByTestId('stand').waitFor();
  } },
  { name: 'mine-empty', reach: async (page) => {
    await alive(page);
    await page.getByTitle('Mine', { exact: true }).click();
    await page.getByTestId('empty').waitFor();
  } },
  { name: 'search', main: true, reach: async (page) => {
    await alive(page);
    await page.keyboard.press('/');
    await page.getByTestId('search').fill('tarmac risk:low,medium,high');
    await page.getByTestId('excerpt').waitFor();
  } },
  { name: 'search-offers', reach: async (page) => {
    await alive(page);
    await page.keyboard.press('/');
    await page.getByTestId('search').fill('s');
    await page.keyboard.press('ArrowDown');
    await page.getByTestId('search-offers').waitFor();
  } },
  { name: 'search-none', reach: async (page) => {
    await alive(page);
    await page.keyboard.press('/');
    await page.getByTestId('search').fill('zeppelin risk:hihg');
    await page.getByTestId('empty').waitFor();
  } },
  { name: 'search-saved', reach: async (page) => {
    await alive(page);
    await page.keyboard.press('/');
    await page.getByTestId('search').fill('risk:low,medium');
    await page.getByTestId('search-save').click();
    await page.getByTestId('search-name').fill('Easy ones');
    await page.keyboard.press('Enter');
    await page.getByTitle('Easy ones', { exact: true }).getByText(/\d/).waitFor();
  } },
];
