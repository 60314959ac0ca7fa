// Made-up outcomes to look at, in the words that the desk has for them.

import type { AlarmKind, AlarmLineView, AlarmView } from '../generated';
import { fieldsOf } from './check';
import type { Contract } from './contracts';
import { run } from './items';
import { parse, type Json } from '../../features/edit/json';
import { language } from '../../shared/language';

type Words = Pick<AlarmView, 'title' | 'what' | 'means' | 'todo'>;

const english: Partial<Record<AlarmKind, Words>> = {
  executed_other: {
    title: 'Something else ran than what was approved',
    what: 'airline-agent reports that it ran something else than what was approved.',
    means: 'Nobody signed what ran. Either the source does not check what it runs, or somebody else runs things in its name.',
    todo: 'Stop airline-agent or its agent, so that nothing more of it runs. Look in the other system at what really happened. Its contract says that restore_booking undoes it within 24 hours.',
  },
  failed: {
    title: 'It was approved, and it failed',
    what: 'airline-agent reports that it ran this and that it failed.',
    means: 'It may have happened in part. It is not tried again by itself.',
    todo: 'Look in the other system at what is half done. If it should still happen, the agent must ask anew. Its contract says that remove_bags undoes it within 2 hours.',
  },
  not_run: {
    title: 'It was approved, and nobody has taken it',
    what: 'airline-agent has not said anything about it for 10 minutes.',
    means: 'Nothing ran, as far as the log says. The agent may be down, or can not reach the gateway.',
    todo: 'See whether airline-agent runs. It may still run this until 2026-11-22 18:00 UTC; stop it if it should not run so late.',
  },
};

const german: typeof english = {
  executed_other: {
    title: 'Es lief etwas anderes als das Freigegebene',
    what: 'airline-agent meldet, etwas anderes ausgeführt zu haben als das, was freigegeben war.',
    means: 'Was lief, hat niemand signiert. Entweder prüft die Quelle nicht, was sie ausführt, oder jemand anderes führt in ihrem Namen aus.',
    todo: 'Halten Sie airline-agent oder den Agenten dahinter an, damit von dort nichts weiter läuft. Sehen Sie im anderen System nach, was wirklich geschehen ist. Laut Vertrag macht restore_booking es innerhalb von 24 Stunden rückgängig.',
  },
  failed: {
    title: 'Freigegeben und fehlgeschlagen',
    what: 'airline-agent meldet, dass dies lief und fehlschlug.',
    means: 'Es kann zum Teil geschehen sein. Es wird nicht von selbst wiederholt.',
    todo: 'Sehen Sie im anderen System nach, was halb getan ist. Soll es noch geschehen, muss der Agent neu fragen. Laut Vertrag macht remove_bags es innerhalb von 2 Stunden rückgängig.',
  },
  not_run: {
    title: 'Freigegeben und von niemandem angenommen',
    what: 'airline-agent hat seit 10 Minuten nichts dazu gemeldet.',
    means: 'Nach dem Protokoll lief nichts. Der Agent läuft womöglich nicht oder erreicht das Gateway nicht.',
    todo: 'Sehen Sie nach, ob airline-agent läuft. Bis 2026-11-22 18:00 UTC kann dies noch ausgeführt werden; halten Sie es an, wenn es nicht so spät laufen soll.',
  },
};

export function alarmOf(kind: AlarmKind, contract: Contract, args: Json, at: number): AlarmView {
  const said = (language === 'de' ? german : english)[kind] ?? { title: kind, what: '', means: '', todo: '' };
  const other = kind === 'executed_other' ? lines(contract, args) : [];
  return { id: `${kind}:1`, kind, at: new Date(at).toISOString(), ...said, said: kind === 'failed' ? run('payment provider: 504 after 30 s') : [], asked: language === 'de' ? 'Freigegeben' : 'Approved', lines: other, open: true, looked: null };
}

/** The same action with a digit too many. */
function lines(contract: Contract, args: Json): AlarmLineView[] {
  const other = parse(JSON.stringify(args).replace('1240.00', '12400.00').replace('business', 'comfort'));
  const ran = fieldsOf(contract, other);
  return fieldsOf(contract, args).map((asked, n) => ({
    label: asked.group === null ? asked.label : `${asked.group}: ${asked.label}`,
    asked,
    ran: ran[n] ?? null,
    differs: JSON.stringify(asked.value) !== JSON.stringify(ran[n]?.value),
  }));
}
