import { call } from '../../../compiler/ops/table.ts';
import { type Expr, field, record } from '../../../compiler/tree/expr.ts';
import { isInteger, present, type RecordType } from '../../../compiler/tree/type.ts';

/** A coordinate under its geometric name. */
export type Coordinate = 'x' | 'y' | 'rho' | 'phi' | 'z' | 'theta' | 'eta' | 't' | 'tau';
export type Azimuthal = 'xy' | 'rhophi';
export type Longitudinal = 'z' | 'theta' | 'eta';
export type Temporal = 't' | 'tau';
export type Dimension = 2 | 3 | 4;

/** The coordinates a vector is stored in. */
export interface System {
  readonly azimuthal: Azimuthal;
  readonly longitudinal: Longitudinal | undefined;
  readonly temporal: Temporal | undefined;
  readonly dimension: Dimension;
  /** Whether the fields are named as those of a momentum: px and energy, not x and t. */
  readonly isMomentum: boolean;
  /** The field that each coordinate is in. */
  readonly fields: ReadonlyMap<Coordinate, string>;
}

/** The names of the fields that hold a coordinate, the first one for records made here. */
type Names = Readonly<Record<Coordinate, readonly string[]>>;
const ANGLES = { phi: ['phi'], theta: ['theta'], eta: ['eta'] } as const;
const GEOMETRIC: Names = { x: ['x'], y: ['y'], rho: ['rho'], z: ['z'], t: ['t'], tau: ['tau'], ...ANGLES };
const MOMENTUM: Names = {
  x: ['px'],
  y: ['py'],
  rho: ['pt'],
  z: ['pz'],
  t: ['energy', 'E', 'e'],
  tau: ['mass', 'm', 'M'],
  ...ANGLES,
};

const PARTS: Readonly<Record<Azimuthal, readonly [Coordinate, Coordinate]>> = {
  xy: ['x', 'y'],
  rhophi: ['rho', 'phi'],
};
/** In which order the coordinates of a part are looked for: what was measured before what is computed of it. */
const LONGITUDINAL: Readonly<Record<Azimuthal, readonly Longitudinal[]>> = {
  rhophi: ['eta', 'theta', 'z'],
  xy: ['z', 'eta', 'theta'],
};
const TEMPORAL: Readonly<Record<Azimuthal, readonly Temporal[]>> = { rhophi: ['tau', 't'], xy: ['t', 'tau'] };

const known = new WeakMap<RecordType, System | null>();

/**
 * The system that records of a type are vectors in; undefined where they are none. Names of momenta and of geometry are
 * not mixed. Of several systems the one of the highest dimension counts, then momenta, then polar coordinates.
 */
export function systemOf(type: RecordType): System | undefined {
  const before = known.get(type);
  if (before !== undefined) return before ?? undefined;
  const found = [MOMENTUM, GEOMETRIC]
    .flatMap((names) => (['rhophi', 'xy'] as const).flatMap((azimuthal) => systemIn(type, names, azimuthal) ?? []))
    .reduce<System | undefined>((best, one) => (best && best.dimension >= one.dimension ? best : one), undefined);
  known.set(type, found ?? null);
  return found;
}

function systemIn(type: RecordType, names: Names, azimuthal: Azimuthal): System | undefined {
  const fieldOf = (coordinate: Coordinate): string | undefined =>
    names[coordinate].find((name) => {
      const of = type.fields.get(name);
      return of !== undefined && present(of).is === 'number';
    });
  const longitudinal = LONGITUDINAL[azimuthal].find((coordinate) => fieldOf(coordinate) !== undefined);
  const temporal = longitudinal && TEMPORAL[azimuthal].find((coordinate) => fieldOf(coordinate) !== undefined);
  const coordinates = coordinatesOf({ azimuthal, longitudinal, temporal });
  const fields = coordinates.map((coordinate) => [coordinate, fieldOf(coordinate)] as const);
  if (!fields.every((entry): entry is [Coordinate, string] => entry[1] !== undefined)) return undefined;
  return {
    azimuthal,
    longitudinal,
    temporal,
    dimension: coordinates.length as Dimension,
    isMomentum: names === MOMENTUM,
    fields: new Map(fields),
  };
}

/** The coordinates of a system, in the order of records made here. */
export function coordinatesOf({
  azimuthal,
  longitudinal,
  temporal,
}: Pick<System, 'azimuthal' | 'longitudinal' | 'temporal'>): readonly Coordinate[] {
  return [...PARTS[azimuthal], ...(longitudinal ? [longitudinal] : []), ...(temporal ? [temporal] : [])];
}

/** The names of the fields that records of vectors made here have for coordinates. */
export function fieldNames(coordinates: readonly string[], isMomentum: boolean): string[] {
  const names = isMomentum ? MOMENTUM : GEOMETRIC;
  return coordinates.map((coordinate) => names[coordinate as Coordinate][0] as string);
}

/** The coordinates of a vector as doubles, in their order. */
export function coordinateValues(vector: Expr, system: System): Expr[] {
  return [...system.fields.values()].map((name) => {
    const value = field(vector, name);
    return isInteger(present(value.type)) ? call('toNumber', [value]) : value;
  });
}

/** A vector of these coordinates under their geometric names, without anything else: what definitions compute with. */
export function plainVector(system: System, values: readonly Expr[]): Expr {
  return record([...system.fields.keys()].map((coordinate, i) => [coordinate, values[i] as Expr] as const));
}
