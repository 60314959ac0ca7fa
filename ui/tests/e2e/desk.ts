// The page over its twin, as a test sees it: what is on screen, and the keys that a person presses.

import { expect, test as base, type Locator, type Page } from '@playwright/test';

export class DeskPage {
  constructor(readonly page: Page) {}

  async start(scene = 'day'): Promise<void> {
    await this.page.clock.install({ time: new Date('2026-11-23T10:00:00Z') });
    await this.page.goto(`/?scene=${scene}`);
    await twin(this.page);
    if (scene === 'day' || scene === 'in-a-team') await this.isOpen('cabin');
  }

  get title(): Locator {
    return this.page.getByTestId('detail-title');
  }

  get(testid: string): Locator {
    return this.page.getByTestId(testid);
  }

  row(key: string): Locator {
    return this.page.locator(`[data-testid=row][data-esc=esc-${key}]`);
  }

  input(pointer: string): Locator {
    return this.page.locator(`[data-testid=edit-input][data-pointer="${pointer}"]`);
  }

  /** Opens an item and waits until its decision keys live. */
  async open(key: string): Promise<void> {
    await this.row(key).click();
    await expect(this.row(key)).toHaveAttribute('aria-current', 'true');
    await this.alive();
  }

  async alive(): Promise<void> {
    await expect(this.get('approve').or(this.get('answer-send'))).not.toHaveAttribute('disabled');
  }

  /** Waits until every value of the open item has been on screen: an edit that begins sooner is not signed before that. */
  async seen(): Promise<void> {
    await expect(this.get('approve')).toHaveAttribute('aria-disabled', 'false');
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async pass(ms: number): Promise<void> {
    await this.page.clock.runFor(ms);
  }

  /** From here on time passes only where a test lets it: nothing that the twin does on its own comes before the next line. */
  async freeze(): Promise<void> {
    await this.page.clock.pauseAt((await this.page.evaluate(() => Date.now())) + 1000);
  }

  /** Scrolls the list to there, once rows stand there: so far a jump leaves behind what is laid out, and a busy machine takes its time. */
  async scrollList(to: number): Promise<void> {
    const list = this.get('list');
    await list.evaluate((it, top) => it.scrollTo(0, top), to);
    await this.pass(50);
    const stand = (it: Element) => {
      const view = it.getBoundingClientRect();
      const lines = [...it.querySelectorAll('[data-line]')].map((line) => line.getBoundingClientRect());
      return lines.some(({ top, bottom }) => bottom > view.top + view.height / 2 && top < view.bottom);
    };
    await expect.poll(() => list.evaluate(stand)).toBe(true);
  }

  async isOpen(key: string): Promise<void> {
    await expect(this.row(key)).toHaveAttribute('aria-current', 'true');
  }

  async progress(key: string, step: string): Promise<void> {
    // What was signed is recorded and run within a moment, and its row goes: the twin remembers.
    if (step === 'signed') await expect.poll(async () => (await pull(this, 'signed')).map(([esc]) => esc)).toContain(`esc-${key}`);
    else await expect(this.row(key).getByTestId('progress')).toHaveAttribute('data-step', step);
  }
}

type Twin = NonNullable<typeof globalThis.demo>;
const twin = (page: Page) => page.waitForFunction(() => globalThis.demo);

/** Pulls at a string of the twin, once there is one: the other people at their desks, or what it remembers. */
export async function pull<K extends keyof Twin>({ page }: { page: Page }, what: K, ...given: Parameters<Twin[K]>): Promise<ReturnType<Twin[K]>> {
  return (await twin(page)).evaluate((demo, [name, args]) => (demo![name as K] as (...args: unknown[]) => ReturnType<Twin[K]>)(...args), [what, given] as const);
}

/** Every test also proves that the page breaks no policy and throws nothing. */
export const test = base.extend<{ desk: DeskPage }>({
  desk: async ({ page }, use) => {
    // The real window freezes it too.
    await page.addInitScript(() => Object.freeze(Object.prototype));
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error') wrong.push(line.text());
    });
    await use(new DeskPage(page));
    expect(wrong).toEqual([]);
  },
});

export { expect };
