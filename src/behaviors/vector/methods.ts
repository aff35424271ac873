import type { MethodExpansion } from '../../../compiler/behavior.ts';
import { call } from '../../../compiler/ops/table.ts';
import { type Expr, field, literal, record } from '../../../compiler/tree/expr.ts';
import { ExpressionError } from '../../../compiler/tree/problem.ts';
import type { Argument } from '../../../compiler/vocabulary.ts';
import { and } from '../../../compiler/words/build.ts';
import { valueArg, valueOf } from '../../../compiler/words/list-words.ts';
import type { Definition } from '../definition.ts';
import { alignment, angles, lightCone, sameness } from './angles.ts';
import {
  cross,
  difference,
  dot,
  length,
  negated,
  planarDot,
  quotient,
  scaled,
  scaledInSpace,
  sum,
  unitMass,
} from './arithmetic.ts';
import { coordinate, expand, type Vector, withVectors } from './reading.ts';
import { type Charges, inCoordinates, joined, ofBoth, ofKind, vectorRecord } from './results.ts';
import { type Coordinate, coordinatesOf, type Dimension, type System } from './systems.ts';
import { coordinatesArg, optionArgs, vectorArg } from './takes.ts';

type Methods = ReadonlyMap<string, MethodExpansion>;
/** Definitions by the coordinates of the parts of a vector. */
export type PartDefinitions = Readonly<Record<System['azimuthal'] | 'z' | 'theta' | 'eta' | 't' | 'tau', Definition>>;

/** Each part of a vector as its definition says. */
export function inParts({ plain, system }: Vector, parts: PartDefinitions, ...args: readonly Expr[]): Expr {
  const { azimuthal, longitudinal, temporal } = system;
  const names = [azimuthal, ...(longitudinal ? [longitudinal] : []), ...(temporal ? [temporal] : [])];
  return joined(...names.map((name) => expand(parts[name], plain, ...args)));
}

/** A method of one vector and numbers. */
export const ofOne =
  (build: (v: Vector, args: readonly Argument[]) => Expr): MethodExpansion =>
  (self, args) =>
    withVectors([self], (v) => build(v, args));

/** A method of a vector and another of the same dimension. */
function ofTwo(
  word: string,
  dimension: Dimension,
  build: (a: Vector, b: Vector, args: readonly Argument[]) => Expr,
): MethodExpansion {
  return (self, args) =>
    withVectors([self, vectorArg(args, 0, word, [dimension])], (a, b) => build(a, b, args.slice(1)));
}

/** An angle or a distance to another vector, or to any record that has the coordinates. */
const distance = (word: keyof typeof angles, needs: readonly string[]): [string, MethodExpansion] => [
  word,
  (self, args) =>
    withVectors([self, coordinatesArg(args, word, needs)], (a, b) => expand(angles[word], a.plain, b.plain)),
];

/** The scalar product, of the first 2, 3 or all coordinates. */
function scalarProduct(a: Vector, b: Vector, dimension: Dimension): Expr {
  const polar = a.system.azimuthal === 'rhophi' && b.system.azimuthal === 'rhophi';
  const planar = expand(polar ? planarDot.polar : planarDot.cartesian, a.plain, b.plain);
  return expand(dot[dimension], a.plain, b.plain, planar);
}

function aligned(word: keyof typeof alignment, dimension: Dimension): [string, MethodExpansion] {
  const size = dimension === 2 ? 'rho' : 'mag';
  return [
    word,
    (self, args) =>
      withVectors([self, vectorArg(args, 0, word, dimension === 2 ? [2] : [3, 4])], (a, b) => {
        const lengths = call('mul', [coordinate(a.plain, size), coordinate(b.plain, size)]);
        const tolerance = args.length > 1 ? [valueArg(args, 1, word)] : [];
        return expand(alignment[word], scalarProduct(a, b, dimension === 2 ? 2 : 3), lengths, ...tolerance);
      }),
  ];
}

/** The coordinates by which two vectors are compared: those they share, else Cartesian ones. */
function compared(a: System, b: System): Coordinate[] {
  const azimuthal = a.azimuthal === b.azimuthal ? a.azimuthal : 'xy';
  const longitudinal = a.longitudinal === b.longitudinal ? a.longitudinal : 'z';
  const temporal = a.temporal === b.temporal ? a.temporal : 't';
  return [...coordinatesOf({ azimuthal, longitudinal, temporal })];
}

const alike = (a: Vector, b: Vector, same: (x: Expr, y: Expr) => Expr): Expr =>
  compared(a.system, b.system)
    .map((name) => same(coordinate(a.plain, name), coordinate(b.plain, name)))
    .reduce(and);

