// Working with others: the team, comments and questions, and who is away.

import { pull } from '../../e2e/desk';
import { alive, open, type Shot } from './shot';

export const together: Shot[] = [
  { name: 'team', scene: 'in-a-team', main: true, reach: async (page) => {
    await alive(page);
    await pull({ page }, 'holds', 'esc-voucher', 'Kofi Mensah');
    await pull({ page }, 'assigns', 'esc-bags', 'Nadia Brandt', 'Ann Lindqvist');
    await pull({ page }, 'expire', 'esc-seats');
    await pull({ page }, 'decidedBy', 'esc-cancel', 'Tomás Ruiz');
    await page.getByTitle('Team', { exact: true }).click();
    await page.getByTestId('team-person').first().waitFor();
  } },
  { name: 'team-hand-over', scene: 'in-a-team', language: 'de', reach: async (page) => {
    await alive(page);
    await pull({ page }, 'assigns', 'esc-bags', 'Nadia Brandt', 'Ann Lindqvist');
    await page.getByTitle('Team', { exact: true }).click();
    await page.getByTestId('handover-open').click();
    await page.locator('[data-testid=handover-to][data-to=ann]').click();
    await page.getByTestId('handover-give').scrollIntoViewIfNeeded();
  } },
  { name: 'team-away', scene: 'in-a-team', main: true, reach: async (page) => {
    await alive(page);
    await page.evaluate(() => {
      globalThis.demo?.assigns('esc-bags', 'Ann Lindqvist', 'Kofi Mensah');
      globalThis.demo?.goes('Nadia Brandt', 'night-shift', 60 * 24 * 3);
      globalThis.demo?.goes('Ann Lindqvist', 'Nadia Brandt', 60 * 5);
    });
    await page.getByTitle('Team', { exact: true }).click();
    await page.getByTestId('own-away').scrollIntoViewIfNeeded();
  } },
  { name: 'team-going-away', scene: 'in-a-team', main: true, reach: async (page) => {
    await alive(page);
    await page.getByTitle('Team', { exact: true }).click();
    await page.getByTestId('go-away').click();
    await page.locator('[data-testid=away-time][data-to=other]').click();
    await page.getByTestId('away-date').fill('2026-12-03');
    await page.locator('[data-testid=away-to][data-to=kofi]').click();
    await page.getByTestId('away-say').scrollIntoViewIfNeeded();
  } },
  { name: 'team-going-away-german', scene: 'in-a-team', language: 'de', reach: async (page) => {
    await alive(page);
    await page.getByTitle('Team', { exact: true }).click();
    await page.getByTestId('go-away').click();
    await page.getByTestId('away-say').scrollIntoViewIfNeeded();
  } },
  { name: 'stands-in', scene: 'in-a-team', reach: async (page) => {
    await alive(page);
    await page.evaluate(() => {
      globalThis.demo?.assigns('esc-bags', 'Ann Lindqvist', 'Kofi Mensah');
      globalThis.demo?.assigns('esc-voucher', 'Kofi Mensah', 'Ann Lindqvist');
      globalThis.demo?.goes('Ann Lindqvist', 'Nadia Brandt', 60 * 24 * 3);
      globalThis.demo?.goes('Kofi Mensah', 'Ann Lindqvist', 60 * 5);
    });
    await open('bags')(page);
  } },
  { name: 'together', reach: async (page) => {
    await alive(page);
    await pull({ page }, 'holds', 'esc-refund', 'Kofi Mensah');
    await pull({ page }, 'approves', 'esc-refund', 'Kofi Mensah');
    await pull({ page }, 'reads', 'esc-voucher', 'Ann Lindqvist');
    await pull({ page }, 'reads', 'esc-seats', 'Ann Lindqvist');
    await pull({ page }, 'reads', 'esc-seats', 'Kofi Mensah');
    await pull({ page }, 'assigns', 'esc-cancel', 'Nadia Brandt', 'Ann Lindqvist');
    await pull({ page }, 'reads', 'esc-bags', 'Kofi Mensah');
    await open('bags', async () => {
      await page.keyboard.press('c');
      await page.getByTestId('holds').waitFor();
      await page.keyboard.press('q');
      await page.getByTestId('note-text').fill('Has she paid for a bag on an earlier trip?');
      await page.keyboard.press('Control+Enter');
      await page.getByTestId('said').waitFor();
      await pull({ page }, 'says', 'esc-bags', 'Kofi Mensah', 'I look it up: the older booking is in the archive, and the archive takes its time today.');
      await page.getByTestId('said').nth(1).waitFor();
      await page.getByTestId('said-card').scrollIntoViewIfNeeded();
    })(page);
  } },
  { name: 'together-960', size: { width: 960, height: 600 }, reach: async (page) => {
    await alive(page);
    await pull({ page }, 'holds', 'esc-bags', 'Kofi Mensah');
    await open('bags')(page);
  } },
  { name: 'comment', reach: open('bags', async (page) => {
    await page.keyboard.press('m');
    await page.getByTestId('note-text').fill('Gold members have two free bags, says the tariff.');
  }) },
  { name: 'ask', reach: open('bags', async (page) => {
    await page.keyboard.press('q');
    await page.getByTestId('note-text').fill('Is she a gold member?');
  }) },
  { name: 'assign', reach: open('bags', async (page) => {
    await page.keyboard.press('g');
    await page.getByTestId('note-to').first().click();
  }) },
  { name: 'assign-away', scene: 'in-a-team', reach: async (page) => {
    await alive(page);
    await pull({ page }, 'goes', 'Ann Lindqvist', 'Kofi Mensah', 60);
    await open('bags', async () => {
      await page.keyboard.press('g');
      await page.locator('[data-testid=note-to][data-to=ann]').click();
    })(page);
  } },
  { name: 'extend', reach: open('bags', async (page) => {
    await page.keyboard.press('t');
    await page.getByTestId('note-to').first().waitFor();
  }) },
  { name: 'comment-waits', scene: 'offline', reach: open('bags', async (page) => {
    await page.keyboard.press('m');
    await page.getByTestId('note-text').fill('Look at the second bag.');
    await page.keyboard.press('Control+Enter');
    await page.getByTestId('said').scrollIntoViewIfNeeded();
  }) },
  { name: 'note-history', reach: open('bags', async (page) => {
    await page.keyboard.press('c');
    await page.getByTestId('holds').waitFor();
    await page.keyboard.press('m');
    await page.getByTestId('note-text').fill('Gold members have two free bags, says the tariff.');
    await page.keyboard.press('Control+Enter');
    await page.getByTestId('said').waitFor();
    await page.keyboard.press('3');
    await page.getByTestId('event').last().scrollIntoViewIfNeeded();
  }) },
];
