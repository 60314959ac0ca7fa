// The lists: what waits and what is decided.

export const en = {
  escalations: 'Escalations',
  look: 'Needs looking at',
  soon: 'Due soon',
  later: 'Later',
  order: 'most urgent first',
  closed: 'Closed',
  newest: 'newest first',
  over: 'time is over',
  emptyTitle: 'Nothing waits for you',
  emptyText: 'When an agent needs a person, it shows here and you are notified.',
  decidedTitle: 'Nothing decided yet',
  decidedText: 'What you and others decide is kept here, newest first.',
  confidence: (percent: number) => `Confidence ${percent} %`,
  arrived: (title: string, risk: string, left: string) => `New: ${title}, ${risk}, ${left} left`,
  more: 'Loading more',
};

export const de: typeof en = {
  escalations: 'Eskalationen',
  look: 'Bitte ansehen',
  soon: 'Bald fällig',
  later: 'Später',
  order: 'Dringendstes zuerst',
  closed: 'Abgeschlossen',
  newest: 'Neuestes zuerst',
  over: 'abgelaufen',
  emptyTitle: 'Nichts wartet auf Sie',
  emptyText: 'Braucht ein Agent einen Menschen, erscheint es hier, und Sie werden benachrichtigt.',
  decidedTitle: 'Noch nichts entschieden',
  decidedText: 'Was Sie und andere entscheiden, steht hier, das Neueste zuerst.',
  confidence: (percent: number) => `Konfidenz ${percent} %`,
  arrived: (title: string, risk: string, left: string) => `Neu: ${title}, ${risk}, noch ${left}`,
  more: 'Weitere werden geladen',
};
