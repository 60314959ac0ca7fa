// The twin of the desk for the browser: the same interface over a made-up airline, for development, tests and pictures.
//
// It signs nothing and knows no protocol. `?scene=` picks what it plays.

import { error } from './demo/fail';
import type { Backend } from './backend';
import { parse } from '../features/edit/json';
import { steer, type Scene, sceneOf } from './demo/scenes';
import { check } from './demo/check';
import { diagnostics } from './demo/diagnostics';
import { lookAt, openAddress, picture } from './demo/outside';
import { found, search } from './demo/search';
import { shortcut } from './demo/shortcut';
import { team } from './demo/team';
import { updates } from './demo/updates';
import { World } from './demo/world';

const noCertificate = error('badArguments', "the team's certificate authority holds no certificate that can be read: give it as PEM, which begins with -----BEGIN CERTIFICATE-----");

export function demoBackend(scene: Scene = sceneOf(location.search)): Backend {
  const world = new World(scene);
  steer(world);
  return {
    hydrate: (onDeltas, language) => {
      world.language = language;
      world.listen(onDeltas);
      return world.hydrate();
    },
    rows: (list, queue, edge, back) => world.slowly(world.rows(list, queue, edge, back)),
    search: (form, after) => Promise.resolve(search([...world.items.values()], form, after)),
    countFound: (form) => Promise.resolve(Math.min(100, found([...world.items.values()], form).length)),
    keepSearches: (searches) => {
      world.searches = searches;
      return Promise.resolve();
    },
    keepReplies: (replies) => {
      world.replies = replies;
      return Promise.resolve();
    },
    team: (today) => Promise.resolve(team([...world.items.values()], world.absences, today)),
    saveWeek: () => Promise.resolve('/home/nadia/Downloads/fermata-week.csv'),
    detail: (esc) => world.detail(esc),
    preview: (esc, edited) => world.find(esc).then((item) => check(item, edited)),
    decide: async (esc, decision) => {
      const progress = await world.signing.decide(esc, decision);
      if (decision.verb === 'edit') (await world.find(esc)).edit = parse(decision.arguments);
      return progress;
    },
    undo: (esc) => world.signing.undo(esc),
    signNow: (esc) => world.signing.signNow(esc),
    snooze: (esc, until) => world.snooze(esc, until),
    setNotices: (notices) => world.setNotices(notices),
    startsAtLogin: () => Promise.resolve(world.atLogin),
    startAtLogin: (on) => world.startAtLogin(on),
    ...shortcut(scene),
    setTheme: (theme) => {
      if (scene.refuses) return Promise.reject(scene.refuses);
      world.theme = theme;
      return Promise.resolve();
    },
    halt: (esc, scope, reason) => world.stops.halt(esc, scope, reason),
    lift: (id) => world.stops.lift(id),
    goAway: (until, to) => world.goAway(until, to),
    comeBack: () => world.comeBack(),
    looked: (esc, alarms) => world.looked(esc, alarms),
    retire: (kid) => world.identity.retire(kid),
    note: (esc, note) => world.note(esc, note),
    join: (link, _name, ca) => (ca === null || ca.includes('-----BEGIN CERTIFICATE-----') ? world.identity.join(link) : Promise.reject(noCertificate)),
    saveEvidence: (esc) => world.saveEvidence(esc),
    lookAt: (esc, url) => world.find(esc).then((item) => lookAt(item, url)),
    openAddress: (esc, url) => world.find(esc).then((item) => world.slowly(item)).then((item) => openAddress(item, url)),
    picture: (esc, place) => world.find(esc).then((item) => picture(item, place)),
    openDocument: (esc, place) => world.find(esc).then(() => `/home/nadia/Downloads/fermata-${esc}-${place + 1}.pdf`),
    diagnostics: () => Promise.resolve(diagnostics(Date.now(), world.counts().inbox)),
    saveDiagnostics: () => (scene.refuses ? Promise.reject(scene.refuses) : Promise.resolve('/home/nadia/Downloads/fermata-diagnostics.txt')),
    sendFirst: () => world.sendFirst(),
    ...updates(world),
    quit: () => {
      document.body.dataset['quit'] = 'yes';
      return Promise.resolve();
    },
  };
}
