// What lies between a value and the one before.

export const en = {
  more: (amount: string) => `${amount} more`,
  less: (amount: string) => `${amount} less`,
  later: (n: number) => (n === 1 ? '1 day later' : `${n} days later`),
  earlier: (n: number) => (n === 1 ? '1 day earlier' : `${n} days earlier`),
};

export const de: typeof en = {
  more: (amount: string) => `${amount} mehr`,
  less: (amount: string) => `${amount} weniger`,
  later: (n: number) => (n === 1 ? '1 Tag später' : `${n} Tage später`),
  earlier: (n: number) => (n === 1 ? '1 Tag früher' : `${n} Tage früher`),
};
