import { describe, expect, test } from 'vitest';
import { outputSql } from '../../compiler/emit/sql-output.ts';
import { toSql } from '../../compiler/emit/sql.ts';
import { call } from '../../compiler/ops/table.ts';
import { needsOf } from '../../compiler/compile.ts';
import { place } from '../../compiler/passes/place.ts';
import type { Form, SourceInfo } from '../../compiler/source.ts';
import {
  type CallExpr,
  type Expr,
  field,
  literal,
  param,
  type ParamExpr,
  rawLambda,
  record,
  source,
} from '../../compiler/tree/expr.ts';
import {
  bool,
  list,
  number,
  option,
  record as recordType,
  string,
  table,
  type Type,
} from '../../compiler/tree/type.ts';
import { filterList, mapList } from '../../compiler/words/build.ts';

const column = (name: string, ...inside: string[]): Form => ({ is: 'column', column: name, inside });
const fields = (of: Record<string, Form>): Form => ({ is: 'record', fields: new Map(Object.entries(of)) });
const jet = recordType([
  ['pt', number('float32')],
  ['eta', number('float32')],
  ['q', number('int32')],
  ['name', string],
  ['maybe', option(number('float64'))],
  ['hits', list(number('int32'))],
]);
const types: [string, Type][] = [
  ['met', number('float32')],
  ['run', number('int64')],
  ['big', number('uint64')],
  ['n', number('int32')],
  ['ok', bool],
  ['title', string],
  ['some', option(number('float64'))],
  ['Jet', list(jet)],
  [
    'Tau',
    list(
      recordType([
        ['pt', number('float32')],
        ['q', number('int32')],
      ]),
    ),
  ],
  ['s', recordType([['x', number('float64')]])],
  ['a"b', number('float64')],
  ['x; drop table', number('float64')],
  ["it's", list(number('float64'))],
  ['__proto__', number('float64')],
  ['a.b', number('float64')],
];
const row = recordType(types);
const forms = new Map<string, Form>(types.map(([name]) => [name, column(name)]));
const jetForms = fields({
  pt: column('Jet_pt'),
  eta: column('Jet_eta'),
  q: column('Jet_q'),
  name: column('Jet_name'),
  maybe: column('Jet_maybe'),
  hits: { is: 'list', of: column('Jet_hits'), counter: undefined },
});
forms.set('Jet', { is: 'list', counter: 'nJet', of: jetForms });
forms.set('Tau', { is: 'list', counter: undefined, of: fields({ pt: column('Tau', 'pt'), q: column('Tau', 'q') }) });
forms.set('s', fields({ x: column('s', 'x') }));
forms.set("it's", { is: 'list', of: column("it's"), counter: undefined });
const info: SourceInfo = {
  name: 'test',
  row,
  form: { is: 'record', fields: forms },
  rows: 10,
  columns: 20,
  storage: 'sql',
};

const self = param(0, row);
const get = (name: string): Expr => field(self, name);
const num = (value: number): Expr => literal(value);
const gt = (a: Expr, b: Expr): Expr => call('gt', [a, b]);
const text = (expr: Expr): string => {
  const sql = toSql(expr, info, 4);
  return sql.is === 'sql' ? `${sql.text} -- ${sql.values.map(String).join(', ')}` : `none: ${sql.why}`;
};
const rows = source('test', table(row));
const over = (of: Expr, body: Expr): Expr => rawLambda([param(0, (of.type as { row: Type }).row) as ParamExpr], body);
const where = (of: Expr, body: Expr): Expr => call('where', [of, over(of, body)]);
const jets = get('Jet');

