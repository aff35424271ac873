import { describe, expect, it } from 'vitest';
import { broadcastArrays, broadcastFields } from '../../../kernels/arrays/broadcast-arrays.ts';
import { withField, withName, withoutField } from '../../../kernels/arrays/fields.ts';
import type { ArrayKernel } from '../../../kernels/arrays/kernel.ts';
import { where } from '../../../kernels/arrays/where.ts';
import { zip, zipNoBroadcast } from '../../../kernels/arrays/zip.ts';
import type { Layout, RecordLayout } from '../../../kernels/layout.ts';
import { argumentsOf, type Case, casesOf, expectResult, inputOf, present, run } from './array-cases.ts';

/** The inputs and options of a case, where the first argument of zip may be a list or a table of arrays. */
function callOf(one: Case): { inputs: readonly Layout[]; options: Record<string, unknown> } {
  const given = one.args ?? [];
  const [first] = given;
  if (one.op.startsWith('zip')) {
    const columns = first as Record<string, unknown>;
    const fields = Array.isArray(columns) ? null : Object.keys(columns);
    const { inputs, scalars } = argumentsOf(one, Object.values(columns));
    return { inputs, options: { ...one.kwargs, fields, scalars } };
  }
  if (one.op === 'without_field') return { inputs: argumentsOf(one, [first]).inputs, options: { where: given[1] } };
  if (one.op === 'with_name') return { inputs: argumentsOf(one, [first]).inputs, options: { name: given[1] } };
  const { inputs, scalars } = argumentsOf(one, given);
  return { inputs, options: { ...one.kwargs, scalars } };
}

const kernels: Record<string, ArrayKernel> = {
  broadcast_arrays: broadcastArrays,
  broadcast_fields: broadcastFields,
  zip,
  zip_no_broadcast: zipNoBroadcast,
  with_field: withField,
  without_field: withoutField,
  with_name: withName,
  where,
};

/** In these cases an array without rows of its own goes with each row, which is one value for all of them here. */
const forAllRows: Record<string, string> = { 'broadcast_arrays/regular-right': 'r3' };

describe.skipIf(!present)('cases of the reference', () => {
  it.each(casesOf(...Object.keys(kernels)).map((one) => [one.id, one] as const))('%s', (id, one) => {
    const kernel = kernels[one.op] as ArrayKernel;
    let { inputs, options } = callOf(one);
    const name = forAllRows[id];
    if (name !== undefined) {
      const content = inputOf(one, name);
      const lists: Layout = { is: 'list', offsets: Int32Array.of(0, 3), content, size: 3 };
      inputs = [lists, ...inputs.slice(1)];
      options = { ...options, scalars: [0] };
    }
    if (one.result === undefined) {
      expect(() => kernel(inputs, options, false)).toThrow(expect.objectContaining({ name: 'ArrayProblem' }));
      return;
    }
    const result = run(kernel, inputs, options);
    if (one.result.tuple === undefined) return expectResult(result, one.result);
    const columns = [...(result as RecordLayout).fields.values()];
    expect(columns).toHaveLength(one.result.tuple.length);
    one.result.tuple.forEach((wanted, at) => expectResult(columns[at] as Layout, wanted));
  });
});
