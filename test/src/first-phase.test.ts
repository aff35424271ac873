import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { compute, type Dataset, type List, open } from '../../src/index.ts';
import { openParquet } from '../../src/sources/parquet/parquet-source.ts';
import type { Source } from '../../src/sources/source.ts';
import { scratch, sql } from './sources/support.ts';

interface Row {
  readonly n: number;
  readonly wide: number;
  readonly Jet: List<{ readonly pt: number; readonly eta: number; readonly phi: number }>;
}

const file = join(scratch(), 'groups.parquet');

/** Three row groups; a row with an odd n, and a jet above 90, is in the second alone. Least and greatest say nothing. */
beforeAll(async () => {
  await sql(
    `SET threads = 1;;COPY (SELECT (CASE WHEN i = 3000 THEN 7 ELSE (i % 50) * 2 END)::INTEGER AS n, i::DOUBLE AS wide,
      (i % 3)::INTEGER AS "nJet",
      [(CASE WHEN i = 3001 THEN 95 ELSE i % 89 END)::FLOAT for j in range(i % 3)] AS "Jet_pt",
      [(i + j)::FLOAT for j in range(i % 3)] AS "Jet_eta", [(i - j)::FLOAT for j in range(i % 3)] AS "Jet_phi"
      FROM range(6144) r(i)) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
  );
});

/** The dataset, and the stored columns of each reading of it. */
async function watched(chunkSize?: number): Promise<{ events: Dataset<Row>; reads: string[][] }> {
  const source = await openParquet([file], { chunkSize });
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

const odd = (events: Dataset<Row>) => ({
  jets: events.where((e) => e.n % 2 === 1).map((e) => e.Jet.map((j) => j.pt + j.eta + j.phi)),
});
const hard = (events: Dataset<Row>) => ({
  jets: events.where((e) => e.Jet.count((j) => j.pt > 90 && j.eta >= j.phi) > 0).map((e) => e.Jet.eta.sum()),
});

describe('cheap columns first', () => {
  test('only the partitions with a row that passes are read whole', async () => {
    const { events, reads } = await watched();
    const { jets } = await compute(odd(events));
    const all = ['Jet_pt', 'Jet_eta', 'Jet_phi', 'n'];
    expect(reads.map((columns) => [...columns].sort())).toEqual([['n'], ['n'], all.sort(), ['n']]);
    const expected = await compute(odd(await open<Row>(file, { placement: 'local' })));
    expect([...(jets as Iterable<unknown>)]).toEqual([...(expected.jets as Iterable<unknown>)]);
    expect([...(jets as Iterable<unknown>)]).toHaveLength(1);
  });

  test('a condition on elements is asked of the columns that come cheap', async () => {
    const { events, reads } = await watched();
    const { jets } = await compute(hard(events));
    expect(reads.map(({ length }) => length)).toEqual([1, 1, 3, 1]);
    expect(reads[0]).toEqual(['Jet_pt']);
    expect([...(jets as Iterable<unknown>)]).toEqual([3001]);
  });

  test('ever fewer partitions are asked while all have rows that pass', async () => {
    const { events, reads } = await watched(256);
    const even = { jets: events.where((e) => e.n % 2 === 0).map((e) => e.Jet.map((j) => j.pt + j.eta + j.phi)) };
    const { jets } = await compute(even);
    expect([...(jets as Iterable<unknown>)]).toHaveLength(6143);
    const asked = reads.flatMap(({ length }, i) => (length === 1 ? [i] : []));
    expect(reads.length - asked.length).toBe(24);
    expect(asked).toEqual([0, 3, 8, 17]);
  });

  test('explain says what is read first', async () => {
    const { events } = await watched();
    expect(hard(events).jets.explain()).toContain(
      'Jet_pt first: the rest of a partition only if one of its rows has event.Jet.filter(x => x.pt > 90).length > 0',
    );
  });

  test('conditions behind one that may stop with an error do not count', async () => {
    const { events, reads } = await watched();
    // the product leaves the exact integers in the last row group, whose rows fail the second condition
    const failing = events
      .where((e) => e.n * 4_503_599_627_370_496 >= 0)
      .where((e) => e.n % 2 === 1)
      .map((e) => e.Jet.eta.sum() + e.Jet.pt.sum());
    await expect(compute({ failing })).rejects.toMatchObject({ name: expect.stringContaining('Error') });
    expect(reads[0]).toHaveLength(3);
  });

  test('every output must ask for it', async () => {
    const { events, reads } = await watched();
    await compute({ ...odd(events), all: events.map((e) => e.wide) });
    expect(reads).toHaveLength(3);
    expect(new Set(reads.map(({ length }) => length))).toEqual(new Set([5]));
  });
});
