/** A workspace as `fermata` makes it, its gateway as a process, and a person who decides at the command line. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const FERMATA = fileURLToPath(new URL('../../../target/debug/fermata', import.meta.url));
const TOOL = {
  name: 'send_note',
  description: 'Writes.',
  parameters: { type: 'object', properties: { to: { type: 'string' } }, required: ['to'] },
};
const HOUR = 3_600_000;

/** What a command said, and how it ended. */
export interface Said {
  readonly code: number;
  readonly json: Record<string, unknown>;
}

export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), 'fermata-workspace-'));
  url = '';
  #contract = '';
  #gateway: ChildProcess | null = null;

  /** With one tool, one vouched source and a gateway that answers. */
  async open(): Promise<void> {
    if (!existsSync(FERMATA)) throw new Error(`${FERMATA} is missing: run scripts/build`);
    if (process.env['FERMATA_SESSION'] !== '1') {
      throw new Error('the keys of these people go into a keychain of their own: run this by scripts/session --headless');
    }
    await this.ok(['init', '--source', 'agent']);
    const tools = this.file('tools.json', [{ type: 'function', function: TOOL }]);
    const made = await this.ok(['contracts', 'import', '--openai', tools, '--all']);
    const [contract] = made['contracts'] as { sha256: string }[];
    this.#contract = contract?.sha256 ?? '';
    await this.#start();
  }

  /** On a free port, which it tells once it answers. */
  async #start(): Promise<void> {
    this.#gateway = spawn(FERMATA, ['--json', 'gateway'], { env: this.#env(), stdio: ['ignore', 'pipe', 'inherit'] });
    if (!this.#gateway.stdout) throw new Error('the gateway has no output');
    let said = '';
    // One JSON document, and then nothing more as long as it runs.
    for await (const line of createInterface(this.#gateway.stdout)) {
      said += line;
      if (line.startsWith('}')) break;
    }
    this.url = String((JSON.parse(said) as { url: string }).url);
  }

  async close(): Promise<void> {
    if (this.#gateway && this.#gateway.exitCode === null) {
      this.#gateway.kill('SIGTERM');
      await once(this.#gateway, 'exit');
    }
    rmSync(this.folder, { recursive: true });
  }

  /** Writes a file into the workspace's folder. */
  file(name: string, value: unknown, mode = 0o600): string {
    const path = join(this.folder, name);
    writeFileSync(path, JSON.stringify(value), { mode });
    return path;
  }

  source(name: string): string {
    return join(this.folder, 'home/sources', `${name}.json`);
  }

  #env(): NodeJS.ProcessEnv {
    const { FERMATA_GATEWAY: _, ...rest } = process.env;
    return { ...rest, FERMATA_HOME: join(this.folder, 'home') };
  }

  async run(words: readonly string[]): Promise<Said> {
    return new Promise((done, fail) => {
      execFile(FERMATA, ['--json', ...words], { env: this.#env() }, (wrong, out, err) => {
        const code = wrong ? Number(wrong.code) : 0;
        try {
          done({ code, json: JSON.parse(out) as Record<string, unknown> });
        } catch {
          fail(new Error(`fermata ${words.join(' ')}: ${code}\n${out}\n${err}`));
        }
      });
    });
  }

  /** Of a command that goes well. */
  async ok(words: readonly string[]): Promise<Record<string, unknown>> {
    const { code, json } = await this.run(words);
    if (code !== 0) throw new Error(`fermata ${words.join(' ')}: ${code} ${JSON.stringify(json)}`);
    return json;
  }

  /** A person looks, and signs what they saw. */
  async decide(esc: string, ...words: string[]): Promise<Said> {
    const shown = await this.ok(['show', esc]);
    const { view_sha256 } = shown['raw'] as { view_sha256: string };
    return this.run(['decide', esc, ...words, '--view', view_sha256]);
  }

  draft(to: string): Record<string, unknown> {
    return {
      expires_at: new Date(Date.now() + HOUR).toISOString(),
      queue: 'inbox',
      kind: 'action',
      action: { tool: 'send_note', arguments: { to } },
      contract: this.#contract,
      allowed: ['approve', 'edit', 'reject', 'respond'],
      deliver: { kind: 'poll' },
    };
  }
}
