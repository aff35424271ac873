import { call } from '../../../compiler/ops/table.ts';
import { type Expr, field, type RecordExpr, record } from '../../../compiler/tree/expr.ts';
import { present, type Type } from '../../../compiler/tree/type.ts';
import { coordinate, type Vector } from './reading.ts';
import { type Coordinate, fieldNames } from './systems.ts';

/** What becomes of the charges that two vectors carry. */
export type Charges = 'add' | 'sub';

/** The user's record of a plain vector: with the names of momenta, or of geometry, and a charge. */
export function vectorRecord(plain: Expr, isMomentum: boolean, charge?: Expr): Expr {
  const { names, values } = plain as RecordExpr;
  const fields = fieldNames(names, isMomentum).map((name, i) => [name, values[i] as Expr] as const);
  const all = charge === undefined ? fields : [...fields, ['charge', charge] as const];
  const kind = isMomentum
    ? names.length === 4
      ? 'LorentzVector'
      : `Momentum${names.length}D`
    : `Vector${names.length}D`;
  return record(all, kind);
}

/** What an operation of one vector gives: of its kind, with its charge. */
export function ofKind({ record: from, system }: Vector, plain: Expr): Expr {
  return vectorRecord(plain, system.isMomentum, chargeOf(from));
}

/** What a sum or a difference of two vectors gives: a momentum where one is, with a charge where both have one. */
export function ofBoth(a: Vector, b: Vector, plain: Expr, charges?: Charges): Expr {
  const [first, second] = [chargeOf(a.record), chargeOf(b.record)];
  const charge = charges !== undefined && first && second ? call(charges, [first, second]) : undefined;
  return vectorRecord(plain, a.system.isMomentum || b.system.isMomentum, charge);
}

/** The charge of a particle that has one. */
export function chargeOf(of: Expr): Expr | undefined {
  return carriesCharge(of.type) ? field(of, 'charge') : undefined;
}

/** Whether values of the type are particles with a charge. */
export function carriesCharge(type: Type): boolean {
  const of = present(type);
  const charge = of.is === 'record' ? of.fields.get('charge') : undefined;
  return charge !== undefined && present(charge).is === 'number';
}

/** A plain vector of some coordinates of another, stored or computed. */
export function inCoordinates(plain: Expr, coordinates: readonly Coordinate[]): Expr {
  return record(coordinates.map((name) => [name, coordinate(plain, name)] as const));
}

/** A plain vector of the coordinates of several records. */
export function joined(...parts: readonly Expr[]): Expr {
  return record(
    parts.flatMap((part) => {
      const { names, values } = part as RecordExpr;
      return names.map((name, i) => [name, values[i] as Expr] as const);
    }),
  );
}
