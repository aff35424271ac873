import { allocate, halvesOf, type NumberArray } from '../dtype.ts';
import type { Layout, NumbersLayout, RecordLayout } from '../layout.ts';
import { broadcast, type Operand, settled, spreadSingle } from './broadcast.ts';
import { tupleOf } from './broadcast-arrays.ts';
import { nonzeroFlags } from './doubles.ts';
import { type Form, formOf } from './form.ts';
import { int64Of } from './integers.ts';
import { type ArrayKernel, ArrayProblem } from './kernel.ts';
import { mergeTwo } from './merge-forms.ts';
import { operandsOf } from './operands.ts';
import { flagOption } from './options.ts';
import { choose } from './merge.ts';
import { widen } from './widen.ts';

/**
 * `ak.where`: values of the second array where the first is true (or not 0), else of the third. All are brought to one
 * shape; where the condition is missing, the result is. Values that do not merge make a union; `mergebool` says whether
 * truth values merge with numbers. With the condition alone: the rows where it is true, as a tuple of one array.
 */
export const where: ArrayKernel = (inputs, options) => {
  const names = ['the condition', 'the first choice', 'the second choice'];
  const [test, ...choices] = operandsOf('where', inputs, { names, ...options });
  if (test !== undefined && choices.length === 0) return tupleOf([placesWhere(test.layout)]);
  if (test === undefined || choices.length !== 2)
    throw new ArrayProblem('wrong-arguments', 'where takes a condition, or a condition and two arrays');
  const mergebool = flagOption(options, 'mergebool', true);
  const [result] = broadcast([test, ...choices.map((one) => ({ ...one, passive: true }))], {
    what: 'where',
    left: true,
    right: false,
    fields: false,
    masked: true,
    action: (operands, { length }) => {
      const [condition, a, b] = operands.map(settled);
      return condition?.layout.is === 'numbers'
        ? [
            pick(
              nonzeroFlags(spreadSingle(condition, length).layout as NumbersLayout),
              a as Operand,
              b as Operand,
              mergebool,
            ),
          ]
        : undefined;
    },
    refuse: () =>
      new ArrayProblem('wrong-type', 'the condition of where must be true or false', { hint: 'compare it' }),
  });
  return result as Layout;
};

/** Values of `a` where the condition is true, else of `b`. Single numbers have a loop of their own, records one a field. */
function pick(test: Uint8Array, a: Operand, b: Operand, mergebool: boolean): Layout {
  const form = mergeTwo(formOf(a.layout), formOf(b.layout), mergebool);
  if (form?.is === 'numbers') return pickNumbers(test, a, b, form);
  if (form?.is === 'record' && a.layout.is === 'record' && b.layout.is === 'record')
    return pickFields(test, a, b, form, mergebool);
  const { length } = test;
  const tags = new Int8Array(length);
  const index = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const first = test[i] === 1;
    tags[i] = first ? 0 : 1;
    index[i] = (first ? a : b).single ? 0 : i;
  }
  return choose(tags, index, [a.layout, b.layout], { boolsAreNumbers: mergebool });
}

function pickNumbers(test: Uint8Array, a: Operand, b: Operand, form: Form & { is: 'numbers' }): NumbersLayout {
  const out = allocate(form.dtype, test.length);
  const [x, y] = [a, b].map(({ layout }) => (widen(layout, form) as NumbersLayout).data) as [NumberArray, NumberArray];
  const steps = [a.single ? 0 : 1, b.single ? 0 : 1] as const;
  if (out.BYTES_PER_ELEMENT === 8) pickPairs(test, halvesOf(x), halvesOf(y), steps, halvesOf(out));
  else for (let i = 0; i < out.length; i++) out[i] = (test[i] === 1 ? x[i * steps[0]] : y[i * steps[1]]) as number;
  return { is: 'numbers', dtype: form.dtype, data: out };
}

type Steps = readonly [x: number, y: number];

/** Numbers of 8 bytes are chosen by a mask on their halves: there is nothing for the processor to guess. */
function pickPairs(test: Uint8Array, x: Int32Array, y: Int32Array, [stepX, stepY]: Steps, out: Int32Array): void {
  for (let i = 0; i < test.length; i++) {
    const [mask, a, b] = [-Number(test[i] === 1), 2 * i * stepX, 2 * i * stepY];
    out[2 * i] = ((x[a] as number) & mask) | ((y[b] as number) & ~mask);
    out[2 * i + 1] = ((x[a + 1] as number) & mask) | ((y[b + 1] as number) & ~mask);
  }
}

function pickFields(
  test: Uint8Array,
  a: Operand,
  b: Operand,
  form: Form & { is: 'record' },
  mergebool: boolean,
): Layout {
  const field = (of: Operand, name: string): Operand => ({
    ...of,
    layout: (of.layout as RecordLayout).fields.get(name) as Layout,
  });
  const columns = form.fields.map(([name]): [string, Layout] => [
    name,
    pick(test, field(a, name), field(b, name), mergebool),
  ]);
  const records = { is: 'record', length: test.length, fields: new Map(columns) } as const;
  return form.name === undefined ? records : { ...records, name: form.name };
}

/** The rows where a condition is true. */
function placesWhere(test: Layout): Layout {
  if (test.is !== 'numbers')
    throw new ArrayProblem('wrong-type', 'where of a condition alone takes one true or false for each row', {
      hint: 'local_index(x)[condition] gives the places in lists',
    });
  const flags = nonzeroFlags(test);
  const places = new Int32Array(flags.reduce((sum, flag) => sum + flag, 0));
  for (let i = 0, to = 0; i < flags.length; i++) if (flags[i] === 1) places[to++] = i;
  return int64Of(places);
}
