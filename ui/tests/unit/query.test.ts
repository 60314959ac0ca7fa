import { describe, expect, it } from 'vitest';
import { accept, covers, hits, read, suggest, without } from '../../src/shared/query';

const now = Date.parse('2026-11-23T10:00:00Z');

describe('a query', () => {
  it('is words and filters in any order, and quotes keep together what belongs together', () => {
    const { form, words, tokens } = read('refund risk:high,critical queue:"big money" W4923227 who:ann', now);
    expect(words).toEqual(['refund', 'W4923227']);
    expect(form).toMatchObject({ text: 'refund W4923227', risk: ['high', 'critical'], queue: ['big money'], who: ['ann'], sort: 'newest' });
    expect(tokens).toEqual(['risk:high,critical', 'queue:"big money"', 'who:ann']);
  });
  it('reads shares and times', () => {
    const range = (text: string) => [read(text, now).form.confidence_from, read(text, now).form.confidence_to];
    expect([range('confidence:<60'), range('confidence:>80%'), range('confidence:40-80'), range('confidence:62')]).toEqual([[null, 59], [81, null], [40, 80], [62, 62]]);
    expect(read('due:<90m', now).form.due_by).toBe('2026-11-23T11:30:00.000Z');
    expect(read('due:2d', now).form.due_by).toBe('2026-11-25T10:00:00.000Z');
  });
  it('says what it can not read, and does not narrow by it', () => {
    const { form, problems } = read('risk:hgih status:open,gone confidence:often due:soon sort:best', now);
    expect(problems).toEqual([
      { filter: 'risk', value: 'hgih' },
      { filter: 'status', value: 'gone' },
      { filter: 'confidence', value: 'often' },
      { filter: 'due', value: 'soon' },
      { filter: 'sort', value: 'best' },
    ]);
    expect(form).toEqual(read('', now).form);
  });
  it('takes what is no filter as a word, and a filter that is not finished as nothing', () => {
    expect(read('note:this http://x', now).words).toEqual(['note:this', 'http://x']);
    expect(read('risk:', now).form.risk).toEqual([]);
  });
  it('is completed where it is being typed', () => {
    expect(suggest('refund ri', [])).toEqual(['risk:']);
    expect(suggest('risk:h', [])).toEqual(['risk:high']);
    expect(suggest('risk:high,c', [])).toEqual(['risk:high,critical']);
    expect(suggest('queue:', ['refunds', 'accounts'])).toEqual(['queue:refunds', 'queue:accounts']);
    expect(suggest('refund', [])).toEqual([]);
    expect(accept('refund ri', 'risk:')).toBe('refund risk:');
    expect(accept('refund risk:h', 'risk:high')).toBe('refund risk:high ');
    expect(without('refund risk:high who:ann', 'risk:high')).toBe('refund who:ann');
  });
});

describe('what was found', () => {
  const marked = (text: string, ...words: string[]) => hits(text, words).map((part) => (part.hit ? `[${part.text}]` : part.text)).join('');
  it('is marked where a word begins, whatever its case and accents', () => {
    expect(marked('Refund the Réfundable fare, not prerefund', 'refund')).toBe('[Refund] the [Réfund]able fare, not prerefund');
    expect(marked('Order W4923227.', 'w49', 'ord')).toBe('[Ord]er [W49]23227.');
    expect(marked('a<b>c', '<b>')).toBe('a<[b]>c');
    expect(marked('nothing here', 'xyz')).toBe('nothing here');
  });
  it('is covered by a text in which every word begins one', () => {
    expect(covers('Refund 412.50 USD', ['412.50', 'usd'])).toBe(true);
    expect(covers('Refund 412.50 USD', ['refund', 'order'])).toBe(false);
  });
});
