import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { call, type OpName } from '../../compiler/ops/table.ts';
import {
  type CallExpr,
  type Expr,
  field,
  literal,
  param,
  type ParamExpr,
  rawLambda,
  record,
  source as sourceExpr,
} from '../../compiler/tree/expr.ts';
import { present as presentType, table, type Type } from '../../compiler/tree/type.ts';
import { filterList, mapList } from '../../compiler/words/build.ts';
import { run } from '../../src/execute/run.ts';
import { openParquet, type ParquetSource } from '../../src/sources/parquet/parquet-source.ts';
import { fromValues } from '../../src/sources/memory.ts';
import type { Source } from '../../src/sources/source.ts';
import { present, scratch, shared, sql } from './sources/support.ts';

const folder = scratch();
const file = (name: string): string => join(folder, name);
const write = (name: string, select: string, options = ''): Promise<void> =>
  sql(`COPY (${select}) TO '${file(name)}' (FORMAT parquet${options})`);

/** Every bit of a result as text. */
const show = (value: unknown): string =>
  JSON.stringify(value, (_key, x: unknown) => {
    if (typeof x === 'bigint') return `${x}n`;
    if (typeof x === 'number') return Object.is(x, -0) ? '-0' : String(x);
    if (x === undefined) return 'undefined';
    if (x instanceof Map) return [...x];
    return ArrayBuffer.isView(x)
      ? Array.from(x as unknown as ArrayLike<number>, (y) => (Object.is(y, -0) ? '-0' : String(y)))
      : x;
  });

const num = (value: number | bigint): Expr => literal(value);
const op = (name: OpName, ...args: Expr[]): Expr => call(name, args);

class Query {
  readonly source: Source;
  readonly rows: Expr;
  readonly row: Expr;
  constructor(source: Source, rows: Expr = sourceExpr(source.info.name, table(source.info.row))) {
    this.source = source;
    this.rows = rows;
    this.row = param(0, (rows.type as { row: Type }).row);
  }
  get(...path: string[]): Expr {
    return path.reduce((of, name) => field(of, name), this.row);
  }
  over(body: Expr): Expr {
    return rawLambda([this.row as ParamExpr], body);
  }
  where(test: Expr): Query {
    return new Query(this.source, call('where', [this.rows, this.over(test)]));
  }
  flat(list: Expr): Query {
    return new Query(this.source, call('rows', [this.rows, this.over(list)]));
  }
  reduce(how: string, body: Expr = literal(1)): CallExpr {
    return call('reduceRows', [this.rows, this.over(body)], { how });
  }
  fill(axes: object[], ...values: Expr[]): CallExpr {
    return call('fill', [this.rows, this.over(record(values.map((value, i) => [String(i), value])))], {
      axes: axes as never,
      weighted: false,
    });
  }
  fillList(axes: object[], list: Expr, ...values: ((element: Expr) => Expr)[]): CallExpr {
    const entries = mapList(list, (x) => record(values.map((value, i) => [String(i), value(x)])));
    return call('fill', [this.rows, this.over(entries)], { axes: axes as never, weighted: false });
  }
  collect(body: Expr): CallExpr {
    return call('collect', [this.rows, this.over(body)]);
  }
}

async function outcome(
  source: Source,
  expr: CallExpr,
  placement: 'local' | 'storage' | 'auto',
): Promise<{ text: string; place: string; filtered: boolean }> {
  const plan = compile([{ name: 'x', expr }], source.info, { placement });
  const text = await run(plan, source).then(
    (result) => show(result.get('x')),
    (error: Error & { code?: string }) => `${error.code}: ${error.message.split('\n')[0]}`,
  );
  return { text, place: plan.outputs[0]?.place ?? '', filtered: plan.filter !== undefined };
}

