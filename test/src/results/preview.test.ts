import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromColumns, fromValues, type List, open } from '../../../src/index.ts';
import { preview, shownRows } from '../../../src/results/preview.ts';
import { fromValues as source } from '../../../src/sources/memory.ts';
import { Draw, rowType, tapes, valueOf } from '../../oracle/data.ts';

interface Row {
  i: number;
  l: List<{ x: number; y: List<number> }>;
  s: string | undefined;
}
const rows = Array.from({ length: 30 }, (_, i) => ({
  i,
  l: Array.from({ length: i % 4 }, (_, j) => ({ x: 1.1 * (j + 1), y: Array.from({ length: j + 1 }, (_, k) => k) })),
  s: i % 3 === 0 ? undefined : `text ${i}`,
}));
const data = fromValues<Row>(rows, { chunkSize: 4 });

describe('show', () => {
  it('has the first and the last rows, and the type', async () => {
    expect(await data.i.show(6)).toBe('[0,\n 1,\n 2,\n …,\n 28,\n 29]\ntype: 30 * int64');
    expect((await data.i.show()).split('\n')).toHaveLength(21);
    expect(await data.i.show(30)).not.toContain('…');
    expect(await data.i.show(1)).toBe('[…]\ntype: 30 * int64');
    expect(await data.i.show(2)).toBe('[0,\n …]\ntype: 30 * int64');
  });

  it('cuts lists in the middle and records at the end', async () => {
    const list = fromColumns({ x: [Array.from({ length: 100 }, (_, i) => i / 3)] }) as unknown as typeof data;
    expect(await list.field('x' as 'i').show({ width: 40 })).toBe(
      '[[0, 0.333333, …, 32.6667, 33]]\ntype: 1 * var * float64',
    );
    expect(await data.l.show({ rows: 4, width: 44 })).toBe(
      ['[[],', ' [{x: 1.1, y: [0]}],', ' …,', ' [{x: 1.1, y: [0]}]]', 'type: 30 * var * {x: float64, …}'].join('\n'),
    );
    expect(await data.show({ rows: 3, width: 44 })).toBe(
      [
        '[{i: 0, l: [], s: missing},',
        ' …,',
        ' {i: 29, l: [{…}], s: "text 29"}]',
        'type: 30 * {i: int64, l: var * {…}, …}',
      ].join('\n'),
    );
  });

  it('shows every kind of value', async () => {
    const all = fromColumns({
      n: [2n ** 60n, 1n],
      x: [Number.NaN, 1 / 3],
      b: [true, null],
      s: ['"é"\n', ''],
      r: [{ a: { b: [[1]] } }, { a: { b: [] } }],
    });
    expect(await all.show()).toBe(
      [
        '[{n: 1152921504606846976, x: NaN, b: true, s: "\\"é\\"\\n", r: {a: {b: [[1]]}}},',
        ' {n: 1, x: 0.333333, b: missing, s: "", r: {a: {b: []}}}]',
        'type: 2 * {n: int64, x: float64, b: ?bool, s: string, r: {a: {…}}}',
      ].join('\n'),
    );
  });

  it('shows nothing where there is nothing', async () => {
    expect(await fromValues([]).show()).toBe('[]\ntype: 0 * {}');
    expect(await data.where((e) => e.i > 99).i.show()).toBe('[]\ntype: 0 * int64');
  });

  it('counts chosen rows', async () => {
    expect(await data.where((e) => e.i % 2 === 1).i.show(3)).toBe('[1,\n …,\n 29]\ntype: 15 * int64');
  });

  it('reads no rows from between', async () => {
    const inner = source(rows, { chunkSize: 2 });
    const read: number[] = [];
    const watched = await open<Row>({
      info: inner.info,
      partitions: () => inner.partitions(),
      columnsOf: (needs) => inner.columnsOf(needs),
      close: () => inner.close(),
      read: (partition, request) => {
        read.push(partition.index);
        return inner.read(partition, request);
      },
    });
    expect(await watched.i.show(4)).toBe('[0,\n 1,\n …,\n 29]\ntype: 30 * int64');
    expect(read).toEqual([0, 1, 13, 14]);
  });

  it('takes whole numbers', async () => {
    await expect(data.show(0)).rejects.toMatchObject({ code: 'bad-option' });
    await expect(data.show({ width: 1.5 })).rejects.toMatchObject({ code: 'bad-option' });
  });
});

describe('a preview', () => {
  it('is never wider or longer than it may be', () => {
    fc.assert(
      fc.property(tapes, fc.integer({ min: 3, max: 120 }), (tape, width) => {
        const draw = new Draw(tape);
        const type = rowType(draw);
        const first = Array.from({ length: 3 }, () => plain(valueOf(draw, type)));
        const text = preview({ first, last: [], length: 3 }, type, width);
        const lines = text.split('\n').slice(0, -1);
        expect(lines).toHaveLength(3);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(Math.max(width, 3));
      }),
      { numRuns: 300 },
    );
  });

  it('has as many rows as there are lines, one of them for what is left out', () => {
    for (let rows = 1; rows < 50; rows++) {
      const { first, last } = shownRows(rows);
      expect(first + last + 1).toBe(rows);
      expect(first - last === 0 || first - last === 1).toBe(true);
    }
  });
});

/** The oracle has records as maps. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return value instanceof Map ? Object.fromEntries([...value].map(([name, of]) => [name as string, plain(of)])) : value;
}
