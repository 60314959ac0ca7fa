// Every screen and state of the page, and how it is reached. Pictures are taken of all, and all are judged for accessibility.

import { expect, type Page } from '@playwright/test';
import { pull } from '../e2e/desk';
import { speak } from '../e2e/speaking';

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

const alive = async (page: Page): Promise<void> => void (await expect(page.getByTestId('approve').or(page.getByTestId('answer-send'))).not.toHaveAttribute('disabled'));
const press = (keys: string[]) => async (page: Page) => {
  await alive(page);
  for (const key of keys) await page.keyboard.press(key);
};
const open = (key: string, then?: (page: Page) => Promise<void>) => async (page: Page) => {
  await page.locator(`[data-esc=esc-${key}]`).click();
  await alive(page);
  await then?.(page);
};

/** Looks for an update, and installs it where that says more. */
const update = (what: 'none' | 'found' | 'failed' | 'forged' | 'installed') => async (page: Page) => {
  await alive(page);
  await page.getByTestId('settings').click();
  await page.getByTestId('updates-look').click();
  if (what === 'forged' || what === 'installed') await page.getByTestId('updates-install').click();
  const last = { none: 'updates-now', found: 'updates-install', failed: 'updates-wrong', forged: 'updates-wrong', installed: 'updates-now' }[what];
  await page.getByTestId(last).scrollIntoViewIfNeeded();
};

/** Opens one of the hundred and selects from there by keys. */
const select = (from: number, more: number, key?: string, then?: (page: Page) => Promise<void>) => async (page: Page) => {
  await open(`h${from}`)(page);
  await page.keyboard.press('x');
  for (let n = 0; n < more; n++) await page.keyboard.press('j');
  await page.keyboard.press('Shift+X');
  await page.getByTestId('selection').waitFor();
  if (key === undefined) return;
  await page.keyboard.press(key);
  await expect(page.getByTestId('batch-sign')).not.toHaveAttribute('disabled');
  await then?.(page);
};