describe('expressions of the row as SQL', () => {
  test.each<[string, Expr, string]>([
    [
      'a float32 is widened, NaN is no value',
      gt(get('met'), num(0.1)),
      '(CAST("met" AS DOUBLE) > CAST($4 AS DOUBLE) AND NOT isnan(CAST("met" AS DOUBLE)) AND NOT isnan(CAST($4 AS DOUBLE))) -- 0.1',
    ],
    ['integers are compared as integers', call('ge', [get('run'), num(5)]), '("run" >= CAST($4 AS BIGINT)) -- 5'],
    [
      'unsigned ones in a wider type',
      call('lt', [get('big'), get('run')]),
      '(CAST("big" AS HUGEINT) < CAST("run" AS HUGEINT)) -- ',
    ],
    [
      '-0 equals 0',
      call('eq', [get('a"b'), get('__proto__')]),
      '(("a""b" + CAST(0 AS DOUBLE)) = ("__proto__" + CAST(0 AS DOUBLE)) AND NOT isnan("a""b") AND NOT isnan("__proto__")) -- ',
    ],
    [
      'logic',
      call('and', [get('ok'), call('not', [call('or', [get('ok'), gt(get('n'), num(2))])])]),
      '("ok" AND (NOT ("ok" OR (CAST("n" AS BIGINT) > CAST($4 AS BIGINT))))) -- 2',
    ],
    [
      'arithmetic is in doubles',
      call('add', [call('mul', [get('met'), get('n')]), call('neg', [call('abs', [get('met')])])]),
      '((CAST("met" AS DOUBLE) * CAST(CAST("n" AS BIGINT) AS DOUBLE)) + (-(abs(CAST("met" AS DOUBLE))))) -- ',
    ],
    [
      'a counted list',
      call('ge', [call('length', [jets]), num(2)]),
      '(CAST("nJet" AS BIGINT) >= CAST($4 AS BIGINT)) -- 2',
    ],
    ['a list of structs', call('length', [get('Tau')]), 'len("Tau") -- '],
    [
      'a struct',
      gt(field(get('s'), 'x'), num(1.5)),
      '(("s")."x" > CAST($4 AS DOUBLE) AND NOT isnan(("s")."x") AND NOT isnan(CAST($4 AS DOUBLE))) -- 1.5',
    ],
    [
      'a count of elements',
      call('length', [filterList(jets, (j) => gt(field(j, 'q'), num(0)))]),
      'len(list_filter("Jet_q", lambda jagged_element: (CAST(jagged_element AS BIGINT) > CAST($4 AS BIGINT)))) -- 0',
    ],
    [
      'several leaves',
      call('any', [mapList(jets, (j) => call('eq', [field(j, 'q'), call('neg', [field(j, 'q')])]))]),
      '(len(list_filter("Jet_q", lambda jagged_element: (CAST(jagged_element AS BIGINT) = (-(CAST(jagged_element AS BIGINT)))))) > 0) -- ',
    ],
    [
      'leaves of several columns',
      call('all', [mapList(jets, (j) => call('isNaN', [call('sub', [field(j, 'pt'), field(j, 'eta')])]))]),
      '(len(list_filter(range(1, len("Jet_pt") + 1), lambda jagged_element: NOT isnan((CAST(("Jet_pt")[jagged_element] AS DOUBLE) - CAST(("Jet_eta")[jagged_element] AS DOUBLE))))) = 0) -- ',
    ],
    [
      'leaves of a struct',
      call('countTrue', [mapList(get('Tau'), (t) => gt(field(t, 'pt'), field(t, 'q')))]),
      'len(list_filter("Tau", lambda jagged_element: (CAST((jagged_element)."pt" AS DOUBLE) > CAST(CAST((jagged_element)."q" AS BIGINT) AS DOUBLE) AND NOT isnan(CAST((jagged_element)."pt" AS DOUBLE))))) -- ',
    ],
    [
      'a missing value',
      call('coalesce', [get('some'), num(3)]),
      'coalesce("some", CAST(CAST($4 AS BIGINT) AS DOUBLE)) -- 3',
    ],
    ['whether it is there', call('isPresent', [get('some')]), '("some" IS NOT NULL) -- '],
    [
      'hostile names',
      call('and', [gt(get('x; drop table'), get('a.b')), gt(call('length', [get("it's")]), num(0))]),
      '(("x; drop table" > "a.b" AND NOT isnan("x; drop table") AND NOT isnan("a.b")) AND (len("it\'s") > CAST($4 AS BIGINT))) -- 0',
    ],
  ])('%s', (_name, expr, sql) => {
    expect(text(expr)).toBe(sql);
  });

  test.each<[string, Expr, RegExp]>([
    ['functions that stop DuckDB', call('sqrt', [get('met')]), /storage has no sqrt/],
    ['division', call('div', [get('met'), num(2)]), /storage has no div/],
    ['64-bit integers beside doubles', gt(get('run'), num(2.5)), /storage has no gt/],
    ['integer sums that may overflow', call('add', [get('run'), num(1)]), /storage has no add/],
    ['integer products', call('mul', [get('n'), get('n')]), /storage has no mul/],
    ['text', call('eq', [get('title'), literal("x'; DROP TABLE t; --")]), /text is compared here only/],
    ['values that may be missing', gt(get('some'), num(1)), /may be missing/],
    [
      'missing elements',
      call('length', [filterList(jets, (j) => call('isPresent', [field(j, 'maybe')]))]),
      /another loop|may be missing|single value/,
    ],
    [
      'lists in lists',
      call('any', [mapList(jets, (j) => gt(call('length', [field(j, 'hits')]), num(1)))]),
      /list inside/,
    ],
    [
      'two collections',
      call('any', [
        mapList(jets, (j) => call('any', [mapList(get('Tau'), (t) => gt(field(t, 'pt'), field(j, 'pt')))])),
      ]),
      /list inside/,
    ],
    ['sorted lists', call('length', [call('slice', [jets, num(0), num(1)])]), /slice is not done by storage/],
  ])('refuses %s', (_name, expr, why) => {
    expect(text(expr)).toMatch(/^none: /);
    expect(text(expr)).toMatch(why);
  });
});