/** Runs a query under every placement; gives the answer and where storage did it. */
async function same(source: Source, expr: CallExpr): Promise<{ text: string; how: string }> {
  const [local, storage, auto] = [
    await outcome(source, expr, 'local'),
    await outcome(source, expr, 'storage'),
    await outcome(source, expr, 'auto'),
  ];
  expect(storage.text).toBe(local.text);
  expect(auto.text).toBe(local.text);
  expect(local).toMatchObject({ place: 'local', filtered: false });
  return { text: local.text, how: storage.place === 'storage' ? 'storage' : storage.filtered ? 'filter' : 'local' };
}

const regular = { is: 'regular', bins: 7, lo: -3, hi: 3.3 };
const variable = { is: 'variable', edges: [-10, -0.5, 0, 0.1, 2, 100] };
const integer = { is: 'integer', lo: -2, hi: 4 };
const boolean = { is: 'boolean' };

let events: ParquetSource;
let q: Query;
beforeAll(async () => {
  const float = (type: string, i: string): string =>
    `(CASE hash(${i}) % 12 WHEN 0 THEN 'nan' WHEN 1 THEN 'inf' WHEN 2 THEN '-inf' WHEN 3 THEN '-0' WHEN 4 THEN '0' WHEN 5 THEN '0.1' WHEN 6 THEN '2.1' WHEN 7 THEN '-3' WHEN 8 THEN '3.3' WHEN 9 THEN '1e-40' ELSE ((hash(${i}) % 1000)::DOUBLE / 137 - 3)::VARCHAR END)::${type}`;
  const list = (seed: number, type: string): string =>
    `[${float(type, `i * 31 + j + ${seed}`)} FOR j IN range((hash(i) % 4)::BIGINT)]`;
  await write(
    'events.parquet',
    `SELECT ${float('FLOAT', 'i')} f, ${float('DOUBLE', 'i + 7')} d, ${float('DOUBLE', 'i + 9')} d2, '-0'::DOUBLE z, CASE WHEN i % 2 = 0 THEN '-0' ELSE '0' END::DOUBLE zz,
    'nan'::FLOAT nans, (i % 7 - 3)::TINYINT t, (i % 50)::UTINYINT ut, (i % 9 - 4)::INTEGER n, (9007199254740990 + i % 5)::BIGINT big, (18446744073709551610::UBIGINT + (i % 5)::UBIGINT) huge, (i - 2500)::BIGINT w,
    i % 3 = 0 ok, CASE WHEN i % 4 > 0 THEN ${float('DOUBLE', 'i + 3')} END AS "some", CASE WHEN i % 4 > 1 THEN i % 5 END::INTEGER AS somen, {x: ${float('FLOAT', 'i + 5')}, y: i} s,
    (hash(i) % 4)::INTEGER nJet, ${list(0, 'FLOAT')} Jet_pt, ${list(4, 'DOUBLE')} Jet_eta, [(hash(i + j) % 5)::INTEGER - 2 FOR j IN range((hash(i) % 4)::BIGINT)] Jet_q,
    [{pt: ${float('FLOAT', 'i * 17 + j')}, ok: (hash(i + j) % 2) = 0} FOR j IN range((hash(i + 1) % 3)::BIGINT)] Tau, i AS "sorted" FROM range(5000) t(i)`,
    ', ROW_GROUP_SIZE 2048',
  );
  events = await openParquet([file('events.parquet')], { schema: 'nanoaod' });
  q = new Query(events);
});

const jets = (): Expr => q.get('Jet');
const some = (test: (jet: Expr) => Expr): Expr => op('any', mapList(jets(), test));
const few = (test: (jet: Expr) => Expr): Expr => op('length', filterList(jets(), test));

