// Every key of the desk, once. Handlers, the help overlay and the hints on buttons all read this.
//
// A scope is what has the keys: the list with its detail, the form that is open over it, or the start, before there is a list.
// What a person changed of them is in `binding.ts`.

import { m } from '../messages';

export type Scope = 'desk' | 'edit' | 'reject' | 'confirm' | 'stop' | 'note' | 'snooze' | 'batch' | 'batchReject' | 'dialog' | 'commands' | 'start';
export type Group = keyof typeof m.help.groups;
/** Whether a held-down key may repeat the action. A decision never repeats. */
export type Repeat = 'repeats' | 'once';
/** Whether the key works while a text field has the focus. */
export type Where = 'anywhere' | 'outside text';
export type KeyAction = {
  keys: readonly string[];
  group: Group;
  label: string;
  scopes: readonly Scope[];
  repeat: Repeat;
  where: Where;
};

export type ActionId =
  | 'next'
  | 'previous'
  | 'open'
  | 'back'
  | 'forward'
  | 'arrivals'
  | 'select'
  | 'selectRange'
  | 'takeOut'
  | 'approve'
  | 'edit'
  | 'reject'
  | 'undo'
  | 'leanYes'
  | 'leanNo'
  | 'tab'
  | 'search'
  | 'help'
  | 'escape'
  | 'quit'
  | 'reason'
  | 'message'
  | 'signReject'
  | 'signEdit'
  | 'signConfirm'
  | 'signAnswer'
  | 'stop'
  | 'signStop'
  | 'claim'
  | 'comment'
  | 'ask'
  | 'assign'
  | 'extend'
  | 'signNote'
  | 'snooze'
  | 'snoozeFor'
  | 'commands'
  | 'larger'
  | 'smaller'
  | 'usualSize';

const once = { repeat: 'once', where: 'outside text' } as const;
/** All that can have the keys when nothing lies over it. */
const below = ['desk', 'edit', 'reject', 'confirm', 'stop', 'note', 'snooze', 'batch', 'batchReject'] as const satisfies readonly Scope[];
const everywhere: readonly Scope[] = [...below, 'dialog', 'commands', 'start'];
const anytime = { group: 'app', scopes: everywhere, repeat: 'once', where: 'anywhere' } as const;

