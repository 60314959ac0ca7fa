// Updates of the program, in the settings; and what is asked before one is installed with something unsent.

import type { UpdateFault } from '../../ipc/generated';

export const en = {
  title: 'Updates',
  off: 'Updates: off. This build has no update key.',
  version: (version: string) => `This is version ${version}.`,
  look: 'Look for an update',
  looking: 'Looking …',
  none: 'There is nothing newer.',
  found: (version: string) => `Version ${version} is offered.`,
  notes: 'What is said of it',
  install: 'Install and restart',
  installing: 'Fetching, checking the signature and installing …',
  restarts: 'Installed. Fermata starts again.',
  installed: 'Installed. Something was decided or written meanwhile, so Fermata goes on; the new version runs from the next start on.',
  unsent: 'Nothing was installed: something that you decided or wrote is not delivered yet. Install once it is.',
  faults: {
    off: 'This build has no update key.',
    unreachable: 'The place where updates lie does not answer. Try again later.',
    list: 'What lies there cannot be read, or holds nothing for this machine. Nothing was fetched.',
    signature: 'What was fetched is not signed for this version by whoever built this Fermata. It was not unpacked and not installed. Tell whoever gives you Fermata.',
    large: 'What was fetched is larger than an update may be. It was not unpacked and not installed.',
    not_offered: 'Nothing is offered any more. Look for an update first.',
    install: 'The system did not install it, or you refused it there. This version goes on.',
  } satisfies Record<UpdateFault, string>,
  /** In the question before quitting, where it is asked before installing. */
  waiting: 'Something that you signed or wrote is not delivered yet',
  then: 'The update is installed once it is delivered.',
  sign: 'Sign, then install',
};

export const de: typeof en = {
  title: 'Updates',
  off: 'Updates: aus. Dieser Build hat keinen Update-Schlüssel.',
  version: (version) => `Das ist Version ${version}.`,
  look: 'Nach einem Update suchen',
  looking: 'Sucht …',
  none: 'Es gibt nichts Neueres.',
  found: (version) => `Version ${version} wird angeboten.`,
  notes: 'Was darüber gesagt wird',
  install: 'Installieren und neu starten',
  installing: 'Lädt, prüft die Signatur und installiert …',
  restarts: 'Installiert. Fermata startet neu.',
  installed: 'Installiert. Inzwischen wurde etwas entschieden oder geschrieben, deshalb läuft Fermata weiter; die neue Version läuft ab dem nächsten Start.',
  unsent: 'Nichts wurde installiert: Etwas, das Sie entschieden oder geschrieben haben, ist noch nicht zugestellt. Installieren Sie, sobald es das ist.',
  faults: {
    off: 'Dieser Build hat keinen Update-Schlüssel.',
    unreachable: 'Der Ort, an dem Updates liegen, antwortet nicht. Versuchen Sie es später erneut.',
    list: 'Was dort liegt, ist nicht lesbar oder enthält nichts für diesen Rechner. Es wurde nichts geladen.',
    signature: 'Das Geladene ist nicht für diese Version von denen signiert, die dieses Fermata gebaut haben. Es wurde nicht entpackt und nicht installiert. Sagen Sie es denen, von denen Sie Fermata haben.',
    large: 'Das Geladene ist größer, als ein Update sein darf. Es wurde nicht entpackt und nicht installiert.',
    not_offered: 'Es wird nichts mehr angeboten. Suchen Sie zuerst nach einem Update.',
    install: 'Das System hat es nicht installiert, oder Sie haben es dort abgelehnt. Diese Version läuft weiter.',
  },
  waiting: 'Etwas, das Sie signiert oder geschrieben haben, ist noch nicht zugestellt',
  then: 'Das Update wird installiert, sobald es zugestellt ist.',
  sign: 'Signieren, dann installieren',
};
