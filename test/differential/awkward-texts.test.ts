import { describe, expect, it } from 'vitest';
import { ak, fromValues } from '../../src/index.ts';
import { type Case, judge } from '../tools/awkward-reference.ts';
import { choices } from '../tools/choices.ts';
import { reference } from '../tools/shared.ts';

interface Call extends Case {
  readonly op: string;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}
const cases = reference<{ readonly cases: readonly Call[] }>('awkward-ops.json')?.cases ?? [];
const texts = cases.filter(({ op }) => op.startsWith('str.'));
const numeric = cases.filter(
  ({ id, op }) => id.startsWith('ufunc/') || ['isclose', 'round', 'nan_to_num'].includes(op),
);

/** The inputs of a case as the fields of rows, and its call on columns of them. */
async function onRows({ op, inputs, args, kwargs }: Call): Promise<unknown> {
  const names = Object.keys(inputs);
  const length = Math.max(...names.map((name) => (inputs[name]?.value as unknown[]).length));
  const rows = Array.from({ length }, (_, i) =>
    Object.fromEntries(names.map((name) => [name, (inputs[name]?.value as unknown[])[i] ?? undefined])),
  );
  const events = fromValues(rows) as Readonly<Record<string, unknown>>;
  const given = args.map((arg, i) => {
    const name = (arg as { readonly $ref?: string } | null)?.$ref;
    if (name === undefined) return arg;
    // a set of values is no column
    return i > 0 && /_in$/.test(op) ? inputs[name]?.value : events[name];
  });
  const named = Object.keys(kwargs).length === 0 ? [] : [kwargs];
  const fn = (ak.str as unknown as Record<string, (...args: unknown[]) => unknown>)[op.slice(4)];
  return (fn?.(...given, ...named) as { toArray(): Promise<unknown> }).toArray();
}

const missing = (x: unknown): unknown => {
  if (x === null) return undefined;
  if (Array.isArray(x)) return x.map(missing);
  return typeof x === 'object' ? Object.fromEntries(Object.entries(x as object).map(([k, v]) => [k, missing(v)])) : x;
};

describe.skipIf(cases.length === 0)('texts are what Awkward makes of them', () => {
  it('in all of its functions', () => {
    expect(Object.keys(ak.str).filter((name) => !texts.some(({ op }) => op === `str.${name}`))).toEqual([]);
  });

  it.each(texts.map((test) => [test.id, test] as const))('%s in columns', async (_id, test) => {
    expect(await onRows(test)).toEqual(missing(test.result?.value));
  });

  it.each(texts.map((test) => [test.id, test] as const))('%s in arrays', async (_id, test) => {
    expect(await judge(test, choices)).toMatchObject({ verdict: expect.stringMatching(/equal|chosen/) });
  });
});

describe.skipIf(cases.length === 0)('numbers are what NumPy makes of them', () => {
  it.each(numeric.map((test) => [test.id, test] as const))('%s', async (_id, test) => {
    expect(await judge(test, choices)).toMatchObject({ verdict: expect.stringMatching(/equal|chosen/) });
  });
});
