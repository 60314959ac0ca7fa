// The part of the settings about notifications.

export const en = {
  title: 'Notifications',
  on: 'Tell me about what waits',
  quiet: 'Quiet hours',
  from: 'From',
  to: 'to',
  quietNote: 'What is critical, and what nobody has taken at half of its time, still comes through. The rest is summed up at the end.',
  sound: 'A sound for critical items',
};

export const de: typeof en = {
  title: 'Benachrichtigungen',
  on: 'Wartendes melden',
  quiet: 'Ruhezeit',
  from: 'Von',
  to: 'bis',
  quietNote: 'Kritisches kommt trotzdem, ebenso, was nach der Hälfte seiner Zeit niemand übernommen hat. Alles andere wird am Ende zusammengefasst.',
  sound: 'Ein Ton bei Kritischem',
};
