// What the page says about contrast and the size of its text.

export const en = {
  contrast: 'Contrast',
  contrasts: { system: 'System', more: 'More' },
  size: 'Text size',
  percent: (n: number) => `${n} %`,
  larger: 'Larger text',
  smaller: 'Smaller text',
  usual: 'Text at 100 %',
  isNow: (n: number) => `Text size ${n} %`,
};

export const de: typeof en = {
  contrast: 'Kontrast',
  contrasts: { system: 'System', more: 'Mehr' },
  size: 'Textgröße',
  percent: (n: number) => `${n} %`,
  larger: 'Text größer',
  smaller: 'Text kleiner',
  usual: 'Text auf 100 %',
  isNow: (n: number) => `Textgröße ${n} %`,
};