export const shots: Shot[] = [
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
  { name: 'critical', main: true, reach: open('refund') },
  { name: 'confirm', reach: open('refund', async (page) => {
    await page.keyboard.press('a');
    await page.getByTestId('confirm-input').fill('9R');
  }) },
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
  { name: 'settings-notices', main: true, reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('notices-quiet').click();
    await page.getByTestId('quiet-from').scrollIntoViewIfNeeded();
  } },
  { name: 'settings-notices-german', language: 'de', reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('notices-quiet').click();
    await page.getByTestId('quiet-from').scrollIntoViewIfNeeded();
  } },
  { name: 'settings-shortcut', reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('shortcut-super_j').click();
    await page.getByTestId('shortcut-error').scrollIntoViewIfNeeded();
  } },
  { name: 'settings-wayland', scene: 'wayland', language: 'de', reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('shortcut-impossible').scrollIntoViewIfNeeded();
  } },
  ...(['none', 'found', 'failed', 'forged', 'installed'] as const).flatMap((what): Shot[] => (['en', 'de'] as const).map((language) => ({ name: `update-${what}${language === 'de' ? '-german' : ''}`, scene: `update-${what}`, ...(language === 'de' && { language }), reach: update(what) }))),
  { name: 'update-off', reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('updates-off').scrollIntoViewIfNeeded();
  } },
  { name: 'update-unsent', scene: 'update-found', reach: open('bags', async (page) => {
    await page.getByTestId('settings').click();
    await page.getByTestId('updates-look').click();
    await page.keyboard.press('Escape');
    await press(['a'])(page);
    await page.getByTestId('undo').waitFor();
    await page.getByTestId('settings').click();
    await page.getByTestId('updates-install').click();
    await page.getByTestId('quit-sign').waitFor();
  }) },
  { name: 'diagnostics', reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('diagnostics-open').click();
    await page.getByTestId('diagnostics-save').click();
    await page.getByTestId('diagnostics-saved').waitFor();
  } },
  { name: 'diagnostics-960', language: 'de', size: { width: 960, height: 600 }, reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('diagnostics-open').click();
    await page.getByTestId('diagnostics-save').waitFor();
  } },
  { name: 'undo', reach: open('bags', async (page) => {
    await page.keyboard.press('a');
    await page.getByTestId('undo').waitFor();
    await alive(page);
  }) },
  { name: 'quit', reach: open('bags', async (page) => {
    await page.keyboard.press('a');
    await page.getByTestId('undo').waitFor();
    await page.keyboard.press('Control+q');
    await page.getByTestId('quit').waitFor();
  }) },
  { name: 'unseen', reach: open('long') },
  { name: 'question', reach: open('ask') },
  { name: 'no-confidence', reach: open('seats') },
  { name: 'reject', main: true, reach: open('bags', async (page) => {
    await page.keyboard.press('r');
    await page.getByTestId('reject-sign').waitFor();
  }) },
  { name: 'reject-message', reach: open('bags', async (page) => {
    await page.keyboard.press('r');
    await page.keyboard.press('2');
    await page.getByTestId('reject-message').fill('Gold members have two free bags. Add them without a charge.');
  }) },
  { name: 'replies', reach: open('bags', async (page) => {
    await page.keyboard.press('r');
    await page.getByTestId('reject-message').fill('Two bags are free for gold members.');
    await page.getByTestId('replies-open').click();
    await page.getByTestId('reply').first().waitFor();
  }) },
  { name: 'selection', scene: 'hundred', reach: select(0, 2) },
  { name: 'selection-dropped', scene: 'hundred', reach: async (page) => {
    await select(0, 3)(page);
    await pull({ page }, 'decidedBy', 'esc-h1', 'Kofi Mensah');
    await page.getByTestId('dropped').waitFor();
  } },
  { name: 'batch', main: true, scene: 'hundred', reach: select(0, 5, 'a') },
  { name: 'batch-long', scene: 'hundred', reach: select(13, 11, 'a') },
  { name: 'batch-960', scene: 'hundred', size: { width: 960, height: 600 }, reach: select(13, 4, 'a') },
  { name: 'batch-misfits', scene: 'hundred', reach: select(7, 5, 'a') },
  { name: 'batch-left-out', scene: 'hundred', reach: select(0, 4, 'a', async (page) => {
    await pull({ page }, 'change', 'esc-h1');
    await pull({ page }, 'decidedBy', 'esc-h3', 'Kofi Mensah');
    await expect(page.locator('[data-left=true]')).toHaveCount(2);
  }) },
  { name: 'batch-undo', scene: 'hundred', reach: select(0, 5, 'a', async (page) => {
    await page.keyboard.press('a');
    await page.getByTestId('undo').waitFor();
    await alive(page);
  }) },
  { name: 'batch-failed', scene: 'hundred', reach: select(0, 5, 'a', async (page) => {
    await pull({ page }, 'race', 'esc-h1', 'Kofi Mensah');
    await page.keyboard.press('a');
    await page.getByTestId('batch-result').waitFor();
    await alive(page);
  }) },
  { name: 'batch-reject', scene: 'hundred', reach: select(0, 5, 'r') },
  { name: 'edit', reach: press(['e']) },
  { name: 'edit-changed', main: true, size: { width: 1440, height: 1000 }, reach: async (page) => {
    await press(['e'])(page);
    await page.locator('[data-testid=edit-input][data-pointer="/cabin"]').selectOption('comfort');
    await page.locator('[data-testid=edit-input][data-pointer="/flights/1/number"]').fill('NW490');
    await page.locator('[data-testid=edit-input][data-pointer="/charge"]').fill('412.00 USD');
    await page.getByTestId('judged').waitFor();
    await page.getByTestId('judged').scrollIntoViewIfNeeded();
  } },
  { name: 'edit-error', reach: async (page) => {
    await press(['e'])(page);
    await page.locator('[data-testid=edit-input][data-pointer="/flights/0/number"]').fill('214');
    await page.getByRole('alert').first().waitFor();
  } },
  { name: 'edit-json', reach: async (page) => {
    await press(['e'])(page);
    await page.getByTestId('edit-mode').click();
  } },
  { name: 'masked', scene: 'masked', reach: open('voucher') },
  { name: 'masked-raw', scene: 'masked', reach: open('voucher', (page) => page.keyboard.press('4')) },
  { name: 'before-after', reach: open('seats') },
  { name: 'changes-record', main: true, reach: open('seats', async (page) => page.getByTestId('record').scrollIntoViewIfNeeded()) },
  { name: 'changes-inline', size: { width: 1280, height: 1000 }, reach: open('seats', async (page) => {
    await page.getByTestId('diff-form').click();
    await page.getByTestId('diff-kept').click();
    await page.getByTestId('record').scrollIntoViewIfNeeded();
  }) },
  { name: 'changes-960-german', language: 'de', size: { width: 960, height: 600 }, reach: open('seats', async (page) => page.getByTestId('record').scrollIntoViewIfNeeded()) },
  { name: 'edited', reach: open('bags', async (page) => {
    await expect(page.getByTestId('approve')).toHaveAttribute('aria-disabled', 'false');
    await press(['e'])(page);
    await page.locator('[data-testid=edit-input][data-pointer="/charge"]').fill('45.00 USD');
    await page.getByTestId('draft-changes').waitFor();
    await page.getByTestId('edit-submit').click();
    await page.getByTestId('undo').waitFor();
    await page.getByTestId('undo').waitFor({ state: 'detached' });
    await page.getByTitle('Decided', { exact: true }).click();
    await page.getByTestId('row').first().click();
    await page.getByTestId('edited').waitFor();
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
  { name: 'help', reach: press(['?']) },
  { name: 'settings', main: true, reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
  } },
  { name: 'settings-text-200', text: 200, reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
  } },
  { name: 'identity', reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('identity-open').click();
    await page.locator('[data-kid=k-5TzKd1Wc]').getByTestId('retire').click();
  } },
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
  { name: 'identity-team', scene: 'in-a-team', reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('identity-open').click();
    await page.getByTestId('retire').first().click();
  } },
  { name: 'revoked', scene: 'revoked', reach: async (page) => void (await page.getByTestId('decisions-off').waitFor()) },
  { name: 'bad-link', reach: async (page) => {
    await alive(page);
    await pull({ page }, 'opened', 'fermata://approve/x');
    await page.getByTestId('link-error').waitFor();
  } },
  { name: 'decided-by-other', reach: async (page) => {
    await open('bags')(page);
    await page.keyboard.press('r');
    await page.getByTestId('reject-message').fill('Gold members have two free bags.');
    await pull({ page }, 'decidedBy', 'esc-bags', 'Kofi Mensah');
    await page.getByTestId('kept').waitFor();
  } },
  { name: 'stop', reach: open('bags', async (page) => {
    await page.keyboard.press('h');
    await page.getByTestId('stop-reason').fill('It doubles every charge since ten.');
  }) },
  { name: 'stopped', reach: open('bags', async (page) => {
    await page.keyboard.press('h');
    await page.getByTestId('stop-reason').fill('It doubles every charge since ten.');
    await page.keyboard.press('Control+Enter');
    await page.getByTestId('halt').waitFor();
  }) },
  { name: 'stopped-everything', reach: open('bags', async (page) => {
    await page.keyboard.press('h');
    await page.locator('[data-testid=stop-scope][data-scope=all]').click();
    await page.getByTestId('stop-sign').click();
    await page.getByTestId('halt').waitFor();
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
  { name: 'commands', main: true, reach: open('bags', press(['Control+k'])) },
  { name: 'commands-found', reach: open('bags', async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByTestId('command-input').fill('ca');
  }) },
  { name: 'commands-none', reach: open('bags', async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByTestId('command-input').fill('zzz');
  }) },
  { name: 'commands-text-200', text: 200, reach: open('bags', press(['Control+k'])) },
  { name: 'commands-approve', reach: open('bags', async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByTestId('command-input').fill('approve');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('approve')).toBeFocused();
  }) },
  { name: 'keys', main: true, reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('keys-open').click();
    await page.locator('[data-testid=key-line][data-action=edit]').getByTestId('key-off').click();
    await page.locator('[data-testid=key-line][data-action=stop]').getByTestId('key-change').click();
  } },
  { name: 'keys-refused', reach: async (page) => {
    await alive(page);
    await page.getByTestId('settings').click();
    await page.getByTestId('keys-open').click();
    await page.locator('[data-testid=key-line][data-action=approve]').getByTestId('key-change').click();
    await page.keyboard.press('r');
    await page.getByTestId('key-refused').waitFor();
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
  { name: 'withdrawn', reach: open('bags', async (page) => {
    await pull({ page }, 'withdraw', 'esc-bags', 'The traveller changed her mind at the desk.');
    await page.getByTestId('outcome').waitFor();
  }) },
  { name: 'answered', reach: open('bags', async (page) => {
    await pull({ page }, 'answers', 'esc-bags', 'voucher');
    await page.getByTestId('linked').scrollIntoViewIfNeeded();
  }) },
  { name: 'expired', reach: open('bags', async (page) => {
    await pull({ page }, 'expire', 'esc-bags');
    await page.getByTestId('outcome').waitFor();
  }) },
  { name: 'changed', reach: open('bags', async (page) => {
    await pull({ page }, 'change', 'esc-bags');
    await page.getByRole('alert').waitFor();
  }) },
  { name: 'keychain-at-sign', scene: 'keychain', reach: open('bags', async (page) => {
    await page.keyboard.press('a');
    await page.getByTestId('notice').waitFor();
  }) },
  { name: 'decided', reach: async (page) => {
    await open('cancel')(page);
    await page.keyboard.press('r');
    await page.keyboard.press('Control+Enter');
    await page.getByTitle('Decided', { exact: true }).click();
    await page.getByTestId('row').first().click();
    await page.getByTestId('outcome').waitFor();
  } },
  { name: 'empty', scene: 'empty' },
  { name: 'first-run', scene: 'first-run' },
  { name: 'join', scene: 'first-run', reach: async (page) => {
    await page.getByTestId('join-team').click();
    await page.getByTestId('join-name').fill('Bo Jensen');
  } },
  { name: 'join-certificate', scene: 'first-run', reach: async (page) => {
    await page.getByTestId('join-team').click();
    await page.getByTestId('join-ca-open').locator('summary').click();
    await page.getByTestId('join-ca').fill('my certificate');
    await page.getByTestId('join-link').fill('fermata://join?invite=eyJhbGciOiJFZERTQSJ9');
    await page.getByTestId('join-name').fill('Bo Jensen');
    await page.getByTestId('join').click();
    await page.getByTestId('notice').waitFor();
  } },
  { name: 'joining', scene: 'first-run', reach: async (page) => {
    await page.getByTestId('join-team').click();
    await page.getByTestId('join-link').fill('fermata://join?invite=eyJ');
    await page.getByTestId('join-name').fill('Bo Jensen');
    await page.getByTestId('join').click();
    await page.getByTestId('joining').waitFor();
  } },
  { name: 'loading', scene: 'loading', reach: async (page) => void (await page.getByTestId('loading').waitFor()) },
  { name: 'offline', main: true, scene: 'offline', reach: alive },
  { name: 'refused', scene: 'refused', reach: alive },
  { name: 'again', scene: 'again', reach: open('bags') },
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
  { name: 'keychain-locked', scene: 'keychain-locked' },
  { name: 'disk', scene: 'disk' },
  { name: 'taken', scene: 'taken' },
  { name: 'newer-database', scene: 'newer-database' },
  { name: 'internal', scene: 'internal' },
];

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
  await shot.reach?.(page);
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
}
