// The bar with what can still be taken back.

export const en = { undo: 'Undo', seconds: (s: number) => `${s} s`, label: 'Not signed yet' };

export const de: typeof en = { undo: 'Rückgängig', seconds: (s: number) => `${s} s`, label: 'Noch nicht signiert' };
