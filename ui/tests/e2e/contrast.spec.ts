import { expect, test } from './desk';

test('every word can be read on its ground and every edge be seen, in each look', async ({ desk }) => {
  await desk.page.goto('/?tokens');
  const looks = desk.get('look');
  await expect(looks).toHaveCount(4);
  for (const look of await looks.all()) {
    const measured = await look.getByTestId('pair').evaluateAll((all) =>
      all.map((pair) => ({ text: (pair.textContent ?? '').trim(), ratio: Number((pair as HTMLElement).dataset['ratio']), least: Number((pair as HTMLElement).dataset['least']) })),
    );
    expect(measured.length).toBeGreaterThan(80);
    expect(measured.filter(({ ratio, least }) => !(ratio >= least)).map(({ text }) => text), (await look.getAttribute('aria-label')) ?? '').toEqual([]);
  }
});

test('the page of tokens shows all of both layers', async ({ desk }) => {
  await desk.page.goto('/?tokens');
  for (const token of ['ink-50', 'iris-500', 'white']) await expect(desk.page.getByRole('region', { name: ':root' }).getByText(token, { exact: true })).toHaveCount(1);
  for (const token of ['bg', 'border-focus', 'risk-critical', 'veil']) await expect(desk.get('look').getByText(token, { exact: true })).toHaveCount(4);
});
