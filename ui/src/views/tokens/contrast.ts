// The contrast of two colours as WCAG defines it, and what is measured: every word on every ground that it stands on, and every edge that must be seen.

export type Rgb = readonly [number, number, number];
/** Two colours, each a token or a mix of tokens, and the least contrast between them, at the usual and at more contrast. */
export type Pair = { front: string; ground: string; usual: number; more: number };

export function ratio(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(rgb: Rgb): number {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** A colour of the page as the screen gets it, inside an element that has the tokens. */
export function colourIn(element: Element, value: string): Rgb {
  const probe = element.appendChild(document.createElement('i'));
  probe.style.color = value.startsWith('color-mix') ? value : `var(--${value})`;
  const colour = getComputedStyle(probe).color;
  probe.remove();
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!pen) throw new Error('this browser draws nothing');
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = pen.getImageData(0, 0, 1, 1).data;
  return [r, g, b];
}

const tint = (tone: string, percent: number, ground = 'surface'): string => `color-mix(in oklab, var(--${tone}) ${percent}%, var(--${ground}))`;
const each = (fronts: string[], grounds: string[], usual: number, more: number): Pair[] => grounds.flatMap((ground) => fronts.map((front) => ({ front, ground, usual, more })));

const grounds = ['bg', 'surface', 'surface-sunken', 'surface-hover', 'fence'];
const tones = ['risk-low', 'risk-medium', 'risk-high', 'risk-critical', 'danger', 'ok', 'warn'];

export const pairs: Pair[] = [
  ...each(['text', 'text-subtle', 'text-faint', 'accent-mark', ...tones], grounds, 4.5, 7),
  ...each(['text', 'text-subtle', ...tones], ['surface-selected'], 4.5, 7),
  ...each(['text', 'text-subtle', 'text-faint'], [tint('danger', 8), tint('warn', 8)], 4.5, 4.5),
  ...each(['text', 'text-subtle'], [tint('accent-mark', 8)], 4.5, 7),
  ...each(['danger'], [tint('danger', 8), tint('danger', 7)], 4.5, 7),
  ...['low', 'medium', 'high', 'critical'].flatMap((risk) => each([`risk-${risk}`], [tint(`risk-${risk}`, 8)], 4.5, 7)),
  ...each(['text'], ['added', 'accent-soft', tint('accent', 7)], 4.5, 7),
  ...each(['accent-text'], ['accent', 'accent-hover', 'accent-fill'], 4.5, 7),
  ...each(['inverse-text'], ['inverse'], 4.5, 7),
  ...each(['border-focus'], [...grounds, 'surface-selected'], 3, 4.5),
  ...each(['border-field'], ['surface', 'surface-sunken'], 3, 4.5),
  ...each(['border', 'border-strong'], ['bg', 'surface'], 1.1, 3),
  ...each(['accent', 'ok', 'accent-mark'], ['bg', 'surface'], 3, 4.5),
];
