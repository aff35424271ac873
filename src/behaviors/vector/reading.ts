import type { Expr } from '../../../compiler/tree/expr.ts';
import { field } from '../../../compiler/tree/expr.ts';
import { noteMeaning } from '../../../compiler/tree/meaning.ts';
import { ExpressionError } from '../../../compiler/tree/problem.ts';
import { present, type RecordType } from '../../../compiler/tree/type.ts';
import type { Vocabulary } from '../../../compiler/vocabulary.ts';
import { lift } from '../../../compiler/words/build.ts';
import { makeWords } from '../../../compiler/words/words.ts';
import { type Definition, type Expansion, fixedExpansionOf } from '../definition.ts';
import { coordinateDefinition } from './coordinates.ts';
import { shownName } from './names.ts';
import { coordinateValues, plainVector, type System, systemOf } from './systems.ts';

/** A vector as operations see it: its coordinates alone, under their geometric names. */
export interface Vector {
  /** The user's record. */
  readonly record: Expr;
  /** The coordinates as a record. */
  readonly plain: Expr;
  readonly system: System;
}

const base = makeWords(() => []);
/** The words of definitions: coordinates of plain vectors, and functions. User's behaviours have no say here. */
const words: Vocabulary = { ...base, property };
/** Which record of the user's the coordinates were taken from; only for showing. */
const taken = new WeakMap<Expr, Vector>();
const expansions = new WeakMap<Definition, Expansion>();

/** The expression of a definition of plain vectors and numbers. */
export function expand(fn: Definition, ...args: readonly Expr[]): Expr {
  const known = expansions.get(fn) ?? fixedExpansionOf(fn, () => words);
  expansions.set(fn, known);
  return known(args);
}

/** A coordinate of a plain vector, or what follows from its coordinates, by its geometric name. */
export function coordinate(plain: Expr, name: string): Expr {
  return property(plain, name);
}

function property(of: Expr, name: string): Expr {
  const type = present(of.type);
  if (type.is !== 'record') return base.property(of, name, false);
  if (type.fields.has(name)) return field(of, name);
  const system = systemOf(type);
  const definition = system && coordinateDefinition(name, system);
  if (definition === undefined) throw new ExpressionError('unknown-field', `the vector has no '${name}'`);
  const made = expand(definition, of);
  const from = taken.get(of);
  const shown = from && shownName(name, from.system.isMomentum);
  return from === undefined || shown === undefined
    ? made
    : noteMeaning(made, { name: shown, args: [from.record], called: false });
}

/** Of a record that is no vector, but has what an operation needs: eta and phi. */
const NONE: System = {
  azimuthal: 'rhophi',
  longitudinal: undefined,
  temporal: undefined,
  dimension: 2,
  isMomentum: false,
  fields: new Map(),
};

/** What is made of vectors that are there; missing where a coordinate is. */
export function withVectors(records: readonly Expr[], build: (...vectors: Vector[]) => Expr): Expr {
  const systems = records.map(({ type }) => systemOf(present(type) as RecordType) ?? NONE);
  const values = records.map((record, i) => coordinateValues(record, systems[i] as System));
  return lift(values.flat(), (...known) => {
    const left = [...known];
    const vectors = records.map((record, i): Vector => {
      const system = systems[i] as System;
      const plain = system === NONE ? record : plainVector(system, left.splice(0, system.fields.size));
      const vector = { record, plain, system };
      if (!taken.has(plain)) taken.set(plain, vector);
      return vector;
    });
    return build(...vectors);
  });
}
