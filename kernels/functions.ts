import type { Made, Make } from './make.ts';
import { numberFunctions } from './numbers.ts';
import { patternFunctions } from './pattern.ts';
import { makeInRanges } from './ranges.ts';
import { textFunctions } from './text.ts';
import { textPartFunctions } from './text-parts.ts';

/** The functions that operations of the table name as theirs. */
export type FunctionName =
  | keyof typeof numberFunctions
  | keyof typeof textFunctions
  | keyof typeof textPartFunctions
  | keyof typeof patternFunctions
  | 'inRanges';

const functions: Readonly<Record<FunctionName, Make>> = {
  ...numberFunctions,
  ...textFunctions,
  ...textPartFunctions,
  ...patternFunctions,
  inRanges: makeInRanges,
};

/** The function of one call, made from its options. */
export function makeFunction(name: FunctionName, options: Readonly<Record<string, unknown>>): Made {
  return functions[name](options as never);
}
