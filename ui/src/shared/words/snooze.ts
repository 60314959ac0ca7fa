// What the page says about an item that is put off.

export const en = {
  title: 'Snooze it on this desk until …',
  note: 'It comes back by itself, with a quarter of its time left at least. Nobody else sees that you snoozed it.',
  times: 'Until when',
  tomorrow: 'Tomorrow morning',
  limit: 'As late as possible',
  none: 'Too little of its time is left to snooze it.',
  cancel: 'Cancel',
  key: 'Snooze it',
  keyFor: 'Pick a time',
  done: (at: string) => `Snoozed until ${at}`,
  back: 'Bring back',
  first: 'what comes back first',
  returns: (at: string) => `back ${at}`,
};

export const de: typeof en = {
  title: 'An diesem Arbeitsplatz zurückstellen bis …',
  note: 'Der Vorgang kommt von selbst zurück, mit mindestens einem Viertel seiner Zeit. Niemand sonst sieht, dass Sie ihn zurückgestellt haben.',
  times: 'Bis wann',
  tomorrow: 'Morgen früh',
  limit: 'So spät wie möglich',
  none: 'Zum Zurückstellen bleibt zu wenig Zeit.',
  cancel: 'Abbrechen',
  key: 'Zurückstellen',
  keyFor: 'Eine Zeit wählen',
  done: (at: string) => `Zurückgestellt bis ${at}`,
  back: 'Zurückholen',
  first: 'was zuerst zurückkommt',
  returns: (at: string) => `zurück ${at}`,
};
