import { ExpressionError, TypeMismatchError } from '../../compiler/tree/problem.ts';
import { ArraySource } from '../sources/array-source.ts';
import { arrayFunctions, concatenate, ELLIPSIS, inspections, NEWAXIS, recordOf, selections } from './ak-arrays.ts';
import { markAk } from './ak-arguments.ts';
import { loopForms } from './ak-loops.ts';
import { asColumn } from './column-core.ts';

type AkFunction = (...args: unknown[]) => unknown;

/** The options that a loop form knows; with others the operation on whole arrays is asked. */
const LOOP_OPTIONS = new Set(['axis', 'fields', 'ascending', 'as', 'tag']);

/** A function that is a loop where it can be, fused with what stands around it, else an operation on whole arrays. */
function either(loop: AkFunction, arrays: AkFunction): AkFunction {
  return (...args) => {
    if (!suitsLoop(args)) return arrays(...args);
    try {
      return loop(...args);
    } catch (refusal) {
      if (!(refusal instanceof TypeMismatchError || refusal instanceof ExpressionError)) throw refusal;
      try {
        return arrays(...args);
      } catch {
        throw refusal;
      }
    }
  };
}

/** Whether the first argument is a column of a dataset, or several are, and the options are known to loops. */
function suitsLoop([first, ...rest]: readonly unknown[]): boolean {
  const columns =
    asColumn(first) !== undefined || typeof first !== 'object' || first === null ? [first] : Object.values(first);
  if (!columns.some((value) => asColumn(value) !== undefined)) return false;
  if (columns.some((value) => asColumn(value)?.core.source instanceof ArraySource)) return false;
  return knowsOptions([first, ...rest]);
}

function knowsOptions([, ...rest]: readonly unknown[]): boolean {
  const options = rest.find((value) => typeof value === 'object' && value !== null && asColumn(value) === undefined);
  return Object.keys(options ?? {}).every((key) => LOOP_OPTIONS.has(key));
}

/** Whether it is a column of records, or of lists of them. */
function holdsRecords(value: unknown): boolean {
  const column = asColumn(value);
  return column !== undefined && recordOf(column.expr.type) !== undefined;
}

function allFunctions(): Readonly<Record<string, AkFunction>> {
  const all: Record<string, AkFunction> = {
    ...arrayFunctions,
    ...selections,
    ...(inspections as Record<string, AkFunction>),
  };
  const choose = all['where'] as AkFunction;
  // of a condition alone: the rows where it is true, one array a dimension
  all['where'] = (...args) => (args.length === 1 ? inspections.unzip(choose(...args)) : choose(...args));
  all['concatenate'] = concatenate;
  for (const [name, loop] of Object.entries(loopForms) as [string, AkFunction][])
    all[name] = all[name] === undefined ? loop : either(loop, all[name]);
  const sum = all['sum'] as AkFunction;
  // vectors are added as their behaviour has it, also where they are in memory
  all['sum'] = (...args) =>
    holdsRecords(args[0]) && knowsOptions(args) ? loopForms.sum(...(args as [object])) : sum(...args);
  markAk(all);
  return all;
}

/** Functions on columns and arrays, with the names, arguments and axes of Awkward Array 2. */
export const akFunctions: Readonly<Record<string, unknown>> = {
  ...allFunctions(),
  newaxis: NEWAXIS,
  ellipsis: ELLIPSIS,
};
