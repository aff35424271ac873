import { describe, expect, test } from 'vitest';
import { call } from '../../compiler/ops/table.ts';
import { treesFromJson, treesToJson } from '../../compiler/plan/json.ts';
import { apply, canonical } from '../../compiler/tree/bind.ts';
import { type Expr, field, type LambdaExpr, literal, param, record } from '../../compiler/tree/expr.ts';
import {
  bool,
  float64,
  list,
  number,
  option,
  record as recordType,
  showType,
  string,
  union,
} from '../../compiler/tree/type.ts';
import { filterList, mapList } from '../../compiler/words/build.ts';

const row = recordType([
  ['xs', list(float64)],
  ['ys', list(float64)],
  ['c', float64],
  ['odd "name"', option(string)],
]);
const event = param(0, row);
const [xs, ys, c] = [field(event, 'xs'), field(event, 'ys'), field(event, 'c')];

describe('shared nodes', () => {
  test('equal expressions are one object, whatever their lambdas were called', () => {
    const one = canonical(mapList(xs, (x) => call('mul', [x, c])));
    const two = canonical(mapList(xs, (y) => call('mul', [y, c])));
    expect(one).toBe(two);
  });

  test('a closed list is one object at any depth', () => {
    const inside = mapList(ys, (y) =>
      call('countTrue', [
        mapList(
          filterList(xs, (x) => call('gt', [x, literal(1)])),
          (x) => call('gt', [x, y]),
        ),
      ]),
    );
    const alone = canonical(filterList(xs, (x) => call('gt', [x, literal(1)])));
    const nested: Expr[] = [];
    const walk = (e: Expr): void => {
      if (e.node === 'call' && e.op === 'filter') nested.push(e);
      if (e.node === 'call') e.args.forEach(walk);
      if (e.node === 'lambda') walk(e.body);
    };
    walk(canonical(inside));
    expect(nested).toEqual([alone]);
  });

  test('putting a value under a lambda does not capture its parameter', () => {
    const outer = canonical(mapList(xs, (x) => call('sum', [mapList(ys, (y) => call('add', [x, y]))])));
    const fn = (outer as unknown as { args: [Expr, LambdaExpr] }).args[1];
    const twice = canonical(mapList(ys, (y) => apply(fn, [y])));
    expect(JSON.stringify(treesToJson([twice]).nodes)).toContain('"level":2');
  });
});

test('an integer of more than 64 bits is refused', () => {
  expect(literal(2n ** 64n - 1n).type).toBe(number('uint64'));
  expect(() => literal(2n ** 64n)).toThrow('more than 64 bits');
});

describe('JSON', () => {
  const awkward = [
    Number.NaN,
    -0,
    Number.POSITIVE_INFINITY,
    2 ** 60,
    1e-320,
    123456789012345678901n,
    -5n,
    true,
    'a"b',
    undefined,
  ];
  test('every literal survives', () => {
    for (const value of awkward) {
      if (typeof value === 'bigint' && value > 2n ** 64n) continue;
      const [back] = treesFromJson(JSON.parse(JSON.stringify(treesToJson([literal(value)]))));
      expect(back).toBe(literal(value));
    }
  });

  test('trees come back as the same objects', () => {
    const expr = canonical(
      record([
        ['a', mapList(xs, (x) => call('mul', [x, c]))],
        ['__proto__', c],
        ['odd "name"', field(event, 'odd "name"')],
      ]),
    );
    expect(treesFromJson(JSON.parse(JSON.stringify(treesToJson([expr]))))).toEqual([expr]);
    expect(treesFromJson(treesToJson([expr]))[0]).toBe(expr);
  });

  test('lists of one length and unions keep their type', () => {
    const types = [list(float64, 3), list(list(float64, 0)), list(union([float64, option(string), list(bool, 2)]))];
    for (const type of types) {
      const expr = canonical(param(0, type));
      const [back] = treesFromJson(JSON.parse(JSON.stringify(treesToJson([expr]))));
      expect(back).toBe(expr);
      expect(back?.type).toBe(type);
    }
  });

  test.each([
    ['nothing', null],
    [
      'an operation that is not there',
      { types: [], nodes: [{ node: 'call', op: 'constructor', args: [], options: {} }], roots: [0] },
    ],
    ['a node from the future', { types: [], nodes: [{ node: 'field', of: 3, name: 'x' }], roots: [0] }],
    [
      'text in place of a number',
      { types: [], nodes: [{ node: 'literal', as: 'number', value: '1);process.exit(' }], roots: [0] },
    ],
    [
      'arguments that do not fit',
      {
        types: [],
        nodes: [
          { node: 'literal', as: 'number', value: '1' },
          { node: 'call', op: 'map', args: [0, 0], options: {} },
        ],
        roots: [1],
      },
    ],
    ['a bad level', { types: [{ is: 'bool' }], nodes: [{ node: 'param', level: -1, index: 0, type: 0 }], roots: [0] }],
    ...[-1, 1.5, '3', null].map((size): [string, unknown] => [
      `a list of length ${JSON.stringify(size)}`,
      { types: [{ is: 'bool' }, { is: 'list', of: 0, size }], nodes: [], roots: [] },
    ]),
    ['a union of nothing', { types: [{ is: 'union', of: [] }], nodes: [], roots: [] }],
    ['a bad type', { types: [{ is: 'number', dtype: 'float128' }], nodes: [], roots: [] }],
  ])('refuses %s', (_what, json) => {
    expect(() => treesFromJson(json)).toThrow(/not a plan|cannot take|needs/);
  });

  test('code in the options of a histogram never reaches a loop', () => {
    const json = { types: [], nodes: [], roots: [] };
    expect(treesFromJson(json)).toEqual([]);
    const rows = { is: 'table', of: 1 };
    const types = [{ is: 'number', dtype: 'float64' }, { is: 'record', name: '', fields: [['x', 0]] }, { ...rows }];
    const nodes = [
      { node: 'source', source: 'd', type: 2 },
      { node: 'param', level: 0, index: 0, type: 1 },
      { node: 'field', of: 1, name: 'x' },
      { node: 'record', name: '', names: ['0'], values: [2] },
      { node: 'lambda', params: [1], body: 3 },
      {
        node: 'call',
        op: 'fill',
        args: [0, 4],
        options: { axes: [{ is: 'regular', bins: 3, lo: '0);process.exit(1', hi: 3 }], weighted: false },
      },
    ];
    expect(() => treesFromJson({ types, nodes, roots: [5] })).toThrow(/axis|range|number/);
  });
});

test('types print as datashape', () => {
  expect(
    showType(
      list(
        recordType(
          [
            ['pt', float64],
            ['ok', option(bool)],
          ],
          'Muon',
        ),
      ),
    ),
  ).toBe('var * Muon[pt: float64, ok: ?bool]');
});
