import { ExpressionError, JaggedError, suggest, TypeMismatchError } from '../../compiler/tree/problem.ts';
import type { UserFunction } from './core.ts';

/** A step as it was given, once its shape is known to be right. */
export interface Step {
  readonly remove: string;
  readonly near: string;
  readonly label: string;
  readonly dR?: number | UserFunction | undefined;
  readonly using?: 'eta' | 'rapidity' | undefined;
  readonly sharing?: UserFunction | undefined;
  readonly unless?: UserFunction | undefined;
  readonly where?: UserFunction | undefined;
  readonly against?: 'left' | 'all' | undefined;
  readonly prefer?: UserFunction | undefined;
}

/** The options as they were given. */
export interface Options {
  readonly where?: string | Readonly<Record<string, string | UserFunction | undefined>> | undefined;
  readonly using?: 'eta' | 'rapidity' | undefined;
  readonly gives?: 'flags' | 'left' | undefined;
}

type Check = readonly [wanted: string, holds: (value: unknown) => boolean];

const text: Check = ['a text', (x) => typeof x === 'string'];
const fn: Check = ['a function', (x) => typeof x === 'function'];
const oneOf = (...values: readonly string[]): Check => [
  values.map((x) => `'${x}'`).join(' or '),
  (x) => values.includes(x as string),
];
const optional = ([wanted, holds]: Check): Check => [wanted, (x) => x === undefined || holds(x)];

const STEP: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['remove', ['the name of a collection', text[1]]],
  ['near', ['the name of a collection', text[1]]],
  [
    'dR',
    optional([
      'a number above 0, or a function of the two objects',
      (x) => typeof x === 'function' || (typeof x === 'number' && x > 0),
    ]),
  ],
  ['using', optional(oneOf('eta', 'rapidity'))],
  ['sharing', optional(fn)],
  ['unless', optional(fn)],
  ['where', optional(fn)],
  ['against', optional(oneOf('left', 'all'))],
  ['prefer', optional(fn)],
  ['label', optional(text)],
]);

const OPTIONS: ReadonlyMap<string, Check> = new Map<string, Check>([
  [
    'where',
    optional([
      'the name of a field, or an object of names or functions by collection',
      (x) => typeof x === 'string' || (isObject(x) && Object.values(x).every(isChoice)),
    ]),
  ],
  ['using', optional(oneOf('eta', 'rapidity'))],
  ['gives', optional(oneOf('flags', 'left'))],
]);

const isChoice = (x: unknown): boolean => x === undefined || typeof x === 'string' || typeof x === 'function';
const isObject = (x: unknown): x is Readonly<Record<string, unknown>> =>
  typeof x === 'object' && x !== null && !Array.isArray(x);

/** The steps and options, with labels where none were given; what is wrong with one is an error that names it. */
export function checkSteps(given: unknown, told: unknown): { steps: Step[]; options: Options } {
  if (!Array.isArray(given))
    throw new ExpressionError('wrong-argument', 'overlapRemoval takes a list of steps', {
      hint: "[{ remove: 'Jets', near: 'Electrons', dR: 0.2 }]",
    });
  checkParts(told, OPTIONS, 'the options of overlapRemoval');
  const steps = given.map((step: unknown, i): Step => {
    checkParts(step, STEP, `step ${i}`);
    const known = step as Omit<Step, 'label'> & { label?: string };
    const labelled: Step = { ...known, label: known.label ?? `${known.remove} near ${known.near}` };
    inStep(labelled, i, () => checkStep(labelled));
    return labelled;
  });
  return { steps, options: told as Options };
}

function checkParts(given: unknown, parts: ReadonlyMap<string, Check>, what: string): void {
  if (!isObject(given)) throw new ExpressionError('wrong-argument', `${what} is no object`);
  for (const key of Object.keys(given))
    if (!parts.has(key))
      throw new ExpressionError('wrong-argument', `${what} has '${key}', which means nothing there`, {
        hint: suggest(key, parts.keys()),
      });
  for (const [key, [wanted, holds]] of parts)
    if (!holds(given[key])) throw new ExpressionError('wrong-argument', `${key} of ${what} must be ${wanted}`);
}

function checkStep({ remove, near, dR, sharing, using, prefer }: Step): void {
  if (dR === undefined && sharing === undefined)
    throw new ExpressionError('no-overlap', 'it does not say what overlaps', {
      hint: 'dR: 0.2, or sharing: (a, b) => a.track === b.track, or both',
    });
  if (dR === undefined && using !== undefined)
    throw new ExpressionError('no-overlap', `using: '${using}' says how to measure dR, which is not there`);
  if (remove === near && prefer === undefined)
    throw new ExpressionError('no-preference', `it does not say which of two ${remove} stays`, {
      hint: 'prefer: (x) => x.pt keeps the one with more pt, of equal ones the first',
    });
  if (remove !== near && prefer !== undefined)
    throw new ExpressionError('no-preference', 'prefer chooses within one collection', {
      hint: `${near} always remove ${remove} here; unless: (a, b) => … makes exceptions`,
    });
}

/** Runs for one step: errors say which. */
export function inStep<T>({ label }: Step, at: number, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof JaggedError)) throw error;
    const reason = `step ${at}, ${label}: ${error.reason}`;
    const details = { hint: error.hint, place: error.place, cause: error.cause };
    throw error instanceof TypeMismatchError
      ? new TypeMismatchError(error.code, reason, details)
      : new ExpressionError(error.code, reason, details);
  }
}
