/** A gateway in the test's own process: real HTTP on loopback, real signatures, no policy and no log. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sha256 } from '../src/encoding.ts';
import { write } from '../src/json.ts';
import { payloadOf, type World } from './signedWorld.ts';

export const TOKEN = 'token-of-the-tests';
type Make = (world: World, proposal: string, verdict: string) => Buffer;

export class FakeGateway {
  readonly world: World;
  readonly proposals = new Map<string, string>();
  readonly resolutions = new Map<string, Buffer>();
  readonly reports = new Map<string, Record<string, unknown>>();
  /** Paths whose next answer is lost after the work was done. */
  lose: string[] = [];
  /** Status codes of the next answers. */
  fail: number[] = [];
  readonly #answers = new Map<string, unknown>();
  readonly #server: Server;

  constructor(world: World) {
    this.world = world;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async open(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  resolve(esc: string, make: Make): void {
    const proposal = this.proposals.get(esc) ?? '';
    this.resolutions.set(esc, make(this.world, proposal, this.world.verdict(proposal)));
  }

  approve(esc: string, by = 'ann', signer = by): void {
    this.resolve(esc, (world, proposal, verdict) => {
      const verb = { decision: 'approve', candidate_sha256: sha256(proposal) };
      return world.resolution('approved', [proposal, verdict, world.decision(by, verb, proposal, verdict, signer)]);
    });
  }

  statuses(esc: string): unknown[] {
    return [...this.reports.values()].filter((each) => each['esc'] === esc).map((each) => each['status'] ?? each['type']);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', 'http://gateway');
    const failing = this.fail.shift();
    if (failing !== undefined) {
      response.writeHead(failing, { 'Content-Type': 'application/problem+json' }).end(write({ code: 'saturated' }));
      return;
    }
    const key = String(request.headers['idempotency-key']);
    const answer = this.#answer(url, key, Buffer.concat(chunks));
    if (this.lose.includes(url.pathname)) {
      this.lose.splice(this.lose.indexOf(url.pathname), 1);
      request.socket.destroy();
    } else if (answer === null) response.writeHead(204).end();
    else response.writeHead(200, { 'Content-Type': 'application/json' }).end(answer);
  }

  #answer({ pathname, searchParams }: URL, key: string, body: Buffer): Buffer | null {
    if (pathname === '/v1/standing') {
      const after = Number(searchParams.get('after'));
      return write({ entries: this.world.standing.filter((each) => each.seq > after) });
    }
    if (pathname === '/v1/proposals') {
      if (!this.#answers.has(key)) {
        const proposal = this.world.vouch(key, body);
        const esc = String(payloadOf(proposal)['jti']);
        this.proposals.set(esc, proposal);
        this.#answers.set(key, { esc, status: 'open', proposal });
      }
      return write(this.#answers.get(key));
    }
    if (pathname.startsWith('/v1/escalations/')) return this.resolutions.get(pathname.split('/')[3] ?? '') ?? null;
    if (!this.reports.has(key)) this.reports.set(key, JSON.parse(body.toString('utf8')) as Record<string, unknown>);
    return write({ receipt: sha256(body) });
  }
}
