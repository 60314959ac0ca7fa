// Everything that can be done now, by name: the registry's actions, the lists, the looks, and the items that are loaded.
//
// A command does what the key of its action does, through the same door. What decides is only led to: the part that
// decides gets the focus, and the key or the press that follows is the person's own.

import type { ListName, RowView, ThemeChoice } from '../ipc/generated';
import { clock } from '../shared/clock.svelte';
import { fits } from '../shared/fuzzy';
import { bound, hint, keysNow } from '../shared/keys/bound.svelte';
import { actions, type ActionId, type Group } from '../shared/keys/registry';
import { m } from '../shared/messages';
import { plain } from '../shared/runs';
import { shortTime } from '../shared/time';
import { handlersOf, scopeBelow } from './actions';
import { canBeAway, comeBack, startAway } from './away.svelte';
import { allows, decidable } from './deciding';
import type { Batch } from './batch.svelte';
import { maySelectOpen } from './batching';
import type { Desk } from './desk.svelte';
import type { OpenItem, Pointed } from './item.svelte';
import { waitsForLean } from './leaning';
import type { Contrast } from './look';
import { walks } from './moving';
import { setLetters, setTheme } from './preferences';
import { MOST } from './search.svelte';
import { canPutOff } from './snooze';
import { tabsOf } from './tabs';
import { noteKinds, releases } from './together';

export type CommandGroup = keyof typeof m.commands.groups;
export type Command = { id: string; group: CommandGroup; words: string; note: string; key: string | null; row?: RowView; run: () => void };

const MOST_ITEMS = 8;
const LISTS: ListName[] = ['inbox', 'mine', 'second', 'decided', 'asked', 'snoozed'];
const THEMES: ThemeChoice[] = ['system', 'light', 'dark'];
const CONTRASTS: Contrast[] = ['system', 'more'];
/** What stands under another heading than its key does. */
const PLACED: Partial<Record<ActionId, CommandGroup>> = { select: 'item', selectRange: 'item' };
const GROUPS: Record<Group, CommandGroup> = { decide: 'item', together: 'item', move: 'go', look: 'go', app: 'app' };
/** What decides by its key is only pointed to. */
const POINTS: Partial<Record<ActionId, Pointed>> = { approve: 'approve', reject: 'reject', signAnswer: 'answer' };
/** What makes no sense by name: the way out, these commands themselves, and what needs to know which. */
const UNNAMED: ActionId[] = ['escape', 'commands', 'tab', 'reason', 'message', 'signReject', 'signEdit', 'signConfirm', 'signStop', 'signNote', 'snoozeFor'];

/** All that can be done now, in the order of the page. */
export function commands(desk: Desk): Command[] {
  const named = (Object.keys(actions) as ActionId[]).filter((id) => !UNNAMED.includes(id) && possible(desk, id)).map((id) => fromAction(desk, id));
  const [selecting, rest] = [named.filter(({ id }) => id in PLACED), named.filter(({ id }) => !(id in PLACED))];
  const all = [...rest, ...selecting, ...cleared(desk), ...tabs(desk), ...places(desk), ...searches(desk), ...looks(desk), ...pages(desk)];
  return (Object.keys(m.commands.groups) as CommandGroup[]).flatMap((group) => all.filter((one) => one.group === group));
}

/** What fits the words that were typed: the best group and in it the best first, and items after that. */
export function found(desk: Desk, query: string): Command[] {
  const all = commands(desk);
  if (query.trim() === '') return all;
  const hits = best(query, all);
  const groups = [...new Set(hits.map(({ group }) => group))];
  return [...groups.flatMap((group) => hits.filter((one) => one.group === group)), ...best(query, items(desk)).slice(0, MOST_ITEMS)];
}

function best(query: string, of: Command[]): Command[] {
  return of
    .map((one) => ({ one, score: fits(query, one.row ? `${one.words} ${one.row.esc}` : one.words) ?? 0 }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ one }) => one);
}

/** Whether an action can be done at this moment; its own door asks again. */
function possible(desk: Desk, id: ActionId): boolean {
  const scopes: readonly string[] = actions[id].scopes;
  if (!scopes.includes(scopeBelow(desk))) return false;
  const item = desk.item;
  switch (id) {
    case 'next':
    case 'previous':
      return desk.shown.length > 0;
    case 'arrivals':
      return desk.paging.arrivals.size > 0 && !desk.search.on;
    case 'search':
      return desk.book.all().length > 0;
    case 'back':
      return walks(desk, -1);
    case 'forward':
      return walks(desk, 1);
    case 'select':
    case 'selectRange':
      return maySelectOpen(desk);
    case 'takeOut':
      return desk.batch !== null && !desk.batch.loading && !desk.batch.sending && desk.batch.included.length < desk.batch.entries.length;
    case 'undo':
      return desk.book.held().length > 0 || desk.putOff !== null || item?.detail?.row.snoozed != null;
    case 'approve':
    case 'reject':
      if (desk.batch) return desk.status.off === null && ready(desk.batch);
      if (desk.selection.size > 0) return desk.status.off === null;
      return item !== null && mine(desk, item) && allows(item, id);
    case 'edit':
      return item !== null && desk.selection.size === 0 && mine(desk, item) && allows(item, id);
    case 'signAnswer':
      return item !== null && desk.selection.size === 0 && mine(desk, item) && allows(item, 'respond') && !allows(item, 'approve');
    case 'stop':
      return item?.detail != null && item.detail.stops.length > 0 && item.detail.halt?.scope.kind !== 'esc';
    case 'snooze':
      return item !== null && desk.selection.size === 0 && canPutOff(item);
    case 'claim':
      return item?.detail?.row.status === 'open';
    case 'comment':
    case 'ask':
    case 'assign':
    case 'extend':
      return item !== null && noteKinds(item).includes(id);
    case 'leanYes':
    case 'leanNo':
      return item !== null && waitsForLean(desk, item);
    case 'open':
      return item !== null;
    default:
      return true;
  }
}