const queries: Record<string, [() => CallExpr, 'storage' | 'filter' | 'local']> = {
  count: [() => q.reduce('count'), 'storage'],
  'count where float32 > 0.1': [() => q.where(op('gt', q.get('f'), num(0.1))).reduce('count'), 'storage'],
  'count where float32 <= 2.1': [() => q.where(op('le', q.get('f'), num(2.1))).reduce('count'), 'storage'],
  'count where d = 0': [() => q.where(op('eq', q.get('d'), num(0))).reduce('count'), 'storage'],
  'count where z = 0 (all -0)': [() => q.where(op('eq', q.get('z'), num(0))).reduce('count'), 'storage'],
  'count where d != 0': [() => q.where(op('ne', q.get('d'), num(0))).reduce('count'), 'storage'],
  'count where d = NaN': [() => q.where(op('eq', q.get('d'), num(Number.NaN))).reduce('count'), 'storage'],
  'count where not (d > d2)': [() => q.where(op('not', op('gt', q.get('d'), q.get('d2')))).reduce('count'), 'storage'],
  'count where d < inf': [() => q.where(op('lt', q.get('d'), num(Infinity))).reduce('count'), 'storage'],
  'count where d - d2 >= 0': [
    () => q.where(op('ge', op('sub', q.get('d'), q.get('d2')), num(0))).reduce('count'),
    'storage',
  ],
  'count where |d * f + n| < 3.3': [
    () =>
      q.where(op('lt', op('abs', op('add', op('mul', q.get('d'), q.get('f')), q.get('n'))), num(3.3))).reduce('count'),
    'storage',
  ],
  'count where big > 2**53': [() => q.where(op('gt', q.get('big'), num(2n ** 53n))).reduce('count'), 'storage'],
  'count where big = 2**53 + 1': [
    () => q.where(op('eq', q.get('big'), num(2n ** 53n + 1n))).reduce('count'),
    'storage',
  ],
  'count where huge > big': [() => q.where(op('gt', q.get('huge'), q.get('big'))).reduce('count'), 'storage'],
  'count where t + ut > 3': [
    () => q.where(op('gt', op('add', q.get('t'), q.get('ut')), num(3))).reduce('count'),
    'storage',
  ],
  'count where t < -0.5': [() => q.where(op('lt', q.get('t'), num(-0.5))).reduce('count'), 'storage'],
  'count where ok = (n > 0)': [
    () => q.where(op('eq', q.get('ok'), op('gt', q.get('n'), num(0)))).reduce('count'),
    'storage',
  ],
  'count where isFinite': [() => q.where(op('isFinite', q.get('d'))).reduce('count'), 'storage'],
  'count where (some ?? 1) > 0': [
    () => q.where(op('gt', op('coalesce', q.get('some'), num(1)), num(0))).reduce('count'),
    'storage',
  ],
  'count where some is there': [() => q.where(op('isPresent', q.get('some'))).reduce('count'), 'storage'],
  'count of some': [() => q.reduce('count', q.get('some')), 'storage'],
  'count where 2 jets': [() => q.where(op('ge', op('length', jets()), num(2))).reduce('count'), 'storage'],
  'count where a jet has pt > 1': [
    () => q.where(some((j) => op('gt', field(j, 'pt'), num(1)))).reduce('count'),
    'storage',
  ],
  'count where all jets have pt <= eta': [
    () =>
      q
        .where(
          op(
            'all',
            mapList(jets(), (j) => op('le', field(j, 'pt'), field(j, 'eta'))),
          ),
        )
        .reduce('count'),
    'storage',
  ],
  'count where two jets of q >= 0 and pt > met': [
    () =>
      q
        .where(
          op(
            'ge',
            few((j) => op('and', op('ge', field(j, 'q'), num(0)), op('gt', field(j, 'pt'), q.get('d')))),
            num(2),
          ),
        )
        .reduce('count'),
    'storage',
  ],
  'count where a tau is ok': [
    () =>
      q
        .where(
          op(
            'any',
            mapList(q.get('Tau'), (t) => op('and', field(t, 'ok'), op('lt', field(t, 'pt'), num(1)))),
          ),
        )
        .reduce('count'),
    'storage',
  ],
  any: [() => q.reduce('any', op('gt', q.get('f'), num(3))), 'storage'],
  all: [() => q.reduce('all', op('lt', q.get('n'), num(5))), 'storage'],
  'sum of n': [() => q.where(op('gt', q.get('d'), num(0))).reduce('sum', q.get('n')), 'storage'],
  'sum of truth values': [() => q.reduce('sum', q.get('ok')), 'storage'],
  'sum of somen': [() => q.reduce('sum', q.get('somen')), 'storage'],
  'sum of w': [() => q.reduce('sum', q.get('w')), 'storage'],
  'sum beyond 2**53': [() => q.reduce('sum', q.get('big')), 'storage'],
  'sum of doubles': [() => q.reduce('sum', q.get('d')), 'local'],
  'min of f': [() => q.reduce('min', q.get('f')), 'storage'],
  'max of finite d2': [() => q.where(op('isFinite', q.get('d2'))).reduce('max', q.get('d2')), 'storage'],
  'min of -0': [() => q.reduce('min', q.get('z')), 'storage'],
  'min of both zeros': [() => q.reduce('min', q.get('zz')), 'storage'],
  'max of NaN': [() => q.reduce('max', q.get('nans')), 'storage'],
  'min of nothing': [() => q.where(op('gt', q.get('n'), num(100))).reduce('min', q.get('d')), 'storage'],
  'min of big, max of huge': [() => q.reduce('max', q.get('huge')), 'storage'],
  'min of big': [() => q.reduce('min', q.get('big')), 'storage'],
  'max of t': [() => q.reduce('max', q.get('t')), 'storage'],
  'max of some': [() => q.reduce('max', q.get('some')), 'storage'],
  'count of jets': [() => q.flat(jets()).reduce('count'), 'storage'],
  'max of jet pt': [
    () =>
      q.flat(mapList(jets(), (j) => field(j, 'pt'))).reduce('max', q.flat(mapList(jets(), (j) => field(j, 'pt'))).row),
    'storage',
  ],
  'histogram of f': [() => q.fill([regular], q.get('f')), 'storage'],
  'histogram of d where ok': [() => q.where(q.get('ok')).fill([variable], q.get('d')), 'storage'],
  'histogram of n': [() => q.fill([integer], q.get('n')), 'storage'],
  'histogram of d on integers': [() => q.fill([integer], q.get('d')), 'storage'],
  'histogram of big': [
    () => q.fill([{ is: 'regular', bins: 5, lo: 9007199254740985, hi: 9007199254740996 }], q.get('big')),
    'storage',
  ],
  'histogram of huge': [() => q.fill([{ is: 'regular', bins: 3, lo: 0, hi: 2 ** 65 }], q.get('huge')), 'storage'],
  'histogram of some': [() => q.fill([regular], q.get('some')), 'storage'],
  'histogram of ok and s.x': [() => q.fill([boolean, regular], q.get('ok'), q.get('s', 'x')), 'storage'],
  'histogram of some and somen': [() => q.fill([regular, integer], q.get('some'), q.get('somen')), 'storage'],
  'histogram of jet pt': [() => q.fillList([regular], jets(), (j) => field(j, 'pt')), 'storage'],
  'histogram of jet pt where |eta| < 1': [
    () =>
      q.fillList(
        [regular],
        filterList(jets(), (j) => op('lt', op('abs', field(j, 'eta')), num(1))),
        (j) => field(j, 'pt'),
      ),
    'storage',
  ],
  'histogram of jet pt and d': [
    () =>
      q.where(op('gt', op('length', jets()), num(1))).fillList(
        [regular, variable],
        jets(),
        (j) => field(j, 'pt'),
        () => q.get('d'),
      ),
    'storage',
  ],
  'histogram of tau pt': [
    () =>
      q.fillList(
        [regular, boolean],
        q.get('Tau'),
        (t) => field(t, 'pt'),
        (t) => field(t, 'ok'),
      ),
    'storage',
  ],
  'histogram of sqrt': [() => q.where(op('gt', q.get('d'), num(0))).fill([regular], op('sqrt', q.get('d'))), 'filter'],
  'collect where': [
    () =>
      q.where(op('and', op('gt', q.get('d'), num(1)), op('gt', op('sqrt', q.get('f')), num(0)))).collect(q.get('f')),
    'filter',
  ],
  'collect jets where sorted > 4000': [
    () => q.where(op('gt', q.get('sorted'), num(4000))).collect(mapList(jets(), (j) => field(j, 'pt'))),
    'filter',
  ],
  'float sum where sorted > 4000': [
    () => q.where(op('gt', q.get('sorted'), num(4000))).reduce('sum', op('coalesce', q.get('some'), num(0.1))),
    'filter',
  ],
  'collect where nothing': [() => q.where(op('lt', q.get('sorted'), num(0))).collect(q.get('f')), 'filter'],
  'collect all': [() => q.collect(q.get('d')), 'local'],
};

