// An alarm in words: the desk's own, in English with its facts; in another language the page's for its kind, with the desk's below them.

import type { AlarmView } from '../ipc/generated';
import { language } from './language';
import { m } from './messages';

export type AlarmWords = Pick<AlarmView, 'title' | 'what' | 'means' | 'todo'> & { details: string[] };

export function alarmWords(alarm: AlarmView): AlarmWords {
  const { title, what, means, todo } = alarm;
  return language === 'en' ? { title, what, means, todo, details: [] } : { ...m.alarms.told[alarm.kind], details: [what, todo] };
}
