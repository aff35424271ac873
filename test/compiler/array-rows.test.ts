import { describe, expect, it } from 'vitest';
import type { ArrayOp } from '../../compiler/ops/array-op.ts';
import { arrayOps } from '../../compiler/ops/arrays.ts';
import { parseType } from '../../compiler/tree/datashape.ts';

const rowsOf = (name: keyof typeof arrayOps, types: readonly string[], options: Readonly<Record<string, unknown>>) =>
  (arrayOps[name] as ArrayOp).rows(types.map(parseType), options as Parameters<ArrayOp['rows']>[1]);

describe('the rows of a result', () => {
  it.each([
    ['int64', {}, 'one'],
    ['int64', { axis: 0 }, 'one'],
    ['int64', { axis: -1 }, 'one'],
    ['int64', { axis: 0, keepdims: true }, 'all'],
    ['var * int64', {}, 'one'],
    ['var * int64', { keepdims: true }, 'all'],
    ['var * int64', { axis: 0 }, 'all'],
    ['var * int64', { axis: -2 }, 'all'],
    ['var * int64', { axis: -1 }, 'each'],
    ['option[var * int64]', { axis: 1 }, 'each'],
  ])('of a sum of %s with %j are %s', (type, options, rows) => {
    expect(rowsOf('ak.sum', [type], options)).toBe(rows);
  });

  it('follow the deepest of the arrays, to which the others are brought', () => {
    expect(rowsOf('ak.mean', ['int64', 'var * int64'], { axis: 0 })).toBe('all');
    expect(rowsOf('ak.mean', ['int64', 'var * int64'], { axis: -1 })).toBe('each');
  });

  it.each([
    ['ak.sort', 'var * int64', {}, 'each'],
    ['ak.sort', 'int64', {}, 'all'],
    ['ak.argsort', 'var * int64', { axis: -2 }, 'all'],
    ['ak.softmax', 'int64', {}, 'all'],
    ['ak.combinations', 'var * int64', { n: 2 }, 'each'],
    ['ak.combinations', 'var * int64', { n: 2, axis: 0 }, 'all'],
    ['ak.cartesian', 'var * int64', {}, 'each'],
  ] as const)('of %s of %s with %j are %s', (name, type, options, rows) => {
    expect(rowsOf(name, [type], options)).toBe(rows);
  });
});
