import { describe } from 'vitest';
import { getitem } from '../../../kernels/arrays/getitem/getitem.ts';
import type { Layout } from '../../../kernels/layout.ts';
import { type Call, type Case, casesWhere, compare, type Differs, inputOf, isInput } from './cases.ts';

/** An item as the reference writes it, as one of a plan. */
function itemOf(argument: unknown, one: Case, inputs: Layout[]): Readonly<Record<string, unknown>> {
  if (isInput(argument)) return { input: inputs.push(inputOf(one, argument)) - 1 };
  if (typeof argument === 'number') return { at: argument };
  if (typeof argument === 'string') return { field: argument };
  if (Array.isArray(argument))
    return argument.some((name) => typeof name === 'string') ? { fields: argument } : { list: argument };
  const { $slice, $newaxis } = argument as { $slice?: [number, number, number]; $newaxis?: boolean };
  if ($slice !== undefined) return { start: $slice[0], stop: $slice[1], step: $slice[2] };
  return $newaxis === true ? { newaxis: true } : { ellipsis: true };
}

function callOf(one: Case): Call {
  const inputs = [inputOf(one, one.args[0])];
  const items = one.args.slice(1).map((argument) => itemOf(argument, one, inputs));
  return { kernel: getitem, inputs, options: { items } };
}

const different: Readonly<Record<string, Differs>> = {
  'slice/newaxis-outer': { type: '1 * var * int64', because: 'how many rows there are is not for the type to know' },
  'slice/bool-length-mismatch': { error: 'lengths-differ', because: 'a mask that is too short hides a mistake' },
};

/** Whether the first thing chosen, apart from fields, is one row. */
function isOneRow({ args }: Case): boolean {
  return typeof args.slice(1).find((argument) => typeof argument !== 'string') === 'number';
}

describe('selection, as in the reference', () => {
  for (const one of casesWhere(({ op }) => op === 'getitem'))
    compare(one, callOf(one), { isOne: isOneRow(one), differs: different[one.id] });
});
