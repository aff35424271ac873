import { ExpressionError } from '../../compiler/tree/problem.ts';
import { ASK, type Asked } from './core.ts';

/** One thing that is asked for, with the names that lead to it, joined by dots. */
export interface Leaf {
  readonly name: string;
  readonly asked: Asked;
}

/** The key under which an object of outputs says that its entries are variations of one analysis. */
const VARIATIONS = Symbol('variations');

type Named = Readonly<Record<string, unknown>>;
type Of = (lazy: object, name: string) => unknown;

/** All lazy things among outputs, in their order; objects of such may stand in each other. */
export function leavesOf(outputs: Named): Leaf[] {
  const leaves = new Map<string, Leaf>();
  mapLeaves(outputs, (lazy, name) => {
    if (leaves.has(name))
      throw new ExpressionError('same-name', `two outputs are called ${name}`, {
        hint: 'names with dots in them may be those of outputs inside another: choose other names',
      });
    leaves.set(name, { name, asked: (lazy as Record<symbol, () => Asked>)[ASK]?.call(lazy) as Asked });
  });
  return [...leaves.values()];
}

/** The same objects with something else in place of each lazy thing. */
export function mapLeaves(outputs: Named, of: Of): Record<string, unknown> {
  if (!isGroup(outputs))
    throw new ExpressionError('wrong-argument', 'outputs are given by name', {
      hint: 'compute({ mass, n: events.count() })',
    });
  return walk(outputs, '', [], of) as Record<string, unknown>;
}

function walk(value: unknown, name: string, around: readonly unknown[], of: Of): unknown {
  if (isLazy(value)) return of(value, name);
  if (!isPlain(value) || around.includes(value)) throw notLazy(name, value);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, walk(inner, join(name, key), [...around, value], of)]),
  );
}

/** Marks outputs as those of one analysis, varied: the first entry is nominal. */
export function noteVariations<T extends object>(outputs: T): T {
  return Object.defineProperty(outputs, VARIATIONS, { value: true });
}

/** Outputs of one analysis, varied: the variations by name, the first one nominal, and for each the names of its outputs. */
export type Varied = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The places among outputs where an analysis is varied. */
export function variedIn(outputs: Named): Varied[] {
  const found: Varied[] = [];
  const see = (value: unknown, name: string): void => {
    if (isLazy(value) || !isPlain(value)) return;
    const entries = Object.entries(value);
    if (VARIATIONS in value) found.push(new Map(entries.map(([key, of]) => [key, namesIn(of, join(name, key))])));
    for (const [key, inner] of entries) see(inner, join(name, key));
  };
  see(outputs, '');
  return found;
}

/** The whole names of the outputs in one variation, by their names inside of it. */
function namesIn(outputs: unknown, name: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  mapLeaves(outputs as Named, (_lazy, inner) => found.set(inner, join(name, inner)));
  return found;
}

const join = (outer: string, inner: string): string => (outer === '' ? inner : `${outer}.${inner}`);

const isLazy = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && typeof (value as Record<symbol, unknown>)[ASK] === 'function';

/** Whether it is an object of outputs, not one of them. */
export const isGroup = (value: unknown): value is Named => !isLazy(value) && isPlain(value);

function isPlain(value: unknown): value is Named {
  if (typeof value !== 'object' || value === null || isDataset(value)) return false;
  const made: unknown = Object.getPrototypeOf(value);
  return made === Object.prototype || made === null;
}

const isDataset = (value: unknown): boolean =>
  (value as Record<symbol, unknown> | null | undefined)?.[Symbol.for('jagged.lazy')] === true;

function notLazy(name: string, value: unknown): ExpressionError {
  const fill = typeof value === 'object' && value !== null && 'fill' in value && 'axes' in value;
  if (fill)
    return new ExpressionError('not-filled', `the histogram ${name} is not filled`, {
      hint: 'say with what: histogram(…).fill(column)',
    });
  return new ExpressionError('not-lazy', `${name} is nothing that can be computed`, {
    hint: isDataset(value)
      ? 'a dataset has many columns: name those you want, events.MET.pt'
      : 'a column, a filled histogram, a count or sum of rows, or an object of such',
  });
}
