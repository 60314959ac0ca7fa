import { expect, test } from './desk';

const grounds = ['bg', 'surface', 'surface-sunken', 'surface-selected', 'surface-hover', 'fence'];
const words = ['text', 'text-subtle', 'risk-low', 'risk-medium', 'risk-high', 'risk-critical', 'danger', 'ok', 'warn'];
const pairs: [string, string][] = [
  ...grounds.flatMap((ground) => words.map((word): [string, string] => [word, ground])),
  ...['bg', 'surface', 'surface-sunken', 'fence'].map((ground): [string, string] => ['text-faint', ground]),
  ['accent-text', 'accent'],
  ['inverse-text', 'inverse'],
  ['text', 'added'],
  ['text', 'accent-soft'],
];

for (const theme of ['light', 'dark'] as const) {
  test(`every word can be read on its ground in the ${theme} theme`, async ({ desk }) => {
    await desk.page.emulateMedia({ colorScheme: theme });
    await desk.start();
    const weak = await desk.page.evaluate((all) => {
      const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      if (!pen) throw new Error('no canvas');
      const light = (token: string): number => {
        pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(`--${token}`);
        pen.fillRect(0, 0, 1, 1);
        const [r = 0, g = 0, b = 0] = [...pen.getImageData(0, 0, 1, 1).data].map((value) => {
          const part = value / 255;
          return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      return all
        .map(([word, ground]) => {
          const [a, b] = [light(word), light(ground)].sort((x, y) => y - x);
          return { pair: `${word} on ${ground}`, ratio: ((a ?? 0) + 0.05) / ((b ?? 0) + 0.05) };
        })
        .filter(({ ratio }) => ratio < 4.5)
        .map(({ pair, ratio }) => `${pair} ${ratio.toFixed(2)}`);
    }, pairs);
    expect(weak).toEqual([]);
  });
}
