/** Joined rows against a plain Map from keys to rows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { number, record, type RecordType } from '../../compiler/tree/type.ts';
import { ARRAY_OF } from '../../kernels/dtype.ts';
import type { Layout, RecordLayout } from '../../kernels/layout.ts';
import { layoutToValues } from '../../kernels/values.ts';
import { join, open } from '../../src/index.ts';
import { JoinedRows } from '../../src/sources/join/joined-rows.ts';
import type { Joining } from '../../src/sources/join/joining.ts';
import { fromLayouts } from '../../src/sources/memory.ts';
import type { Source } from '../../src/sources/source.ts';
import { Draw, layoutOf, rowType, tapes, valueOf } from '../oracle/data.ts';
import { need } from '../src/sources/support.ts';

type Key = readonly [run: number, event: bigint];
type Plain = Readonly<Record<string, unknown>>;

const RUNS = [0, 1, 2, 255];
const EVENTS = [0n, 1n, 2n, 3n, 2n ** 32n, 2n ** 32n + 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n];
const KEYS: readonly Key[] = RUNS.flatMap((run) => EVENTS.map((event) => [run, event] as const));
const SMALL = ['int16', 'uint8', 'uint32', 'int32', 'int64', 'uint64'] as const;
const WIDE = ['int64', 'uint64'] as const;

/** A column of integers of a kind that holds them. */
function integers(draw: Draw, dtypes: readonly (typeof SMALL)[number][], values: readonly (number | bigint)[]): Layout {
  const dtype = draw.pick(dtypes);
  const big = dtype === 'int64' || dtype === 'uint64';
  const data = new ARRAY_OF[dtype](values.map((x) => (big ? BigInt(x) : Number(x))) as never);
  return { is: 'numbers', dtype, data };
}

/** The same things in another order. */
function shuffled<T>(draw: Draw, things: readonly T[]): T[] {
  const left = [...things];
  return things.map(() => left.splice(draw.below(left.length), 1)[0] as T);
}

interface Side {
  readonly source: Source;
  readonly keys: readonly Key[];
  readonly values: readonly Plain[];
}

/** A source of rows with such keys, of which the event stands in a record where `inside` is so, and with random fields. */
function side(draw: Draw, keys: readonly Key[], inside: boolean, names: (name: string) => string): Side {
  const type = rowType(draw) as RecordType;
  const run = integers(
    draw,
    SMALL,
    keys.map(([first]) => first),
  );
  const event = integers(
    draw,
    WIDE,
    keys.map(([, second]) => second),
  );
  const held: Layout = inside ? { is: 'record', length: keys.length, fields: new Map([['event', event]]) } : event;
  const columns = new Map<string, Layout>([
    ['run', run],
    ['id', held],
    ...[...type.fields].map(([name, of]): [string, Layout] => [
      names(name),
      layoutOf(
        draw,
        of,
        keys.map(() => valueOf(draw, of)),
      ),
    ]),
  ]);
  const rows: RecordLayout = { is: 'record', length: keys.length, fields: columns };
  const chunkSize = draw.chance(30) ? undefined : 1 + draw.below(7);
  return {
    source: fromLayouts(columns, keys.length, { chunkSize, name: inside ? 'events' : 'friend' }),
    keys,
    values: layoutToValues(rows) as Plain[],
  };
}

interface Case {
  readonly events: Side;
  readonly friend: Side;
  readonly joining: Joining;
  /** Where each of the events is in the friend. */
  readonly places: readonly number[];
  readonly draw: Draw;
}

function caseOf(tape: readonly number[]): Case {
  const draw = new Draw(tape);
  const there = shuffled(draw, KEYS).slice(0, draw.pick([0, 1, 5, 20, KEYS.length]));
  const known = draw.chance(60) && there.length > 0 ? there : KEYS;
  const here = Array.from({ length: draw.pick([0, 1, 4, 30]) }, () => draw.pick(known));
  const events = side(draw, here, true, (name) => `own ${name}`);
  const friend = side(draw, there, false, (name) => name);
  const stored = [...friend.source.info.row.fields.keys()];
  const fields = stored.filter(() => draw.chance(60)).map((of, i) => ({ name: `f${i}`, of }));
  const on = [
    { here: ['run'], there: ['run'] },
    { here: ['id', 'event'], there: ['id'] },
  ];
  const places = here.map(([run, event]) => there.findIndex((key) => key[0] === run && key[1] === event));
  const missing = draw.chance(50) ? 'none' : 'error';
  return {
    events,
    friend,
    joining: { on, fields: fields.length > 0 ? fields : [{ name: 'r', of: 'run' }], missing },
    places,
    draw,
  };
}

