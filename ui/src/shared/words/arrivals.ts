// What came into a list above what is on screen. The numbers come written.

export const en = {
  key: 'Show what is new',
  count: (n: string) => `${n} new`,
  most: (n: string) => `${n}+ new`,
  urgent: (count: string) => `${count}, some urgent`,
  show: (count: string) => `${count}: show them`,
};

export const de: typeof en = {
  key: 'Neues zeigen',
  count: (n: string) => `${n} neu`,
  most: (n: string) => `mehr als ${n} neu`,
  urgent: (count: string) => `${count}, darunter Dringendes`,
  show: (count: string) => `${count}: anzeigen`,
};
