// How the made-up team stands, counted from its items as the desk counts from its rows.

import type { TeamPersonView, TeamQueueView, TeamView } from '../generated';
import { colleagues, groups, ME } from './around';
import type { Absences } from './away';
import type { DemoItem } from './item';

export function team(items: DemoItem[], absences: Absences, today: string): TeamView {
  const now = Date.now();
  const rows = items.map((item) => item.row());
  const open = rows.filter((row) => row.status === 'open' && row.progress === null);
  const queues = [...new Set(open.map((row) => row.queue))].sort();
  const first = (times: string[]): string => times.sort()[0] ?? today;
  const people = [{ person: 'nadia', name: ME, decides: true }, ...colleagues];
  const decided = items.filter((item) => item.decidedBy !== null);
  return {
    queues: queues.map((queue): TeamQueueView => {
      const own = open.filter((row) => row.queue === queue);
      const past = own.filter((row) => 2 * (now - Date.parse(row.arrived)) > Date.parse(row.due) - Date.parse(row.arrived));
      const unclaimed = past.filter((row) => row.around?.assigned == null && !row.around?.at_it.some((one) => !one.reads));
      return { queue, waiting: own.length, oldest: first(own.map((row) => row.arrived)), due: first(own.map((row) => row.due)), unclaimed: unclaimed.length };
    }),
    people: people.map(({ person, name }): TeamPersonView => ({
      person,
      name,
      me: name === ME,
      holds: open.filter((row) => row.around?.at_it.some((one) => one.name === name && !one.reads)).length,
      given: open.filter((row) => row.around?.assigned && absences.acts(row.around.assigned.to).includes(name)).length,
      decided: decided.filter((item) => item.decidedBy === name).length,
      away: absences.of(name),
    })),
    decided: decided.length,
    expired: rows.filter((row) => row.status === 'expired').length,
    expiring: open.length,
    late: rows.filter((row) => row.alarm === 'not_run').length,
    may_assign: true,
    groups: Object.keys(groups),
  };
}
