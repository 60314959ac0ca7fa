// The made-up airline's traces.

import type { AttributeView, SpanView, TraceView } from '../generated';
import { run } from './items';

type Told = { error?: string; notes?: Record<string, string> };

const noted = (notes: Record<string, string>): AttributeView[] => Object.entries(notes).map(([name, value]) => ({ name: run(name), value: run(value) }));

function span(depth: number, name: string, from: number, took: number | null, { error, notes = {} }: Told = {}): SpanView {
  const note = (key: string) => notes[key] ?? null;
  const words = (key: string) => (notes[key] === undefined ? null : run(notes[key]));
  return {
    depth,
    name: run(name),
    from_us: took === null ? null : String(from * 1000),
    took_us: took === null ? null : String(took * 1000),
    operation: words('gen_ai.operation.name'),
    model: words('gen_ai.response.model'),
    tokens_in: note('gen_ai.usage.input_tokens'),
    tokens_out: note('gen_ai.usage.output_tokens'),
    cost: words('cost_usd'),
    failed: error !== undefined,
    error: error === undefined ? null : run(error),
    attributes: noted(notes),
  };
}

const chat = (input: number, output: number, cost: string) => ({
  notes: { 'gen_ai.operation.name': 'chat', 'gen_ai.response.model': 'lark-2-large', 'gen_ai.usage.input_tokens': String(input), 'gen_ai.usage.output_tokens': String(output), cost_usd: cost },
});
const tool = (name: string, more: Record<string, string> = {}) => ({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': name, ...more });

const cabin: TraceView = {
  at: '2026-11-23T09:35:12.000Z',
  took_us: '9420000',
  spans: [
    span(0, 'invoke_agent airline-4', 0, 9420, { notes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'airline-4', 'resource · service.name': 'airline-agent' } }),
    span(1, 'chat', 40, 2100, chat(3120, 84, '0.021')),
    span(1, 'execute_tool price_change', 2180, 240, { notes: tool('price_change') }),
    span(2, 'GET /prices', 2200, 190, { notes: { 'http.response.status_code': '200' } }),
    span(1, 'chat', 2460, 2890, chat(3402, 131, '0.024')),
    span(1, 'execute_tool change_booking', 5390, 610, { error: 'the voucher covers only 300.00 USD', notes: tool('change_booking', { 'exception · exception.message': 'the voucher covers only 300.00 USD' }) }),
    span(1, 'chat', 6040, 3350, chat(3811, 97, '0.026')),
    span(1, 'check_policy', 9395, 0, {}),
    span(1, 'flush', 0, null),
  ],
  left_out: 0,
  text: null,
};

/** By the item's key. */
export const traces: Record<string, TraceView> = {
  cabin,
  bags: { at: null, took_us: '0', spans: [], left_out: 0, text: run('{"url":"https://traces.example/run/20417"}') },
};
