// What stands in an item: its tabs, its evidence, what is masked, and what leads outside.

import { alive, open, press, type Shot } from './shot';

export const detail: Shot[] = [
  { name: 'masked', scene: 'masked', reach: open('voucher') },
  { name: 'masked-raw', scene: 'masked', reach: open('voucher', async (page) => {
    await page.getByTestId('tab-raw').click();
    await page.getByRole('tabpanel').scrollIntoViewIfNeeded();
  }) },
  { name: 'outside', main: true, reach: open('ask', async (page) => {
    await page.getByTestId('subject-link').click();
    await page.getByTestId('outside-url').waitFor();
  }) },
  { name: 'outside-letters', reach: open('ask', async (page) => {
    await page.getByTestId('tab-evidence').click();
    await page.getByTestId('link').first().click();
    await page.getByTestId('outside-letters').waitFor();
  }) },
  { name: 'outside-refused', language: 'de', reach: open('ask', async (page) => {
    await page.getByTestId('tab-evidence').click();
    await page.getByTestId('link').last().click();
    await page.getByTestId('outside-refused').waitFor();
  }) },
  { name: 'evidence-picture', size: { width: 1280, height: 1100 }, reach: open('ask', async (page) => {
    await page.getByTestId('tab-evidence').click();
    await page.getByTestId('picture').locator('img').waitFor();
    await page.getByTestId('evidence').last().scrollIntoViewIfNeeded();
  }) },
  { name: 'outside-file', reach: async (page) => {
    await press(['2'])(page);
    await page.getByTestId('open-file').click();
    await page.getByTestId('outside-file').waitFor();
    await page.getByTestId('outside-save').click();
    await page.getByText('/home/nadia/Downloads').waitFor();
  } },
  { name: 'evidence', reach: async (page) => {
    await press(['2'])(page);
    await page.getByTestId('tab-evidence').scrollIntoViewIfNeeded();
    await page.getByTestId('evidence').last().scrollIntoViewIfNeeded();
  } },
  { name: 'history', reach: async (page) => {
    await press(['4'])(page);
    await page.getByTestId('event').last().scrollIntoViewIfNeeded();
  } },
  { name: 'saved-evidence', reach: open('bags', async (page) => {
    await page.getByTestId('tab-raw').click();
    await page.getByTestId('save-evidence').click();
    await page.getByTestId('saved-evidence').scrollIntoViewIfNeeded();
  }) },
  { name: 'raw', reach: async (page) => {
    await press(['5'])(page);
    await page.getByRole('tabpanel').scrollIntoViewIfNeeded();
    await page.locator('#detail').evaluate((node) => node.scrollTo(0, node.scrollHeight));
  } },
  { name: 'conversation', reach: async (page) => {
    await alive(page);
    await page.locator('#detail').evaluate((node) => node.scrollTo(0, node.scrollHeight));
  } },
  { name: 'trace', reach: open('cabin', async (page) => {
    await page.getByTestId('tab-trace').click();
    await page.getByTestId('span').nth(5).locator('button').click();
    await page.getByTestId('span').last().scrollIntoViewIfNeeded();
  }) },
  { name: 'evidence-tree', reach: open('cancel', async (page) => {
    await page.getByTestId('tab-evidence').click();
    await page.getByTestId('fold').nth(1).click();
    await page.getByTestId('evidence').first().scrollIntoViewIfNeeded();
  }) },
  { name: 'evidence-markdown', reach: open('cancel', async (page) => {
    await page.getByTestId('tab-evidence').click();
    await page.getByTestId('evidence').last().scrollIntoViewIfNeeded();
  }) },
  { name: 'blind', scene: 'blind', reach: open('refund') },
  { name: 'leaned', scene: 'blind', reach: open('refund', async (page) => {
    await page.keyboard.press('n');
    await page.getByTestId('leaned').waitFor();
  }) },
  { name: 'alarm', main: true, scene: 'alarms', reach: async (page) => void (await page.getByTestId('alarm').waitFor()) },
  { name: 'alarm-failed', scene: 'alarms', reach: async (page) => {
    await page.locator('[data-esc=esc-bags]').click();
    await page.locator('[data-kind=failed][data-testid=alarm]').waitFor();
  } },
  { name: 'alarm-looked', scene: 'alarms', reach: async (page) => {
    await page.getByTestId('alarm-looked').click();
    await page.getByTestId('alarm-past').click();
  } },
];
