import type { Layout, ListLayout, RecordLayout } from '../layout.ts';
import { broadcast, dimensions, spreadSingle } from './broadcast.ts';
import { depthLimit, isDone, noShape } from './broadcast-arrays.ts';
import { allValid } from './form.ts';
import { type ArrayKernel, type ArrayOptions, ArrayProblem } from './kernel.ts';
import { operandsOf, scalarsOption } from './operands.ts';
import { flagOption, namesOption, textOption } from './options.ts';

/**
 * `ak.zip`: one array of records from several arrays, which are brought to one shape. `fields` are the names (tuples where
 * they are left out), `depth_limit` the number of dimensions that are brought together, `with_name` the name of the records;
 * with `optiontype_outside_record` a record is missing where one of its values is.
 */
export const zip: ArrayKernel = (inputs, options) => {
  const fields = fieldNames('zip', inputs, options);
  const limit = depthLimit(options);
  const outside = flagOption(options, 'optiontype_outside_record');
  const name = textOption(options, 'with_name');
  const [records] = broadcast(operandsOf('zip', inputs, { names: namesOption(options, 'fields'), ...options }), {
    what: 'zip',
    left: true,
    right: flagOption(options, 'right_broadcast'),
    fields: false,
    masked: false,
    action: (operands, level) => {
      if (!isDone(operands, level, limit)) return undefined;
      const columns = operands.map((one) => spreadSingle(one, level.length).layout);
      return [
        outside ? optionOfRecords(fields, columns, level.length, name) : recordsOf(fields, columns, level.length, name),
      ];
    },
    refuse: noShape,
  });
  return records as Layout;
};

/** The names of the fields: those of the option `fields`, or those of a tuple. */
function fieldNames(what: string, inputs: readonly Layout[], options: ArrayOptions): readonly string[] {
  if (inputs.length === 0) throw new ArrayProblem('wrong-arguments', `${what} needs at least one array`);
  const fields = namesOption(options, 'fields') ?? inputs.map((_, at) => String(at));
  if (fields.length !== inputs.length)
    throw new ArrayProblem('wrong-option', `${what}: ${fields.length} fields for ${inputs.length} arrays`);
  const twice = fields.find((field, at) => fields.indexOf(field) !== at);
  if (twice !== undefined) throw new ArrayProblem('wrong-option', `${what}: two fields are named '${twice}'`);
  return fields;
}

/** Records of columns of one length. */
function recordsOf(
  names: readonly string[],
  columns: readonly Layout[],
  length: number,
  name: string | undefined,
): RecordLayout {
  const fields = new Map(names.map((field, at) => [field, columns[at] as Layout]));
  return name === undefined ? { is: 'record', length, fields } : { is: 'record', length, fields, name };
}

/** Records that are missing where one of their values is; the values themselves are never missing. */
function optionOfRecords(
  names: readonly string[],
  columns: readonly Layout[],
  length: number,
  name: string | undefined,
): Layout {
  if (!columns.some(({ is }) => is === 'option')) return recordsOf(names, columns, length, name);
  const valid = allValid(length);
  const inside = columns.map((column) => {
    if (column.is !== 'option') return column;
    for (let i = 0; i < valid.length; i++) valid[i] = (valid[i] as number) & (column.valid[i] as number);
    return column.content;
  });
  return { is: 'option', valid, content: recordsOf(names, inside, length, name) };
}

/**
 * `ak.zip_no_broadcast`: one array of records from arrays that have one shape already: single values, or lists of single
 * values with the same lengths.
 */
export const zipNoBroadcast: ArrayKernel = (inputs, options, typeOnly) => {
  const what = 'zip_no_broadcast';
  const fields = fieldNames(what, inputs, options);
  if (scalarsOption(options, inputs.length).size > 0)
    throw new ArrayProblem('wrong-arguments', `${what} takes arrays only`, { hint: 'zip broadcasts single values' });
  const depths = new Set(inputs.map(dimensions));
  if (depths.size > 1 || !(depths.has(1) || depths.has(2)) || !inputs.every(isPlain))
    throw new ArrayProblem('unlike-shapes', `${what} takes single values, or lists of single values, never missing`, {
      hint: 'zip brings arrays of different shapes together',
    });
  const sizes = new Set(inputs.map((layout) => (layout as ListLayout).size));
  if (depths.has(2) && sizes.size > 1)
    throw new ArrayProblem('unlike-shapes', `${what}: regular lists go with lists of the same size alone`, {
      hint: 'from_regular makes lists of any length of them',
    });
  return zip(inputs, { ...options, fields, depth_limit: null }, typeOnly);
};

/** Whether the lists of an array, if it has some, are all there. */
const isPlain = (layout: Layout): boolean =>
  layout.is !== 'union' && !(layout.is === 'option' && layout.content.is === 'list');
