// The way out, played: nothing is opened, what would be is written down for a test to read.

import { fail } from './fail';
import type { AddressFault, AddressView, PictureView } from '../generated';
import type { DemoItem } from './item';
import { plain } from '../../shared/runs';

export function lookAt(item: DemoItem, text: string): AddressView {
  const refused = (why: AddressFault): AddressView => ({ kind: 'refused', why });
  const { subject, evidence } = item.detail();
  if (/[\s⟨]/.test(text)) return refused('unseen');
  if (!URL.canParse(text)) return refused('unreadable');
  const url = new URL(text);
  if (!['https:', 'http:'].includes(url.protocol)) return refused('scheme');
  if (url.username !== '' || url.password !== '') return refused('name');
  const stands = plain(subject?.url ?? []) === text || evidence.some((piece) => plain(piece.text ?? []).includes(text));
  if (!stands) return refused('elsewhere');
  const written = /^[a-z]+:\/\/([^/?#]*)/i.exec(text)?.[1] ?? '';
  const letters = /[^\x20-\x7e]/.test(written) ? [{ text: written }] : null;
  return { kind: 'opens', url: url.href, host: url.host, letters, encrypted: url.protocol === 'https:' };
}

export function openAddress(item: DemoItem, text: string): Promise<void> {
  const seen = lookAt(item, text);
  if (seen.kind === 'refused') return fail('notAllowed', 'This address is not one that leads out of Fermata; nothing was opened.', 'Diese Adresse führt nicht aus Fermata hinaus; es wurde nichts geöffnet.');
  document.body.dataset['opened'] = [document.body.dataset['opened'], seen.url].filter(Boolean).join(' ');
  return Promise.resolve();
}

export async function picture(item: DemoItem, place: number): Promise<PictureView> {
  const drawn = item.idea.evidence?.[place]?.drawn;
  if (!drawn) return { kind: 'refused', why: 'damaged' };
  // A changed one is wider, so that it can be told from the one before.
  const [width, height] = [639 + item.version, 400];
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d');
  if (!pen) return { kind: 'refused', why: 'damaged' };
  pen.fillStyle = '#e8ecf4';
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = '#2f3b63';
  pen.fillRect(32, 32, 200, 248);
  pen.font = '600 26px sans-serif';
  drawn.forEach((line, n) => pen.fillText(line, 264, 72 + n * 48));
  pen.font = '22px monospace';
  pen.fillText('P<DEUWEBER<<JONAS<<<<<<<<<<<<<<<<<<<', 32, 352);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  return { kind: 'shown', png: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')), width, height };
}
