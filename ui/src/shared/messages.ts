// Every word that the page itself says, in the language that it speaks: this puts the catalogues of words/ together. Words from contracts,
// policy and errors come from the desk.

import { language } from './language';
import { madeStrange } from './pseudo';
import * as act from './words/act';
import * as alarms from './words/alarms';
import * as arrivals from './words/arrivals';
import * as masked from './words/masked';
import * as asked from './words/asked';
import * as away from './words/away';
import * as bar from './words/bar';
import * as commands from './words/commands';
import * as batch from './words/batch';
import * as detail from './words/detail';
import * as diff from './words/diff';
import * as diagnostics from './words/diagnostics';
import * as difference from './words/difference';
import * as edit from './words/edit';
import * as errors from './words/errors';
import * as evidence from './words/evidence';
import * as first from './words/first';
import * as help from './words/help';
import * as identity from './words/identity';
import * as keys from './words/keys';
import * as keysPage from './words/keysPage';
import * as lean from './words/lean';
import * as list from './words/list';
import * as login from './words/login';
import * as look from './words/look';
import * as notices from './words/notices';
import * as outside from './words/outside';
import * as quit from './words/quit';
import * as rail from './words/rail';
import * as rejectSheet from './words/rejectSheet';
import * as replies from './words/replies';
import * as search from './words/search';
import * as settings from './words/settings';
import * as shortcut from './words/shortcut';
import * as snooze from './words/snooze';
import * as states from './words/states';
import * as stop from './words/stop';
import * as tabs from './words/tabs';
import * as team from './words/team';
import * as time from './words/time';
import * as together from './words/together';
import * as trace from './words/trace';
import * as undo from './words/undo';
import * as updates from './words/updates';

/** The whole catalogue in one language. */
export const inLanguage = (l: 'en' | 'de') => ({
  ...states[l],
  act: act[l],
  alarms: alarms[l],
  arrivals: arrivals[l],
  masked: masked[l],
  asked: asked[l],
  away: away[l],
  bar: bar[l],
  commands: commands[l],
  batch: batch[l],
  detail: detail[l],
  diff: diff[l],
  diagnostics: diagnostics[l],
  difference: difference[l],
  edit: edit[l],
  errors: errors[l],
  evidence: evidence[l],
  first: first[l],
  help: help[l],
  identity: identity[l],
  keys: keys[l],
  keysPage: keysPage[l],
  lean: lean[l],
  list: list[l],
  login: login[l],
  look: look[l],
  notices: notices[l],
  outside: outside[l],
  quit: quit[l],
  rail: rail[l],
  rejectSheet: rejectSheet[l],
  replies: replies[l],
  search: search[l],
  settings: settings[l],
  shortcut: shortcut[l],
  snooze: snooze[l],
  stop: stop[l],
  tabs: tabs[l],
  team: team[l],
  time: time[l],
  together: together[l],
  trace: trace[l],
  undo: undo[l],
  updates: updates[l],
});

export type Messages = ReturnType<typeof inLanguage>;

export const m: Messages = language === 'qps' ? madeStrange(inLanguage('en')) : inLanguage(language);