function isClose(a: Vector, b: Vector, args: readonly Argument[]): Expr {
  const options = optionArgs(args[0], 'isClose', ['relative', 'absolute']);
  const tolerance = (name: string, fallback: number): Expr => valueOf(options.get(name)) ?? literal(fallback);
  const [relative, absolute] = [tolerance('relative', 1e-5), tolerance('absolute', 1e-8)];
  return alike(a, b, (x, y) => expand(sameness.isClose, x, y, relative, absolute));
}

/** A vector with its lengths divided; its angles, and the mass of one of four coordinates, are not lengths. */
function dividedBy({ plain }: Vector, coordinates: readonly Coordinate[], by: Expr): Expr {
  return record(
    coordinates.map((name) => {
      if (name === 'tau') return [name, expand(unitMass, plain)] as const;
      const value = field(plain, name);
      return [name, ['phi', 'theta', 'eta'].includes(name) ? value : expand(quotient, value, by)] as const;
    }),
  );
}

function scaledBy(v: Vector, args: readonly Argument[]): Expr {
  const by = valueArg(args, 0, 'scale');
  if (v.system.temporal === 'tau' && by.node === 'literal' && Number(by.value) < 0)
    throw new ExpressionError('negative-energy', 'a vector that stores a mass has no negative energy to scale to', {
      hint: 'v.negate().scale(2), or v.scale3D(-2), which keeps the mass',
    });
  return ofKind(v, inParts(v, scaled, by));
}

const both = (
  word: string,
  dimension: Dimension,
  definition: Definition,
  charges?: Charges,
): [string, MethodExpansion] => [
  word,
  ofTwo(word, dimension, (a, b) => ofBoth(a, b, expand(definition, a.plain, b.plain), charges)),
];

/** What vectors of every dimension have. */
function common(dimension: Dimension): Methods {
  return new Map<string, MethodExpansion>([
    both('add', dimension, sum[dimension], 'add'),
    both('subtract', dimension, difference[dimension], 'sub'),
    ['scale', ofOne(scaledBy)],
    ['negate', ofOne((v) => ofKind(v, inParts(v, negated)))],
    ['dot', ofTwo('dot', dimension, (a, b) => scalarProduct(a, b, dimension))],
    ['unit', ofOne((v) => ofKind(v, dividedBy(v, coordinatesOf(v.system), expand(length[dimension], v.plain))))],
    distance('deltaPhi', ['phi']),
    aligned('isParallel', dimension),
    aligned('isAntiparallel', dimension),
    aligned('isPerpendicular', dimension),
    ['equals', ofTwo('equals', dimension, (a, b) => alike(a, b, (x, y) => expand(sameness.equals, x, y)))],
    ['isClose', ofTwo('isClose', dimension, isClose)],
  ]);
}

/** What vectors of three and four dimensions have. */
const spatial: Methods = new Map([
  distance('deltaEta', ['eta']),
  distance('deltaR', ['eta', 'phi']),
  distance('deltaR2', ['eta', 'phi']),
  [
    'deltaAngle',
    (self, args) =>
      withVectors([self, vectorArg(args, 0, 'deltaAngle', [3, 4])], (a, b) =>
        expand(angles.deltaAngle, a.plain, b.plain),
      ),
  ],
  ['to2D', ofOne((v) => ofKind(v, shortened(v, 2)))],
]);

const inSpace: Methods = new Map([both('cross', 3, cross)]);

const lorentz: Methods = new Map([
  ...(['deltaRapidityPhi', 'deltaRapidityPhi2'] as const).map((word): [string, MethodExpansion] => [
    word,
    ofTwo(word, 4, (a, b) => expand(angles[word], a.plain, b.plain)),
  ]),
  ...(['isTimelike', 'isSpacelike', 'isLightlike'] as const).map((word): [string, MethodExpansion] => [
    word,
    ofOne(({ plain }, args) => expand(lightCone[word], plain, ...(args.length > 0 ? [valueArg(args, 0, word)] : []))),
  ]),
  ['scale3D', ofOne((v, args) => ofKind(v, inParts(v, scaledInSpace, valueArg(args, 0, 'scale3D'))))],
  ['to3D', ofOne((v) => ofKind(v, shortened(v, 3)))],
  // a velocity is no momentum
  [
    'toBeta3',
    ofOne((v) => vectorRecord(dividedBy(v, coordinatesOf(v.system).slice(0, 3), coordinate(v.plain, 't')), false)),
  ],
]);

function shortened({ plain, system }: Vector, dimension: Dimension): Expr {
  return inCoordinates(plain, coordinatesOf(system).slice(0, dimension));
}

/** The arithmetic, distances and tests of vectors of a dimension. */
export function basicMethods(dimension: Dimension): Methods {
  return new Map([
    ...common(dimension),
    ...(dimension > 2 ? spatial : []),
    ...(dimension === 3 ? inSpace : []),
    ...(dimension === 4 ? lorentz : []),
  ]);
}
