import { allocate, type NumberArray } from '../dtype.ts';
import { type Layout, lengthOf, type NumbersLayout } from '../layout.ts';
import { broadcast, type Operand, spreadSingle } from './broadcast.ts';
import { tupleOf } from './broadcast-arrays.ts';
import { formOf } from './form.ts';
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
    action: ([condition, a, b], { length }) =>
      condition?.layout.is === 'numbers'
        ? [pick(spreadSingle(condition, length).layout as NumbersLayout, a as Operand, b as Operand, mergebool)]
        : undefined,
    refuse: () =>
      new ArrayProblem('wrong-type', 'the condition of where must be true or false', { hint: 'compare it' }),
  });
  return result as Layout;
};

function pick({ data }: NumbersLayout, a: Operand, b: Operand, mergebool: boolean): Layout {
  const numbers = pickNumbers(data, a, b, mergebool);
  if (numbers !== undefined) return numbers;
  const tags = new Int8Array(data.length);
  for (let i = 0; i < tags.length; i++) tags[i] = isTrue(data, i) ? 0 : 1;
  const index = Int32Array.from(tags, (tag, i) => ((tag === 0 ? a : b).single ? 0 : i));
  return choose(tags, index, [a.layout, b.layout], { boolsAreNumbers: mergebool });
}

/** Whether a number is not 0; an integer of 64 bits may be a BigInt. */
const isTrue = (data: NumberArray, i: number): boolean => Boolean(data[i]) || Number.isNaN(data[i]);

/** Numbers have a loop of their own. */
function pickNumbers(data: NumberArray, a: Operand, b: Operand, mergebool: boolean): NumbersLayout | undefined {
  if (a.layout.is !== 'numbers' || b.layout.is !== 'numbers') return undefined;
  const form = mergeTwo(formOf(a.layout), formOf(b.layout), mergebool);
  if (form?.is !== 'numbers') return undefined;
  const [x, y] = [a, b].map(({ layout }) => (widen(layout, form) as NumbersLayout).data) as [
    Float64Array,
    Float64Array,
  ];
  const [stepX, stepY] = [a.single ? 0 : 1, b.single ? 0 : 1];
  const out = allocate(form.dtype, data.length) as Float64Array;
  for (let i = 0; i < out.length; i++) out[i] = (isTrue(data, i) ? x[i * stepX] : y[i * stepY]) as number;
  return { is: 'numbers', dtype: form.dtype, data: out as NumberArray };
}

/** The rows where a condition is true. */
function placesWhere(test: Layout): Layout {
  if (test.is !== 'numbers')
    throw new ArrayProblem('wrong-type', 'where of a condition alone takes one true or false for each row', {
      hint: 'local_index(x)[condition] gives the places in lists',
    });
  const places: number[] = [];
  for (let i = 0; i < lengthOf(test); i++) if (isTrue(test.data, i)) places.push(i);
  return { is: 'numbers', dtype: 'int64', data: BigInt64Array.from(places, BigInt) };
}
