// What came into a list above what is on screen.

export const en = {
  key: 'Show what is new',
  count: (n: number) => `${n.toLocaleString('en-GB')} new`,
  most: (n: number) => `${n.toLocaleString('en-GB')}+ new`,
  urgent: (count: string) => `${count}, some urgent`,
  show: (count: string) => `${count}: show them`,
};

export const de: typeof en = {
  key: 'Neues zeigen',
  count: (n: number) => `${n.toLocaleString('de-DE')} neu`,
  most: (n: number) => `mehr als ${n.toLocaleString('de-DE')} neu`,
  urgent: (count: string) => `${count}, davon dringend`,
  show: (count: string) => `${count}: anzeigen`,
};
