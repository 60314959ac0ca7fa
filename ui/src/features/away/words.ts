// Who is away, in a sentence.

import type { AssignedView, AwayView, ColleagueView } from '../../ipc/generated';
import { clock } from '../../shared/clock.svelte';
import { m } from '../../shared/messages';
import { shortTime } from '../../shared/time';

/** Who stands in, or that nobody does. */
export function standIn({ to, group, nobody }: AwayView): string {
  const t = m.away;
  if (nobody) return group ? t.nobodyGroup(to) : t.nobody(to);
  return group ? t.standsGroup(to) : t.stands(to);
}

/** Of an item that was given to somebody who is away. */
export function forAway({ to, me }: AssignedView, away: AwayView): string {
  const at = shortTime(away.until, clock.slow);
  return me ? m.away.yours(to, at) : m.away.theirs(to, at, standIn(away));
}

/** Somebody to be picked, who is away or not. */
export function called({ name, away }: Pick<ColleagueView, 'name' | 'away'>): string {
  return away ? m.away.choice(name, shortTime(away.until, clock.slow)) : name;
}
