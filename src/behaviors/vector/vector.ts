import type { Behavior, Members } from '../../../compiler/behavior.ts';
import { conversions } from './conversions.ts';
import { listMethods } from './lists.ts';
import { basicMethods } from './methods.ts';
import { motionMethods } from './moving.ts';
import { propertyNames } from './names.ts';
import { coordinate, withVectors } from './reading.ts';
import { type System, systemOf } from './systems.ts';

const known = new Map<string, Members>();

/**
 * Records with the coordinates of a vector, in any of twenty systems, are vectors: of two, three or four dimensions,
 * with the names of momenta (px, pt, energy, mass) or of geometry (x, rho, t, tau).
 */
export const vectors: Behavior = {
  membersOf: (type) => {
    const system = systemOf(type);
    if (system === undefined) return undefined;
    const key = `${system.dimension}:${system.isMomentum}`;
    const members = known.get(key) ?? membersOf(system);
    known.set(key, members);
    return members;
  },
};

function membersOf(system: System): Members {
  const { dimension, isMomentum } = system;
  return {
    properties: new Map(
      propertyNames(dimension, isMomentum).map(([name, of]) => [
        name,
        (self) => withVectors([self], ({ plain }) => coordinate(plain, of)),
      ]),
    ),
    methods: new Map([...basicMethods(dimension), ...motionMethods(dimension), ...conversions(dimension, isMomentum)]),
    listMethods: listMethods(system),
  };
}