/** The rows that a map would give. */
const expected = ({ events, friend, joining, places }: Case): Plain[] =>
  events.values.map((row, i) => {
    const found = friend.values[places[i] as number];
    const added = joining.fields.map(({ name, of }) => [
      name,
      found === undefined ? undefined : Object.getOwnPropertyDescriptor(found, of)?.value,
    ]);
    return Object.fromEntries([...Object.entries(row), ...added]);
  });

async function rowsOf(source: Source, names: readonly string[]): Promise<Plain[]> {
  const needs = names.map((name) => need(name));
  const rows: Plain[] = [];
  for (const partition of source.partitions())
    rows.push(...(layoutToValues(await source.read(partition, { needs })) as Plain[]));
  return rows;
}

const chosen = (rows: readonly Plain[], names: readonly string[]): Plain[] =>
  rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])));

describe('joined rows', () => {
  it('are those that a map gives, whole and in parts', async () => {
    const tally = { found: 0, missing: 0, lost: 0 };
    await fc.assert(
      fc.asyncProperty(tapes, async (tape) => {
        const one = caseOf(tape);
        const { events, friend, joining, places, draw } = one;
        const joined = new JoinedRows(events.source, friend.source, joining);
        const lost = places.includes(-1);
        if (lost && joining.missing === 'error') {
          tally.lost++;
          await expect(rowsOf(joined, [''])).rejects.toMatchObject({ code: 'missing-rows' });
          return;
        }
        tally[lost ? 'missing' : 'found']++;
        const want = expected(one);
        expect(await rowsOf(joined, [''])).toStrictEqual(want);
        const names = [...joined.info.row.fields.keys()].filter(() => draw.chance(50));
        if (names.length > 0) expect(chosen(await rowsOf(joined, names), names)).toStrictEqual(chosen(want, names));
      }),
      { numRuns: 300 },
    );
    expect(Math.min(...Object.values(tally)), JSON.stringify(tally)).toBeGreaterThan(20);
  });

  it('are the same for datasets, with loops and with kernels, joined twice', async () => {
    await fc.assert(
      fc.asyncProperty(tapes, async (tape) => {
        const { events, friend, joining, draw, ...rest } = caseOf(tape);
        const fields = Object.fromEntries(joining.fields.map(({ name, of }) => [name, of]));
        const opened = await open(events.source);
        const there = await open(friend.source);
        const on = { run: 'run', 'id.event': 'id' };
        const once = join(opened, there, { on, fields, missing: 'none' });
        const twice = join(once, there, { on, fields: { again: 'id' }, missing: 'none' });
        const want = expected({ events, friend, draw, ...rest, joining: { ...joining, missing: 'none' } });
        for (const engine of ['loops', 'kernels'] as const) {
          expect(await once.toArray({ engine })).toStrictEqual(want);
          const again = want.map((row, i) => ({ ...row, again: friend.values[rest.places[i] as number]?.['id'] }));
          expect(await twice.map((e) => e).toArray({ engine })).toStrictEqual(again);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are the same one by one', async () => {
    await fc.assert(
      fc.asyncProperty(tapes, async (tape) => {
        const draw = new Draw(tape);
        const keys = shuffled(draw, KEYS).slice(0, draw.pick([0, 1, 5, 20]));
        const [events, friend] = [
          side(draw, keys, true, (name) => `own ${name}`),
          side(draw, keys, false, (name) => name),
        ];
        const fields = [...friend.source.info.row.fields.keys()].map((of, i) => ({ name: `f${i}`, of }));
        const joining: Joining = { on: 'row', fields, missing: 'error' };
        const joined = new JoinedRows(events.source, friend.source, joining);
        const places = keys.map((_, i) => i);
        expect(await rowsOf(joined, [''])).toStrictEqual(expected({ events, friend, joining, places, draw }));
      }),
      { numRuns: 100 },
    );
  });

  it('have the type that was told', () => {
    const events = fromLayouts(new Map([['run', { is: 'numbers', dtype: 'int8', data: Int8Array.of(1) }]]), 1, {});
    const friend = fromLayouts(
      new Map<string, Layout>([
        ['run', { is: 'numbers', dtype: 'uint64', data: BigUint64Array.of(1n) }],
        ['x', { is: 'numbers', dtype: 'float32', data: Float32Array.of(1) }],
      ]),
      1,
      {},
    );
    const on = [{ here: ['run'], there: ['run'] }];
    const fields = [{ name: 'y', of: 'x' }];
    const int8 = number('int8');
    const { row } = new JoinedRows(events, friend, { on, fields, missing: 'error' }).info;
    expect(row).toBe(
      record([
        ['run', int8],
        ['y', number('float32')],
      ]),
    );
  });
});