export const actions = {
  next: { keys: ['j', 'ArrowDown'], group: 'move', label: m.keys.next, scopes: ['desk', 'reject'], repeat: 'repeats', where: 'outside text' },
  previous: { keys: ['k', 'ArrowUp'], group: 'move', label: m.keys.previous, scopes: ['desk', 'reject'], repeat: 'repeats', where: 'outside text' },
  open: { keys: ['Enter'], group: 'move', label: m.keys.open, scopes: ['desk'], ...once },
  back: { keys: ['alt+ArrowLeft'], group: 'move', label: m.batch.keys.back, scopes: ['desk'], repeat: 'repeats', where: 'outside text' },
  forward: { keys: ['alt+ArrowRight'], group: 'move', label: m.batch.keys.forward, scopes: ['desk'], repeat: 'repeats', where: 'outside text' },
  arrivals: { keys: ['v'], group: 'move', label: m.arrivals.key, scopes: ['desk'], ...once },
  select: { keys: ['x'], group: 'move', label: m.batch.keys.select, scopes: ['desk'], ...once },
  selectRange: { keys: ['shift+x'], group: 'move', label: m.batch.keys.selectRange, scopes: ['desk'], ...once },
  takeOut: { keys: ['x'], group: 'decide', label: m.batch.keys.takeOut, scopes: ['batch', 'batchReject'], ...once },
  tab: { keys: ['1', '2', '3', '4', '5', '6'], group: 'look', label: m.keys.tab, scopes: ['desk', 'edit', 'confirm'], ...once },
  search: { keys: ['/'], group: 'look', label: m.keys.search, scopes: ['desk'], ...once },
  approve: { keys: ['a'], group: 'decide', label: m.keys.approve, scopes: ['desk', 'batch'], ...once },
  edit: { keys: ['e'], group: 'decide', label: m.keys.edit, scopes: ['desk'], ...once },
  reject: { keys: ['r'], group: 'decide', label: m.keys.reject, scopes: ['desk'], ...once },
  reason: { keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'], group: 'decide', label: m.keys.reason, scopes: ['reject', 'batchReject'], ...once },
  message: { keys: ['m'], group: 'decide', label: m.keys.message, scopes: ['reject', 'batchReject'], ...once },
  signReject: { keys: ['mod+Enter'], group: 'decide', label: m.keys.signReject, scopes: ['reject', 'batchReject'], repeat: 'once', where: 'anywhere' },
  signEdit: { keys: ['mod+Enter'], group: 'decide', label: m.keys.signEdit, scopes: ['edit'], repeat: 'once', where: 'anywhere' },
  signConfirm: { keys: ['mod+Enter'], group: 'decide', label: m.keys.signConfirm, scopes: ['confirm'], repeat: 'once', where: 'anywhere' },
  signAnswer: { keys: ['mod+Enter'], group: 'decide', label: m.keys.signAnswer, scopes: ['desk'], repeat: 'once', where: 'anywhere' },
  stop: { keys: ['h'], group: 'decide', label: m.keys.stop, scopes: ['desk'], ...once },
  signStop: { keys: ['mod+Enter'], group: 'decide', label: m.keys.signStop, scopes: ['stop'], repeat: 'once', where: 'anywhere' },
  claim: { keys: ['c'], group: 'together', label: m.keys.claim, scopes: ['desk'], ...once },
  comment: { keys: ['m'], group: 'together', label: m.keys.comment, scopes: ['desk'], ...once },
  ask: { keys: ['q'], group: 'together', label: m.keys.ask, scopes: ['desk'], ...once },
  assign: { keys: ['g'], group: 'together', label: m.keys.assign, scopes: ['desk'], ...once },
  extend: { keys: ['t'], group: 'together', label: m.keys.extend, scopes: ['desk'], ...once },
  signNote: { keys: ['mod+Enter'], group: 'together', label: m.keys.signNote, scopes: ['note'], repeat: 'once', where: 'anywhere' },
  leanYes: { keys: ['y'], group: 'look', label: m.lean.keyYes, scopes: ['desk'], ...once },
  leanNo: { keys: ['n'], group: 'look', label: m.lean.keyNo, scopes: ['desk'], ...once },
  snooze: { keys: ['s'], group: 'together', label: m.snooze.key, scopes: ['desk'], ...once },
  snoozeFor: { keys: ['1', '2', '3', '4'], group: 'together', label: m.snooze.keyFor, scopes: ['snooze'], ...once },
  undo: { keys: ['u'], group: 'decide', label: m.keys.undo, scopes: ['desk', 'reject', 'batch', 'batchReject'], ...once },
  help: { keys: ['?'], group: 'app', label: m.keys.help, scopes: [...below, 'dialog'], ...once },
  commands: { keys: ['mod+k'], group: 'app', label: m.commands.title, scopes: [...below, 'commands'], repeat: 'once', where: 'anywhere' },
  larger: { keys: ['mod++', 'mod+='], label: m.look.larger, ...anytime },
  smaller: { keys: ['mod+-'], label: m.look.smaller, ...anytime },
  usualSize: { keys: ['mod+0'], label: m.look.usual, ...anytime },
  escape: { keys: ['Escape'], label: m.keys.escape, ...anytime },
  quit: { keys: ['mod+q'], label: m.keys.quit, ...anytime },
} as const satisfies Record<ActionId, KeyAction>;

const apple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

const names: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', Escape: m.keys.names.escape, Enter: '↵', '-': '−' };

/** What is held down for a chord. */
export const MOD = apple ? '⌘' : m.keys.names.control;
const held: [string, string][] = [['mod+', apple ? MOD : `${MOD} `], ['alt+', apple ? '⌥' : `${m.keys.names.alt} `], ['shift+', '⇧']];

/** A key as it is written on a hint. */
export function keyName(key: string): string {
  const [chord, said] = held.find(([chord]) => key.startsWith(chord)) ?? ['', ''];
  return chord === '' ? (names[key] ?? key.toUpperCase()) : said + keyName(key.slice(chord.length));
}