describe('outputs as queries', () => {
  const axes = [{ is: 'regular', bins: 4, lo: 0, hi: 2 }];
  const fill = (of: Expr, body: Expr, extra = {}): CallExpr =>
    call('fill', [of, over(of, body)], { axes, weighted: false, ...extra });
  const show = (output: CallExpr): string => {
    const query = outputSql(output, info, 4);
    return query.is === 'none'
      ? `none: ${query.why}`
      : `${query.text('ROWS')} -- ${query.columns.join(', ')} -- ${query.values.join(', ')}`;
  };

  test('a histogram of a column', () => {
    expect(show(fill(where(rows, gt(get('n'), num(1))), record([['0', get('met')]])))).toMatchInlineSnapshot(
      `"SELECT CAST((CASE WHEN isnan(((CAST(c1 AS DOUBLE) - CAST($5 AS DOUBLE)) / CAST($6 AS DOUBLE))) OR ((CAST(c1 AS DOUBLE) - CAST($5 AS DOUBLE)) / CAST($6 AS DOUBLE)) >= CAST($7 AS DOUBLE) THEN 5 WHEN ((CAST(c1 AS DOUBLE) - CAST($5 AS DOUBLE)) / CAST($6 AS DOUBLE)) >= CAST($5 AS DOUBLE) THEN floor(((CAST(c1 AS DOUBLE) - CAST($5 AS DOUBLE)) / CAST($6 AS DOUBLE)) * CAST($8 AS DOUBLE)) + 1 ELSE 0 END) AS INTEGER)::BIGINT AS cell, count(*) FROM ROWS WHERE (CAST(c0 AS BIGINT) > CAST($4 AS BIGINT)) GROUP BY cell -- n, met -- 1, 0, 2, 1, 4"`,
    );
  });

  test('a count of elements', () => {
    const elements = call('rows', [
      rows,
      over(
        rows,
        filterList(jets, (j) => gt(field(j, 'q'), num(0))),
      ),
    ]);
    expect(show(call('reduceRows', [elements, over(elements, literal(1))], { how: 'count' }))).toBe(
      'SELECT count(*) FROM (SELECT *, unnest(c0) AS e0 FROM ROWS) AS elements WHERE (CAST(e0 AS BIGINT) > CAST($4 AS BIGINT)) -- Jet_q -- 0',
    );
  });

  test.each<[string, CallExpr, RegExp]>([
    [
      'weights',
      fill(
        rows,
        record([
          ['0', get('met')],
          ['weight', get('met')],
        ]),
        { weighted: true },
      ),
      /weights/,
    ],
    [
      'categories',
      fill(rows, record([['0', get('title')]]), {
        axes: [{ is: 'category', of: 'string', categories: [], growth: true }],
      }),
      /categories/,
    ],
    ['floating sums', call('reduceRows', [rows, over(rows, get('met'))], { how: 'sum' }), /order of a floating sum/],
    ['means', call('reduceRows', [rows, over(rows, get('n'))], { how: 'mean' }), /mean/],
    ['values', call('collect', [rows, over(rows, get('n'))]), /row by row/],
  ])('refuses %s', (_name, output, why) => {
    expect(show(output)).toMatch(why);
  });
});

