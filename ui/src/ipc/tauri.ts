// The only door to Tauri. Commands go by name; their answers are the types of `generated.ts`.

import { Channel, invoke } from '@tauri-apps/api/core';
import type { Backend } from './backend';
import type { DeltaView } from './generated';

export function tauriBackend(): Backend {
  return {
    hydrate: (onDeltas, language) => invoke('hydrate', { channel: new Channel<DeltaView[]>(onDeltas), language }),
    rows: (list, queue, edge, back) => invoke('rows', { list, queue, edge, back }),
    search: (form, after) => invoke('search', { form, after }),
    countFound: (form) => invoke('count_found', { form }),
    keepSearches: (searches) => invoke('keep_searches', { searches }),
    keepReplies: (replies) => invoke('keep_replies', { replies }),
    team: (today) => invoke('team', { today }),
    saveWeek: () => invoke('save_week'),
    detail: (esc) => invoke('detail', { esc }),
    preview: (esc, edited) => invoke('preview', { esc, edited }),
    decide: (esc, decision, seen) => invoke('decide', { esc, decision, seen }),
    undo: (esc) => invoke('undo', { esc }),
    signNow: (esc) => invoke('sign_now', { esc }),
    snooze: (esc, until) => invoke('snooze', { esc, until }),
    setNotices: (notices) => invoke('set_notices', { notices }),
    startsAtLogin: () => invoke('starts_at_login'),
    startAtLogin: (on) => invoke('start_at_login', { on }),
    shortcut: () => invoke('shortcut'),
    setShortcut: (choice) => invoke('set_shortcut', { choice }),
    setTheme: (theme) => invoke('set_theme', { theme }),
    halt: (esc, scope, reason) => invoke('halt', { esc, scope, reason }),
    lift: (id) => invoke('lift', { id }),
    goAway: (until, to) => invoke('go_away', { until, to }),
    comeBack: () => invoke('come_back'),
    looked: (esc, alarms) => invoke('looked', { esc, alarms }),
    retire: (kid) => invoke('retire', { kid }),
    note: (esc, note) => invoke('note', { esc, note }),
    join: (link, name, ca) => invoke('join', { link, name, ca }),
    saveEvidence: (esc) => invoke('save_evidence', { esc }),
    lookAt: (esc, url) => invoke('look_at', { esc, url }),
    openAddress: (esc, url) => invoke('open_address', { esc, url }),
    picture: (esc, place) => invoke('picture', { esc, place }),
    openDocument: (esc, place) => invoke('open_document', { esc, place }),
    diagnostics: () => invoke('diagnostics'),
    saveDiagnostics: () => invoke('save_diagnostics'),
    sendFirst: () => invoke('send_first'),
    updates: () => invoke('updates'),
    lookForUpdate: () => invoke('look_for_update'),
    installUpdate: () => invoke('install_update'),
    restart: () => invoke('restart'),
    quit: () => invoke('quit'),
  };
}
