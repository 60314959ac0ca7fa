import { expect, test } from './desk';

test('the trace is a waterfall: what took how long, in what, and what failed', async ({ desk }) => {
  await desk.start();
  await desk.get('tab-trace').click();
  const spans = desk.get('span');
  await expect(spans).toHaveCount(9);
  await expect(desk.get('trace-sum')).toContainText('9 steps, 9.4\u00a0s');
  await expect(spans.nth(1)).toContainText('lark-2-large');
  await expect(spans.nth(1)).toContainText('3,120 tokens in, 84 out');
  await expect(spans.nth(1)).toContainText('cost 0.021');
  await expect(spans.nth(5)).toContainText('failed');
  await expect(spans.nth(5).getByTestId('span-error')).toHaveText('the voucher covers only 300.00 USD');
  await expect(spans.nth(8)).toContainText('no usable time');
  await expect(spans.nth(3)).toHaveAttribute('data-depth', '2');
  // A later step's bar begins where the earlier one has ended.
  const edges = await spans.locator('i').evaluateAll((bars) => bars.map((bar) => { const { left, right } = bar.getBoundingClientRect(); return [Math.round(left), Math.round(right)] as const; }));
  expect(edges[2]?.[0]).toBeGreaterThanOrEqual(edges[1]?.[1] ?? Infinity);
  expect(edges[0]?.[1]).toBeGreaterThanOrEqual(edges[6]?.[1] ?? Infinity);
});

test('steps are walked and opened by keys, and these keys lead to no other item', async ({ desk }) => {
  await desk.start();
  await desk.get('tab-trace').click();
  await desk.get('span').first().locator('button').focus();
  await desk.press('ArrowDown', 'ArrowRight');
  await expect(desk.get('span-attributes')).toHaveCount(1);
  await expect(desk.get('span').nth(1).getByTestId('span-attributes')).toContainText('gen_ai.usage.output_tokens');
  await desk.press('ArrowRight');
  await expect(desk.get('span-attributes')).toHaveCount(1);
  await desk.press('ArrowLeft');
  await expect(desk.get('span-attributes')).toHaveCount(0);
  await desk.press('End');
  await expect(desk.get('span').last().locator('button')).toBeFocused();
  await desk.press('Home', 'Enter');
  await expect(desk.get('span').first().getByTestId('span-attributes')).toContainText('airline-agent');
  await desk.isOpen('cabin');
});

test('there is a tab for it only where there is one, and what is no list of steps is shown as it came', async ({ desk }) => {
  await desk.start();
  await desk.open('voucher');
  await expect(desk.get('tab-trace')).toHaveCount(0);
  await desk.open('bags');
  await desk.press('2');
  await expect(desk.get('trace-text')).toHaveText('{"url":"https://traces.example/run/20417"}');
});
