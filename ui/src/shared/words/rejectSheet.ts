// The sheet that rejects and tells the agent why.

export const en = {
  title: 'Reject, and tell the agent why',
  hint: 'picks a reason',
  signs: 'signs',
  reasons: 'Reason',
  message: 'Message to the agent',
  placeholder: 'What should the agent do instead? It reads this.',
  signing: 'Signs in',
  held: 'Waits for you to sign',
  sign: 'Reject',
  signNow: 'Reject now',
  cancel: 'Cancel',
};

export const de: typeof en = {
  title: 'Ablehnen und dem Agenten sagen, warum',
  hint: 'wählt einen Grund',
  signs: 'signiert',
  reasons: 'Grund',
  message: 'Nachricht an den Agenten',
  placeholder: 'Was soll der Agent stattdessen tun? Er liest das.',
  signing: 'Signiert in',
  held: 'Wartet auf Ihre Signatur',
  sign: 'Ablehnen',
  signNow: 'Jetzt ablehnen',
  cancel: 'Abbrechen',
};
