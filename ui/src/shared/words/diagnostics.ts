// The page with what helps to look for a fault.

export const en = {
  open: 'Diagnostics …',
  title: 'Diagnostics',
  lead: 'For whoever helps you look for a fault. This is all of it: versions, numbers and what the program said, without names, titles, addresses or keys. It stays on this machine until you give the file to somebody.',
  text: 'What would be saved',
  save: 'Save as a file',
  saved: 'Saved exactly this, as',
};

export const de: typeof en = {
  open: 'Diagnose …',
  title: 'Diagnose',
  lead: 'Für alle, die Ihnen helfen, einen Fehler zu finden. Das hier ist alles: Versionen, Zahlen und was das Programm gemeldet hat, ohne Namen, Titel, Adressen oder Schlüssel. Es bleibt auf diesem Rechner, bis Sie die Datei jemandem geben.',
  text: 'Was gespeichert würde',
  save: 'Als Datei speichern',
  saved: 'Genau das ist gespeichert, als',
};
