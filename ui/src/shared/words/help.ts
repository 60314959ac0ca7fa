// The overlay with every key.

export const en = { title: 'All keys', close: 'Close', groups: { move: 'Move', decide: 'Decide', together: 'With others', look: 'Look', app: 'Desk' } };

export const de: typeof en = { title: 'Alle Tasten', close: 'Schließen', groups: { move: 'Bewegen', decide: 'Entscheiden', together: 'Mit anderen', look: 'Ansehen', app: 'Arbeitsplatz' } };
