import type { MethodExpansion } from '../../../compiler/behavior.ts';
import { call } from '../../../compiler/ops/table.ts';
import { type Expr, field, literal, record } from '../../../compiler/tree/expr.ts';
import { ExpressionError } from '../../../compiler/tree/problem.ts';
import type { Argument } from '../../../compiler/vocabulary.ts';
import { valueArg, valueOf } from '../../../compiler/words/list-words.ts';
import { kept } from './arithmetic.ts';
import { inParts, ofOne } from './methods.ts';
import { aroundBeam, boosts, rotations } from './motions.ts';
import { coordinate, expand, type Vector, withVectors } from './reading.ts';
import { joined, ofKind } from './results.ts';
import type { Dimension } from './systems.ts';
import { optionArgs, vectorArg } from './takes.ts';

type Entry = [string, MethodExpansion];
type Axis = 'x' | 'y' | 'z';

/** The new components in space, with the time as it is stored. */
function inSpace(v: Vector, space: Expr): Expr {
  const { temporal } = v.system;
  return ofKind(v, temporal === undefined ? space : joined(space, expand(kept[temporal], v.plain)));
}

/** The new components, with a stored mass in place of the new time: a boost leaves it as it is. */
function boosted(v: Vector, made: Expr): Expr {
  const { temporal } = v.system;
  const space = record((['x', 'y', 'z'] as const).map((name) => [name, field(made, name)] as const));
  const time = temporal === 'tau' ? expand(kept.tau, v.plain) : record([['t', field(made, 't')]]);
  return ofKind(v, joined(space, time));
}

const rotateZ: Entry = [
  'rotateZ',
  ofOne((v, args) => ofKind(v, inParts(v, { ...kept, ...aroundBeam }, valueArg(args, 0, 'rotateZ')))),
];

/** Rotations one after the other, by the opposites of the angles: of the axes, as ROOT's and vector's angles turn them. */
function turned(v: Vector, turns: readonly (readonly [Axis, Expr])[]): Expr {
  return inSpace(
    v,
    turns.reduce((plain, [axis, angle]) => expand(rotations[axis], plain, call('neg', [angle])), v.plain),
  );
}

/** The axes that the letters of an order name. */
function axesOf(order: Argument | undefined): readonly Axis[] {
  const value = valueOf(order ?? { is: 'constant', value: 'zxz' });
  const letters = value?.node === 'literal' ? [...String(value.value)] : [];
  if (letters.length === 3 && letters.every((letter): letter is Axis => ['x', 'y', 'z'].includes(letter)))
    return letters;
  throw new ExpressionError('wrong-argument', 'the order of Euler angles is three axes', { hint: "'zxz' or 'xyz'" });
}

const numbers = (args: readonly Argument[], n: number, word: string): Expr[] =>
  Array.from({ length: n }, (_, i) => valueArg(args, i, word));

const spatialRotations: readonly Entry[] = [
  ...(['x', 'y'] as const).map((axis): Entry => {
    const word = `rotate${axis.toUpperCase()}`;
    return [word, ofOne((v, args) => inSpace(v, expand(rotations[axis], v.plain, valueArg(args, 0, word))))];
  }),
  [
    'rotateAxis',
    (self, args) =>
      withVectors([self, vectorArg(args, 0, 'rotateAxis', [3])], (v, axis) =>
        inSpace(v, expand(rotations.axis, v.plain, axis.plain, valueArg(args, 1, 'rotateAxis'))),
      ),
  ],
  [
    'rotateEuler',
    ofOne((v, args) => {
      const [a, b, c] = axesOf(args[3]) as [Axis, Axis, Axis];
      const [phi, theta, psi] = numbers(args, 3, 'rotateEuler') as [Expr, Expr, Expr];
      return turned(v, [
        [c, phi],
        [b, theta],
        [a, psi],
      ]);
    }),
  ],
  [
    'rotateNautical',
    ofOne((v, args) => {
      const [yaw, pitch, roll] = numbers(args, 3, 'rotateNautical') as [Expr, Expr, Expr];
      return turned(v, [
        ['x', roll],
        ['y', pitch],
        ['z', yaw],
      ]);
    }),
  ],
  [
    'rotateQuaternion',
    ofOne((v, args) => inSpace(v, expand(rotations.quaternion, v.plain, ...numbers(args, 4, 'rotateQuaternion')))),
  ],
];

/** A boost by a velocity, of three dimensions, or by the velocity of a vector of four. */
const boost = (word: string, byVector: (typeof boosts)['byVector'], sign: 1 | -1): Entry => [
  word,
  (self, args) =>
    withVectors([self, vectorArg(args, 0, word, [3, 4])], (v, by) =>
      boosted(
        v,
        by.system.dimension === 4
          ? expand(byVector, v.plain, by.plain)
          : expand(boosts.byVelocity, v.plain, by.plain, literal(sign)),
      ),
    ),
];

/** A boost along an axis by β, or by γ with the sign of β. */
function boostAlong(axis: Axis): Entry {
  const word = `boost${axis.toUpperCase()}`;
  return [
    word,
    ofOne((v, args) => {
      const factors = boostFactors(args, word);
      const [gamma, betaGamma] = [field(factors, 'gamma'), field(factors, 'betaGamma')];
      const made = expand(boosts.along, coordinate(v.plain, axis), coordinate(v.plain, 'tBesideZ'), gamma, betaGamma);
      const component = field(made, 'component');
      const time = v.system.temporal === 'tau' ? expand(kept.tau, v.plain) : record([['t', field(made, 't')]]);
      if (axis === 'z')
        return ofKind(v, joined(expand(kept[v.system.azimuthal], v.plain), record([['z', component]]), time));
      const space = (['x', 'y', 'z'] as const).map(
        (name) => [name, name === axis ? component : coordinate(v.plain, name)] as const,
      );
      return ofKind(v, joined(record(space), time));
    }),
  ];
}

function boostFactors(args: readonly Argument[], word: string): Expr {
  const options = optionArgs(args[0], word, ['beta', 'gamma'], 'beta');
  const [beta, gamma] = [valueOf(options.get('beta')), valueOf(options.get('gamma'))];
  if (beta !== undefined && gamma === undefined) return expand(boosts.ofBeta, beta);
  if (gamma !== undefined && beta === undefined) return expand(boosts.ofGamma, gamma);
  throw new ExpressionError('wrong-argument', `${word} takes either beta or gamma`, {
    hint: `${word}(0.5) or ${word}({ gamma: 1.7 })`,
  });
}

/** The rotations and boosts of vectors of a dimension. */
export function motionMethods(dimension: Dimension): readonly Entry[] {
  return [
    rotateZ,
    ...(dimension > 2 ? spatialRotations : []),
    ...(dimension === 4
      ? [
          boost('boost', boosts.byVector, 1),
          boost('boostToCenterOfMass', boosts.toVector, -1),
          boostAlong('x'),
          boostAlong('y'),
          boostAlong('z'),
        ]
      : []),
  ];
}
