// The rail at the side: lists, queues, and who sits here.

export const en = { app: 'Fermata', views: 'Views', inbox: 'Inbox', decided: 'Decided', queues: 'Queues', settings: 'Settings', settingsOf: (who: string) => `${who}, Settings`, you: 'You' };

export const de: typeof en = { app: 'Fermata', views: 'Ansichten', inbox: 'Eingang', decided: 'Entschieden', queues: 'Warteschlangen', settings: 'Einstellungen', settingsOf: (who: string) => `${who}, Einstellungen`, you: 'Sie' };
