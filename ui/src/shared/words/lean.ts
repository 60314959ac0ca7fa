// A look of one's own, before the numbers.

export const en = {
  ask: 'What would you do?',
  then: 'How sure the agent is, why you are asked and what was decided before shows once you lean to one side. It decides nothing and stays with you.',
  yes: 'Rather approve',
  no: 'Rather reject',
  leaned: { yes: 'You leaned to approving before you saw this.', no: 'You leaned to rejecting before you saw this.' },
  row: 'your own look first',
  keyYes: 'Lean to approving, to see the numbers',
  keyNo: 'Lean to rejecting, to see the numbers',
};

export const de: typeof en = {
  ask: 'Was würden Sie tun?',
  then: 'Wie sicher der Agent ist, warum Sie gefragt werden und was früher entschieden wurde, zeigt sich, sobald Sie zu einer Seite neigen. Das entscheidet nichts und bleibt bei Ihnen.',
  yes: 'Eher freigeben',
  no: 'Eher ablehnen',
  leaned: { yes: 'Sie neigten zum Freigeben, bevor Sie das sahen.', no: 'Sie neigten zum Ablehnen, bevor Sie das sahen.' },
  row: 'erst Ihr eigener Blick',
  keyYes: 'Zum Freigeben neigen, um die Zahlen zu sehen',
  keyNo: 'Zum Ablehnen neigen, um die Zahlen zu sehen',
};
