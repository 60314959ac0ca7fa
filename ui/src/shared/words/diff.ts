// What changes, value by value.

const values = (n: number) => (n === 1 ? '1 value stays' : `${n} values stay`);
const werte = (n: number) => (n === 1 ? '1 Wert bleibt' : `${n} Werte bleiben`);

export const en = {
  record: 'The record, as the agent tells it',
  edited: 'What the edit changed',
  draft: 'What you change',
  beside: 'Side by side',
  inline: 'In one line',
  place: 'Value',
  before: 'Before',
  after: 'After',
  proposed: 'Proposed',
  signed: 'Signed',
  yours: 'Yours',
  changed: 'changed',
  added: 'new',
  removed: 'removed',
  absent: 'not there',
  out: 'taken out:',
  put: 'put in:',
  same: values,
  nothing: 'Nothing changes.',
};

export const de: typeof en = {
  record: 'Der Datensatz, wie der Agent ihn schildert',
  edited: 'Was geändert wurde',
  draft: 'Was Sie ändern',
  beside: 'Nebeneinander',
  inline: 'In einer Zeile',
  place: 'Wert',
  before: 'Vorher',
  after: 'Nachher',
  proposed: 'Vorgeschlagen',
  signed: 'Signiert',
  yours: 'Ihr Wert',
  changed: 'geändert',
  added: 'neu',
  removed: 'entfällt',
  absent: 'nicht vorhanden',
  out: 'entfernt:',
  put: 'eingefügt:',
  same: werte,
  nothing: 'Es ändert sich nichts.',
};
