// A source in a process of its own, from the built package: `node otherProcess.mjs OPTIONS ESC`.
// It begins to run the escalation, says so, and never comes to an end by itself.
import { Source } from '../dist/index.js';

const [, , given, esc] = process.argv;
const { at, ...options } = JSON.parse(given);
const source = new Source({ ...options, now: () => at });
await source.run(
  esc,
  () => {
    process.stdout.write('running\n');
    return new Promise((ends) => process.stdin.once('end', ends).resume());
  },
  5,
);