describe('placement', () => {
  const count = (of: Expr): CallExpr => call('reduceRows', [of, over(of, literal(1))], { how: 'count' });
  const collect = (of: Expr): CallExpr => call('collect', [of, over(of, get('met'))]);
  const cheap = gt(get('n'), num(1));
  const dear = gt(call('length', [filterList(jets, (j) => gt(field(j, 'pt'), num(20)))]), num(1));
  const placed = (placement: 'auto' | 'local' | 'storage', ...exprs: CallExpr[]) =>
    place(
      exprs.map((expr, i) => ({ name: String(i), expr })),
      info,
      { placement, costing: undefined, needsOf },
    );

  test('auto computes here where nothing is known of costs, and takes cheap conditions', () => {
    expect(placed('auto', count(rows)).outputs[0]).toMatchObject({
      place: 'local',
      why: expect.stringMatching(/known without reading/),
    });
    const greatest = call('reduceRows', [rows, over(rows, get('met'))], { how: 'max' });
    expect(placed('auto', greatest)).toMatchObject({ outputs: [{ place: 'local' }], pushed: false });
    expect(placed('storage', greatest).outputs[0]).toMatchObject({ place: 'storage' });
    expect(placed('auto', count(where(rows, cheap))).outputs[0]?.place).toBe('local');
    expect(placed('auto', collect(where(rows, call('and', [cheap, dear])))).filter).toBe(cheap);
    expect(placed('auto', collect(where(rows, dear))).filter).toBeUndefined();
    expect(placed('storage', collect(where(rows, dear))).filter).toBe(dear);
    expect(placed('storage', count(where(rows, dear))).outputs[0]?.place).toBe('storage');
    expect(placed('local', collect(where(rows, cheap)), count(rows))).toMatchObject({
      filter: undefined,
      outputs: [{ place: 'local' }, { place: 'local' }],
    });
  });

  test('a filter is what every local output implies', () => {
    const other = get('ok');
    expect(placed('auto', collect(where(rows, cheap)), collect(where(rows, other))).filter).toBe(
      call('or', [cheap, other]),
    );
    expect(
      placed(
        'auto',
        collect(where(rows, cheap)),
        collect(where(where(rows, cheap), call('ne', [call('sqrt', [get('met')]), num(1)]))),
      ).filter,
    ).toBe(cheap);
    expect(placed('auto', collect(where(rows, cheap)), collect(rows)).filter).toBeUndefined();
  });

  test('sources without storage stay local', () => {
    const { outputs } = place(
      [{ name: 'n', expr: count(rows) }],
      { ...info, storage: undefined },
      {
        placement: 'storage',
        costing: undefined,
        needsOf,
      },
    );
    expect(outputs[0]).toMatchObject({ place: 'local', why: expect.stringMatching(/no storage/) });
  });
});