describe('the same bits wherever it is placed', () => {
  test.each(Object.keys(queries))('%s', async (name) => {
    const [make, how] = queries[name] as (typeof queries)[string];
    const { text, how: found } = await same(events, make());
    expect(found).toBe(how);
    expect(text).toMatch(name.includes('beyond') ? /^overflow/ : /^(?![a-z-]+: )/);
  });

  test('whatever the chunks', async () => {
    const cut = await openParquet([file('events.parquet')], { schema: 'nanoaod', chunkSize: 777 });
    for (const name of ['histogram of f', 'histogram of jet pt and d', 'sum of n', 'min of both zeros']) {
      const expr = (queries[name] as (typeof queries)[string])[0]();
      expect((await outcome(cut, expr, 'storage')).text).toBe((await outcome(events, expr, 'local')).text);
    }
  });
});

describe('data that break their type', () => {
  test('are not lost to a condition or an aggregate', async () => {
    await write(
      'holes.parquet',
      'SELECT CASE WHEN i <> 7 THEN [i::DOUBLE, CASE WHEN i <> 9 THEN 1.5 END] END l, CASE WHEN i = 11 THEN [1.0::DOUBLE] ELSE [2.0::DOUBLE, 3.0] END a_x, [2.0::DOUBLE, 3.0] a_y, 2 na, i FROM range(20) t(i)',
    );
    const source = await openParquet([file('holes.parquet')], { schema: 'nanoaod' });
    const holes = new Query(source);
    const l = holes.get('l');
    const elements = mapList(l, (x) => x);
    for (const expr of [
      holes.where(op('gt', op('length', l), num(5))).collect(l),
      holes
        .where(
          op(
            'any',
            mapList(l, (x) => op('gt', x, num(5))),
          ),
        )
        .collect(l),
      holes
        .where(
          op(
            'any',
            mapList(l, (x) => op('gt', x, num(5))),
          ),
        )
        .reduce('count'),
      holes.fillList([regular], elements, (x) => x),
      holes.flat(l).reduce('count'),
      holes.fillList([regular], holes.get('a'), (x) => op('add', field(x, 'x'), field(x, 'y'))),
    ])
      expect((await same(source, expr)).text).toMatch(/^(missing-list|missing-value|lengths-differ): /);
  });

  test('dates are not numbers in DuckDB', async () => {
    await write(
      'dates.parquet',
      "SELECT DATE '2020-01-01' + i::INTEGER AS d, TIMESTAMP '2020-01-01' AS stamp FROM range(20) t(i)",
    );
    const source = await openParquet([file('dates.parquet')]);
    const dates = new Query(source);
    const late = op('gt', dates.get('d'), num(18270)); // 2020-01-09
    expect((await same(source, dates.where(late).reduce('count'))).text).toBe('"11"');
    expect((await same(source, dates.where(late).collect(dates.get('d')))).how).toBe('filter');
    expect((await same(source, dates.reduce('max', dates.get('stamp')))).text).toBe('"1577836800000000"');
  });
});

