import type { Layout, RecordLayout } from '../layout.ts';
import { takeLayout } from '../take-layout.ts';
import { takeDoubles } from '../take.ts';
import { doublesOf } from './doubles.ts';
import { type Groups, groupsOf, needNumbers, notNaN, offsetsOfKept, valuesOf } from './groups.ts';
import { ArrayProblem, type ArrayKernel, type ArrayOptions } from './kernel.ts';
import { axisOption, flagOption } from './options.ts';
import { missingWhereEmpty, numbers } from './reduce.ts';
import { zip } from './zip.ts';

/** Groups of numbers that are measured together: column by column, each group from offsets[i] up to offsets[i + 1]. */
export interface Samples {
  readonly offsets: Int32Array;
  readonly columns: readonly Float64Array[];
  readonly weights: Float64Array | undefined;
}

/** A statistic: what it makes of samples, one value a group and a result. */
export interface Statistic {
  readonly what: string;
  /** How many arrays it takes; one more is the weights. */
  readonly takes: 1 | 2;
  readonly of: (samples: Samples, options: ArrayOptions) => readonly Float64Array[];
  /** Whether empty groups give missing values where nothing is said (`mask_identity`). */
  readonly masks?: boolean;
  /** Whether NaN counts as missing. */
  readonly skipsNaN?: boolean;
  /** What the results are together; the only one where it is left out. */
  readonly finish?: (results: readonly Layout[]) => Layout;
}

/**
 * A statistic as a kernel. The arrays are brought to one shape first, and so are the weights, an array more; what is missing in
 * one of them counts in none. `axis`, `keepdims` and `mask_identity` are those of reductions.
 */
export function statistic({ what, takes, of, masks = false, skipsNaN = false, finish }: Statistic): ArrayKernel {
  return (inputs, options) => {
    if (inputs.length < takes || inputs.length > takes + 1)
      throw new ArrayProblem('wrong-arguments', `${what} takes ${takes} or with weights ${takes + 1} arrays`);
    for (const input of inputs) needNumbers(input, what);
    const groups = groupsOf(joined(inputs, options), axisOption(options, null), flagOption(options, 'keepdims'), what);
    const samples = samplesOf(groups, inputs.length, takes, skipsNaN);
    const masked = flagOption(options, 'mask_identity', masks);
    const results = of(samples, options).map((values) => {
      const out = numbers('float64', values);
      return groups.rebuild(masked ? missingWhereEmpty(samples.offsets, out) : out);
    });
    return finish === undefined ? (results[0] as Layout) : finish(results);
  };
}

/** One array of the values, or of records of those of several arrays; a record is missing where one of its values is. */
function joined(inputs: readonly Layout[], options: ArrayOptions): Layout {
  if (inputs.length === 1) return inputs[0] as Layout;
  const { scalars = [] } = options;
  return zip(inputs.map(known), { optiontype_outside_record: true, scalars }, false);
}

/** What nothing is known of is missing numbers. */
function known(layout: Layout): Layout {
  if (layout.is === 'list' || layout.is === 'option') return { ...layout, content: known(layout.content) };
  if (layout.is !== 'nothing') return layout;
  const content = numbers('float64', new Float64Array(layout.length));
  return { is: 'option', valid: new Uint8Array((layout.length + 7) >> 3), content };
}

function samplesOf(groups: Groups, count: number, takes: number, skipsNaN: boolean): Samples {
  const { leaf, members } = groups;
  const all = count === 1 ? [doublesOf(valuesOf(groups))] : columnsOf(leaf as RecordLayout, members);
  const kept = skipsNaN ? notNaN(all[0] as Float64Array) : undefined;
  const offsets = kept === undefined ? groups.offsets : offsetsOfKept(groups.offsets, kept);
  const columns = kept === undefined ? all : all.map((column) => takeDoubles(column, kept));
  return { offsets, columns: columns.slice(0, takes), weights: columns[takes] };
}

function columnsOf(leaf: RecordLayout, members: Int32Array | undefined): Float64Array[] {
  return [...leaf.fields.values()].map((field) => {
    const values = members === undefined ? field : takeLayout(field, members);
    if (values.is !== 'numbers') throw new TypeError(`a column of ${values.is} is none of numbers`);
    return doublesOf(values);
  });
}
