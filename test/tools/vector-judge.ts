import { fromValues, JaggedError } from '../../src/index.ts';
import { choices } from './vector-choices.ts';
import {
  type Choice,
  COPIES,
  copyOf,
  DOUBLE,
  isEqual,
  type Leaf,
  leaves,
  type Precision,
  sameShape,
  SINGLE,
} from './vector-compare.ts';

/** How a case went: `chosen` differs by more than rounding, for a reason that is written down. */
export type Verdict = 'equal' | 'chosen' | 'unsupported' | 'wrong';
export interface Judged {
  readonly id: string;
  readonly verdict: Verdict;
  readonly why: string;
}
export interface Report {
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly cases: readonly Judged[];
}

export type Columns = Readonly<Record<string, readonly number[]>>;
export interface Wanted {
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly cartesian?: Readonly<Record<string, unknown>>;
  readonly value?: unknown;
}
export interface VectorSet {
  readonly label: string;
  readonly class: string;
  readonly inputs: Columns;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly predicates: Readonly<Record<string, unknown>>;
}
interface Unary {
  readonly set: string;
  readonly op: string;
  readonly args: Readonly<Record<string, unknown>> | readonly unknown[];
  readonly result: Wanted;
}
export interface Side {
  readonly set: string;
  readonly index: readonly number[];
}
interface Pairs {
  readonly left: Side;
  readonly right: Side;
  readonly results: Readonly<Record<string, Wanted>>;
}
interface Sums extends Readonly<Record<string, unknown>> {
  readonly set: string;
  readonly first: number;
  readonly counts: readonly number[];
}
interface Low {
  readonly name: string;
  readonly left: { readonly fields: Columns };
  readonly right: { readonly fields: Columns };
  readonly results: Readonly<Record<string, Wanted>>;
}
/** The file vector-ops.json. */
export interface VectorReference {
  readonly sets: readonly VectorSet[];
  readonly unary: readonly Unary[];
  readonly pairs: readonly Pairs[];
  readonly sums: readonly Sums[];
  readonly coffea: Readonly<Record<string, unknown>>;
  readonly low_dimensions: readonly Low[];
  readonly errors: Readonly<Record<string, string>>;
}

/** A value inside a lambda whose members are not known before the file is read. */
export interface Anything {
  (...args: readonly unknown[]): Anything;
  readonly [name: string]: Anything;
}
export type Fields = Readonly<Record<string, number>>;
interface Rows {
  map<P extends object>(f: (row: Anything, params: P) => unknown, params: P): { toArray(): Promise<unknown[]> };
}
/** What an operation of ours is: a method with arguments, or a property. */
export interface Ours {
  readonly op: string;
  readonly args?: readonly unknown[];
}

/** Inputs, each followed by its copies, and how results of them compare. */
export class Inputs {
  readonly rows: Rows;
  readonly precision: Precision;
  readonly numbers: readonly (readonly number[])[];
  constructor(make: (copy: number) => readonly object[], precision: Precision) {
    const copies = Array.from({ length: COPIES + 1 }, (_, copy) => make(copy));
    const [first] = copies as [readonly object[]];
    this.rows = fromValues(
      first.flatMap((_, row) => copies.map((rows) => rows[row])),
      { name: 'reference' },
    ) as unknown as Rows;
    this.precision = precision;
    this.numbers = first.map((row) => numbersOf(row));
  }

  /** The reasons for which values of a result differ from the reference's; throws Wrong where there is none. */
  async differences<P extends object>(
    f: (row: Anything, params: P) => unknown,
    params: P,
    wanted: readonly unknown[],
    allowed: readonly Choice[],
  ): Promise<ReadonlySet<string>> {
    const all = await this.rows.map(f, params).toArray();
    if (all.length !== wanted.length * (COPIES + 1)) throw new Wrong(`${all.length / (COPIES + 1)} rows`);
    const reasons = new Set<string>();
    for (const [i, want] of wanted.entries()) {
      const group = all.slice(i * (COPIES + 1), (i + 1) * (COPIES + 1));
      if (!sameShape(group[0], want)) throw new Wrong(`row ${i}: another shape`);
      for (const reason of this.#unlike(group.map(leaves), leaves(want), i, allowed)) reasons.add(reason);
    }
    return reasons;
  }

  #unlike(copies: readonly Leaf[][], wanted: readonly Leaf[], row: number, allowed: readonly Choice[]): string[] {
    return wanted.flatMap((want, j) => {
      const [value, ...others] = copies.map((leaf) => leaf[j] as Leaf) as [Leaf, ...Leaf[]];
      if (isEqual({ value, copies: others }, want, this.precision)) return [];
      const choice =
        value === null || want === null
          ? undefined
          : allowed.find(({ allows }) => allows(value, want, this.numbers[row] as readonly number[]));
      if (choice === undefined) throw new Wrong(`row ${row}: ${value}, not ${want}`);
      return [choice.reason];
    });
  }
}

/** A value that is not the reference's, and may not be another. */
class Wrong extends Error {}

function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}

/** Judges parts of one case, each a lambda with the values wanted. */
export type Part = readonly [
  f: (row: Anything, params: Ours & { c: string }) => unknown,
  params: Ours & { c: string },
  wanted: unknown,
];
export async function judge(id: string, inputs: Inputs, parts: readonly Part[]): Promise<Judged> {
  const allowed = choices.filter(({ cases }) => cases.test(id));
  const reasons = new Set<string>();
  for (const [f, params, wanted] of parts) {
    try {
      const found = await inputs.differences(f, params, wanted as readonly unknown[], allowed);
      for (const reason of found) reasons.add(reason);
    } catch (error) {
      if (error instanceof Wrong) return { id, verdict: 'wrong', why: `${params.op} ${params.c} ${error.message}` };
      if (error instanceof JaggedError) return { id, verdict: 'unsupported', why: error.message };
      throw error;
    }
  }
  return { id, verdict: reasons.size > 0 ? 'chosen' : 'equal', why: [...reasons].join('; ') };
}

/** The parts of a result that is a vector, or a value. */
export function partsOf(wanted: Wanted, ours: Ours, whole: Part[0], component: Part[0]): Part[] {
  if (wanted.fields === undefined) return [[whole, { ...ours, c: '' }, wanted.value]];
  return [...Object.entries(wanted.fields), ...Object.entries(wanted.cartesian ?? {})].map(([c, values]) => [
    component,
    { ...ours, c },
    values,
  ]);
}

export const precisionOf = (label: string): Precision => (label.includes('float32') ? SINGLE : DOUBLE);
export const rowsOf = (columns: Columns, index: readonly number[], copy: number, digit: number, from = 0): Fields[] =>
  index.map((i) =>
    Object.fromEntries(
      Object.entries(columns).map(([name, values], place) => [
        name,
        copyOf(values[i] as number, copy, i * 8 + place + from, digit),
      ]),
    ),
  );
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
export const sizeOf = (columns: Columns): number => Object.values(columns)[0]?.length ?? 0;
export const setNamed = ({ sets }: VectorReference, label: string): VectorSet => {
  const found = sets.find((set) => set.label === label);
  if (found === undefined) throw new Error(`no set ${label}`);
  return found;
};
