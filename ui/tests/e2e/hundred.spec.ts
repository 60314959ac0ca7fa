import { expect, pull, test, type DeskPage } from './desk';

const ALLOWED = 250;

/** Runs of one kind, decided together; everything else is decided alone. */
const together: { from: number; to: number; verb: 'approve' | 'reject' }[] = [
  { from: 0, to: 9, verb: 'approve' },
  { from: 13, to: 24, verb: 'approve' },
  { from: 28, to: 37, verb: 'approve' },
  { from: 38, to: 47, verb: 'approve' },
  { from: 49, to: 58, verb: 'reject' },
];
const runOf = (n: number) => together.find(({ from, to }) => n >= from && n <= to);
const rejectedAlone = (n: number): boolean => n % 8 === 5;
/** What is meant for each of the hundred, before any key is pressed. */
const meant = (n: number): string => (runOf(n)?.verb ?? (rejectedAlone(n) ? 'reject' : 'approve')) === 'approve' ? 'approve' : runOf(n) ? 'reject not_asked' : 'reject against_policy';

/** Presses keys as a hand does and counts them; a modifier is a key too. */
class Hand {
  count = 0;
  constructor(readonly desk: DeskPage) {}

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) this.count += key.split('+').length;
    await this.desk.press(...keys);
  }

  async hold(key: string, ms: number): Promise<void> {
    this.count += 1;
    await this.desk.page.keyboard.down(key);
    await this.desk.pass(ms);
    await this.desk.page.keyboard.up(key);
  }
}

test('a hundred mixed items take at most 250 keys and no mouse, and each gets exactly the decision that was meant', async ({ desk }) => {
  test.setTimeout(240_000);
  await desk.start('hundred');
  const hand = new Hand(desk);
  const { page } = desk;
  const sign = desk.get('batch-sign');
  const approve = desk.get('approve');
  for (let n = 0; n < 100; n = (runOf(n)?.to ?? n) + 1) {
    await desk.isOpen(`h${n}`);
    await desk.pass(450);
    const run = runOf(n);
    if (run) {
      await hand.press('x', ...Array<string>(run.to - run.from).fill('j'), 'Shift+X', run.verb === 'approve' ? 'a' : 'r');
      await expect(desk.get('batch-row')).toHaveCount(run.to - run.from + 1);
      await expect(desk.get('misfits')).toHaveCount(0);
      await desk.pass(450);
      if (run.verb === 'reject') await hand.press('3', 'Control+Enter');
      for (let tries = 0; run.verb === 'approve' && (await sign.count()) === 1 && tries < 6; tries++) {
        await desk.pass(450);
        await hand.press('a');
        await page.evaluate(() => new Promise((painted) => setTimeout(painted, 0)));
      }
    } else if (rejectedAlone(n)) {
      await hand.press('r', '2', 'Control+Enter');
    } else {
      await desk.seen();
      if ((await approve.textContent())?.includes('Hold')) await hand.hold('a', 650);
      else await hand.press('a');
    }
    await expect(desk.row(`h${n}`).getByTestId('progress').or(page.locator(`[data-testid=row][data-esc=esc-h${(run?.to ?? n) + 1}][aria-current=true]`)).first()).toBeVisible();
  }
  await desk.pass(8000);
  const signed = new Map(await pull({ page }, 'signed'));
  const taken = Array.from({ length: 100 }, (_, n) => {
    const decision = signed.get(`esc-h${n}`);
    return decision?.verb === 'reject' ? `reject ${decision.reason}` : decision?.verb;
  });
  expect(taken).toEqual(Array.from({ length: 100 }, (_, n) => meant(n)));
  expect(signed.size).toBe(100);
  console.log(`${hand.count} keys for 100 items`);
  expect(hand.count).toBeLessThanOrEqual(ALLOWED);
});
