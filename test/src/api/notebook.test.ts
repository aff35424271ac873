import { describe, expect, it } from 'vitest';
import type { Core } from '../../../src/api/core.ts';
import { asDataset } from '../../../src/api/dataset.ts';
import { type Dataset, fromValues, open, type Source } from '../../../src/index.ts';
import { checkMarkup } from '../results/plots/support.ts';

const DISPLAY = Symbol.for('Jupyter.display');
const shown = (thing: unknown): Promise<Record<string, string>> =>
  (thing as Record<symbol, () => Promise<Record<string, string>>>)[DISPLAY]?.() ?? Promise.reject(new Error('nothing'));
const rows = Array.from({ length: 50 }, (_, i) => ({ i, text: '<script>', '<b>': [i] }));
interface Row {
  readonly i: number;
  readonly text: string;
}

/** The dataset, and the stored columns of each reading of it. */
async function watched(of: readonly object[]): Promise<{ events: Dataset<Row>; reads: string[][] }> {
  const { source } = asDataset(fromValues(of, { chunkSize: 10 })) as Core;
  const reads: string[][] = [];
  const watching = new Proxy<Source>(source, {
    get(target, name) {
      if (name === 'read')
        return (...[partition, request, signal]: Parameters<Source['read']>) => {
          reads.push([...source.columnsOf(request.needs)]);
          return source.read(partition, request, signal);
        };
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { events: await open<Row>(watching), reads };
}
const events = fromValues<Row>(rows, { chunkSize: 10 });

describe('notebooks show', () => {
  it('the first and last rows of a dataset, with the fields as columns', async () => {
    expect(DISPLAY in events).toBe(true);
    const { 'text/html': html = '', 'text/plain': text } = await shown(events);
    checkMarkup(html);
    expect([...html.matchAll(/<th [^>]*>([^<]*)</g)].map(([, name]) => name)).toEqual(['i', 'text', '&lt;b&gt;']);
    expect([...html.matchAll(/<tr><td[^>]*>([^<]*)</g)].map(([, first]) => first)).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '…',
      '46',
      '47',
      '48',
      '49',
    ]);
    expect(text).toMatch(/\ntype: 50 \* \{i: int64/);
  });

  it('the first rows of a selection, without reading on', async () => {
    const { events: some, reads } = await watched(Array.from({ length: 500 }, (_, i) => ({ i, text: '' })));
    const column = some.where((e) => e.i > 15).i;
    expect(DISPLAY in column).toBe(true);
    const { 'text/html': html = '', 'text/plain': text } = await shown(column);
    expect(text).toBe(`[${Array.from({ length: 10 }, (_, i) => 16 + i).join(',\n ')},\n …]\ntype: var * int64`);
    expect(html).toContain('<th scope="col" style="text-align:left;padding:2px 10px">value</th>');
    // three of fifty partitions, and the next one, which is read ahead
    expect(reads).toEqual([['i'], ['i'], ['i'], ['i']]);
  });

  it('a selection that ends before, and one without rows', async () => {
    expect((await shown(events.where((e) => e.i > 47).i))['text/plain']).toBe('[48,\n 49]\ntype: 2 * int64');
    expect((await shown(events.where((e) => e.i > 99).i))['text/plain']).toBe('[]\ntype: 0 * int64');
  });

  it('not more than twenty fields, which alone are read', async () => {
    const names = Array.from({ length: 30 }, (_, i) => `f${i}`);
    const { events: wide, reads } = await watched([Object.fromEntries(names.map((name) => [name, 1]))]);
    const { 'text/html': html = '', 'text/plain': text } = await shown(wide);
    expect(reads).toEqual([names.slice(0, 20)]);
    expect(html.match(/<th /g)).toHaveLength(20);
    expect(text).toMatch(/, and 10 more fields$/);
  });
});
