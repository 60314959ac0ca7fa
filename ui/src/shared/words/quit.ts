// What is asked before quitting with something unsigned.

export const en = {
  title: (n: number) => (n === 1 ? '1 decision is not signed yet' : `${n} decisions are not signed yet`),
  sign: 'Sign and quit',
  drop: 'Quit without signing',
  stay: 'Stay',
};

export const de: typeof en = {
  title: (n: number) => (n === 1 ? '1 Entscheidung ist noch nicht signiert' : `${n} Entscheidungen sind noch nicht signiert`),
  sign: 'Signieren und beenden',
  drop: 'Ohne Signieren beenden',
  stay: 'Bleiben',
};