/** Whether signing is only a matter of its key. */
function ready(batch: Batch): boolean {
  return !batch.loading && !batch.sending && batch.misfits.length === 0 && batch.included.length > 0;
}

function mine(desk: Desk, item: OpenItem): boolean {
  return decidable(item) && desk.status.off === null;
}

function fromAction(desk: Desk, id: ActionId): Command {
  const item = desk.item;
  const key = hint(id);
  const points = POINTS[id];
  const words = id === 'claim' && item ? (releases(item) ? m.together.release : m.together.claim) : actions[id].label;
  const base = { id, group: PLACED[id] ?? GROUPS[actions[id].group], words, key };
  const { batch, selection } = desk;
  // The keys are about what is selected: this opens the sheet for it, where nothing is decided yet.
  if ((id === 'approve' || id === 'reject') && !batch && selection.size > 0) return { ...base, words: m.batch[id], note: m.batch.selected(selection.size), run: () => handlersOf(desk)[id]?.('') };
  if (id === 'approve' && batch) return { ...base, note: key === null ? m.commands.button : m.commands.press(key), run: () => batch.point() };
  if (points === undefined || !item) return { ...base, note: '', run: () => handlersOf(desk)[id]?.('') };
  const note = points === 'answer' ? m.commands.answer : key === null ? m.commands.button : m.commands.press(key);
  return { ...base, note, run: () => item.point(points) };
}

function cleared(desk: Desk): Command[] {
  if (desk.selection.size === 0 || scopeBelow(desk) !== 'desk') return [];
  return [{ id: 'selection-clear', group: 'item', words: m.commands.clear, note: m.batch.selected(desk.selection.size), key: hint('escape'), run: () => desk.selection.clear() }];
}

function searches(desk: Desk): Command[] {
  const { saved, counts } = desk.search;
  const found = (n: number | undefined): string => (n === undefined ? '' : n < MOST ? String(n) : m.search.more(MOST - 1));
  return saved.map(({ name, query }) => ({ id: `search-${name}`, group: 'go', words: m.commands.search(name), note: found(counts[name]), key: null, run: () => void desk.find(query) }));
}

function tabs(desk: Desk): Command[] {
  const item = desk.item;
  if (!item?.detail || !(actions.tab.scopes as readonly string[]).includes(scopeBelow(desk))) return [];
  return tabsOf(item.detail).map((tab, n) => ({ id: `tab-${tab}`, group: 'item', words: m.commands.tab(m.tabs[tab]), note: '', key: keysNow('tab')[n] ?? null, run: () => (item.tab = tab) }));
}

function places(desk: Desk): Command[] {
  const go = (words: string, list: ListName, queue: string | null, count: number | null): Command => ({
    id: queue === null ? `go-${list}` : `go-queue-${queue}`,
    group: 'go',
    words,
    note: count === null ? '' : String(count),
    key: null,
    run: () => void desk.choose(list, queue),
  });
  return [
    ...LISTS.map((list) => go(m.commands.list(list === 'inbox' || list === 'decided' ? m.rail[list] : m.together.rail[list]), list, null, list === 'decided' ? null : desk.counts[list])),
    ...desk.counts.queues.map(({ queue, open }) => go(m.commands.queue(queue), 'inbox', queue, open)),
  ];
}

function looks(desk: Desk): Command[] {
  const look = (id: string, words: string, now: boolean, run: () => void): Command => ({ id, group: 'look', words, note: now ? m.commands.on : '', key: null, run });
  return [
    ...THEMES.map((theme) => look(`theme-${theme}`, `${m.settings.theme}: ${m.settings.themes[theme]}`, desk.theme === theme, () => void setTheme(desk, theme))),
    ...CONTRASTS.map((contrast) => look(`contrast-${contrast}`, `${m.look.contrast}: ${m.look.contrasts[contrast]}`, desk.contrast === contrast, () => (desk.contrast = contrast))),
    look('letters', bound.letters ? m.commands.lettersOff : m.commands.lettersOn, false, () => setLetters(!bound.letters)),
  ];
}

function pages(desk: Desk): Command[] {
  const page = (id: 'settings' | 'keys' | 'identity' | 'team' | 'diagnostics', words: string): Command => ({ id, group: 'app', words, note: '', key: null, run: () => (desk.overlay = id) });
  return [page('settings', m.rail.settings), page('keys', m.keysPage.open), ...(desk.identity ? [page('identity', m.identity.open)] : []), ...(desk.identity?.alone === false ? [page('team', m.team.open)] : []), ...absence(desk), page('diagnostics', m.diagnostics.open)];
}

function absence(desk: Desk): Command[] {
  if (!canBeAway(desk)) return [];
  const { away } = desk.status;
  const note = away ? m.away.until(shortTime(away.until, clock.slow)) : '';
  const base = { group: 'app', note, key: null } as const;
  return [away ? { ...base, id: 'come-back', words: m.away.back, run: () => void comeBack(desk) } : { ...base, id: 'go-away', words: m.away.go, run: () => startAway(desk) }];
}

function items(desk: Desk): Command[] {
  return desk.book.all().map((row) => ({ id: row.esc, group: 'items', words: plain(row.title), note: '', key: null, row, run: () => desk.open(row.esc) }));
}
