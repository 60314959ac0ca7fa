// What a contract masks, and looking at it on record.

export const en = {
  title: 'Masked by its contract',
  uncover: 'Uncover',
  uncoverNamed: (label: string) => `Uncover ${label}`,
  noted: 'That you looked is signed, and stands in the history',
  withheld: 'The signed bytes hold a value that the contract masks. They are shown here once you have uncovered it.',
};

export const de: typeof en = {
  title: 'Durch den Vertrag verdeckt',
  uncover: 'Aufdecken',
  uncoverNamed: (label: string) => `${label} aufdecken`,
  noted: 'Dass Sie hingesehen haben, wird signiert und steht im Verlauf',
  withheld: 'Die signierten Bytes enthalten einen Wert, den der Vertrag verdeckt. Sie stehen hier, sobald Sie ihn aufgedeckt haben.',
};
