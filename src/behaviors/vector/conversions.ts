import type { MethodExpansion } from '../../../compiler/behavior.ts';
import { ofOne } from './methods.ts';
import { inCoordinates, ofKind } from './results.ts';
import { type Coordinate, coordinatesOf, type Dimension, fieldNames } from './systems.ts';

const AZIMUTHAL = ['xy', 'rhophi'] as const;
const LONGITUDINAL = ['z', 'theta', 'eta'] as const;
const TEMPORAL = ['t', 'tau'] as const;

/** The coordinates of every system of a dimension. */
function systems(dimension: Dimension): (readonly Coordinate[])[] {
  const none = [undefined] as const;
  return AZIMUTHAL.flatMap((azimuthal) =>
    (dimension > 2 ? LONGITUDINAL : none).flatMap((longitudinal) =>
      (dimension > 3 ? TEMPORAL : none).map((temporal) => coordinatesOf({ azimuthal, longitudinal, temporal })),
    ),
  );
}

const capital = (name: string): string => `${name[0]?.toUpperCase()}${name.slice(1)}`;

/** `toPtPhiEtaMass`, `toXYZT`, …: a vector in other coordinates, of its dimension or a lower one. */
export function conversions(dimension: Dimension, isMomentum: boolean): (readonly [string, MethodExpansion])[] {
  const all = ([2, 3, 4] as const).filter((d) => d <= dimension).flatMap(systems);
  return all.map((coordinates) => [
    `to${fieldNames(coordinates, isMomentum).map(capital).join('')}`,
    ofOne((v) => ofKind(v, inCoordinates(v.plain, coordinates))),
  ]);
}