describe('names and values from outside', () => {
  const names = ['a"b', '"; DROP TABLE x; --', "it's", '__proto__', 'a.b', 'jagged_element', 'e0', 'c0', '$1'];
  test('names are only names', async () => {
    const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
    await write(
      'hostile.parquet',
      `SELECT ${names.map((name, k) => `(i % ${k + 2})::DOUBLE AS ${quoted(name)}`).join(', ')}, [i::DOUBLE, 2] AS "l""[]", {'a"': i, '__proto__': 1} AS "s'" FROM range(50) t(i)`,
    );
    const source = await openParquet([file('hostile.parquet')], { schema: 'plain' });
    const hostile = new Query(source);
    for (const name of names) {
      expect((await same(source, hostile.fill([regular], hostile.get(name)))).how).toBe('storage');
      expect(
        (await same(source, hostile.where(op('gt', hostile.get(name), num(0))).collect(hostile.get('a.b')))).how,
      ).toBe('filter');
      await same(
        source,
        hostile
          .where(
            op(
              'any',
              mapList(hostile.get('l"[]'), (x) => op('gt', x, hostile.get(name))),
            ),
          )
          .collect(hostile.get(name)),
      );
      await same(
        source,
        hostile.fillList([regular], hostile.get('l"[]'), (x) => op('sub', x, hostile.get(name))),
      );
    }
    expect((await same(source, hostile.reduce('sum', hostile.get("s'", '__proto__')))).how).toBe('storage');
    expect((await same(source, hostile.reduce('max', hostile.get("s'", 'a"')))).how).toBe('storage');
  });

  test('a plan for storage does not run where there is none', async () => {
    const plan = compile([{ name: 'n', expr: q.reduce('count') }], events.info, { placement: 'storage' });
    await expect(run(plan, fromValues([{ a: 1 }]))).rejects.toMatchObject({ code: 'not-in-storage' });
  });
});

describe('row groups that cannot pass', () => {
  test('are left out', () => {
    const pruned = (test: Expr): number => events.pruned?.(test) ?? -1;
    expect(events.partitions()).toHaveLength(3);
    expect(pruned(op('gt', q.get('sorted'), num(4200)))).toBe(2);
    expect(pruned(op('lt', num(4200), q.get('sorted')))).toBe(2);
    expect(pruned(op('or', op('lt', q.get('sorted'), num(10)), op('eq', q.get('sorted'), num(3000))))).toBe(1);
    expect(pruned(op('and', op('ge', q.get('sorted'), num(0)), op('lt', q.get('n'), num(-4))))).toBe(3);
    expect(pruned(op('ge', op('length', jets()), num(4)))).toBe(3);
    expect(pruned(op('ne', q.get('sorted'), num(-1)))).toBe(0);
    expect(pruned(op('gt', q.get('sorted'), num(Number.NaN)))).toBe(0);
    expect(pruned(op('gt', q.get('huge'), num(2n ** 63n)))).toBe(0);
    expect(presentType(q.get('huge').type)).toMatchObject({ dtype: 'uint64' });
  });
});

const FLAT = 'data/Run2012B_SingleMu-1000.parquet';
describe.skipIf(!present(FLAT))('the SingleMu file', () => {
  test.each(['data/Run2012B_SingleMu-1000.parquet', 'data/Run2012B_SingleMu-restructured-1000.parquet'])(
    '%s',
    async (path) => {
      const source = await openParquet([shared(path)]);
      const real = new Query(source);
      const wide = { is: 'regular', bins: 100, lo: 0, hi: 200 };
      expect((await same(source, real.fill([wide], real.get('MET', 'pt')))).how).toBe('storage');
      expect(
        (
          await same(
            source,
            real.fillList([wide], real.get('Jet'), (jet) => field(jet, 'pt')),
          )
        ).how,
      ).toBe('storage');
      const two = op(
        'ge',
        op(
          'length',
          filterList(real.get('Jet'), (jet) => op('gt', field(jet, 'pt'), num(40))),
        ),
        num(2),
      );
      expect((await same(source, real.where(two).fill([wide], real.get('MET', 'pt')))).how).toBe('storage');
    },
  );
});
