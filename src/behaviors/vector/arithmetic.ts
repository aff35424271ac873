import { deltaPhi } from '../functions.ts';
import type { Coordinates } from './coordinates.ts';

/**
 * Operations that treat each part of a vector in its own coordinates: the keys name the coordinates, the values give
 * the new ones. Only the parts of the vector's system are read.
 */

const sameDirection = {
  theta: (v: Coordinates) => ({ theta: v.theta }),
  eta: (v: Coordinates) => ({ eta: v.eta }),
};

/** What leaves the direction around the beam, or along it, or the time as they are. */
export const kept = {
  xy: (v: Coordinates) => ({ x: v.x, y: v.y }),
  rhophi: (v: Coordinates) => ({ rho: v.rho, phi: v.phi }),
  z: (v: Coordinates) => ({ z: v.z }),
  ...sameDirection,
  t: (v: Coordinates) => ({ t: v.t }),
  tau: (v: Coordinates) => ({ tau: v.tau }),
};

/** The components in space times a factor; ρ stays positive. */
export const scaledInSpace = {
  xy: (v: Coordinates, by: number) => ({ x: v.x * by, y: v.y * by }),
  rhophi: (v: Coordinates, by: number) => ({
    rho: v.rho * Math.abs(by),
    phi: by < 0 ? deltaPhi(v.phi, Math.PI) : v.phi,
  }),
  z: (v: Coordinates, by: number) => ({ z: v.z * by }),
  theta: (v: Coordinates, by: number) => ({ theta: by < 0 ? Math.PI - v.theta : v.theta }),
  eta: (v: Coordinates, by: number) => ({ eta: by < 0 ? -v.eta : v.eta }),
  t: kept.t,
  tau: kept.tau,
};

/** All components times a factor. A mass has no sign of the energy, so with it a negative factor gives NaN. */
export const scaled = {
  ...scaledInSpace,
  t: (v: Coordinates, by: number) => ({ t: v.t * by }),
  tau: (v: Coordinates, by: number) => ({ tau: by < 0 ? Number.NaN : v.tau * by }),
};

/** The opposite of a vector, its energy too; so the time is t, whatever was stored. */
export const negated = {
  xy: (v: Coordinates) => ({ x: -v.x, y: -v.y }),
  rhophi: (v: Coordinates) => ({ rho: v.rho, phi: deltaPhi(v.phi, Math.PI) }),
  z: (v: Coordinates) => ({ z: -v.z }),
  theta: (v: Coordinates) => ({ theta: Math.PI - v.theta }),
  eta: (v: Coordinates) => ({ eta: -v.eta }),
  t: (v: Coordinates) => ({ t: -v.t }),
  tau: (v: Coordinates) => ({ t: -v.t }),
};

/** A coordinate divided by a length; nothing by nothing is nothing, as in the unit vector of a vector of length 0. */
export const quotient = (a: number, b: number) => (a === 0 && b === 0 ? 0 : a / b);

/** The mass of the unit vector of a vector that stores it: 1, or -1 where τ² < 0. */
export const unitMass = (v: Coordinates) => (v.tau === 0 ? 1 : Math.sign(v.tau));

/** The length that `unit` divides by, for vectors of two, three and four dimensions. */
export const length = {
  2: (v: Coordinates) => v.rho,
  3: (v: Coordinates) => v.mag,
  4: (v: Coordinates) => Math.abs(v.tau),
};

/** Sums in Cartesian components. */
export const sum = {
  2: (a: Coordinates, b: Coordinates) => ({ x: a.x + b.x, y: a.y + b.y }),
  3: (a: Coordinates, b: Coordinates) => ({ x: a.x + b.x, y: a.y + b.y, z: a.z + b.z }),
  4: (a: Coordinates, b: Coordinates) => ({
    x: a.x + b.x,
    y: a.y + b.y,
    z: a.z + b.z,
    t: a.tBesideZ + b.tBesideZ,
  }),
};

/** Differences in Cartesian components. */
export const difference = {
  2: (a: Coordinates, b: Coordinates) => ({ x: a.x - b.x, y: a.y - b.y }),
  3: (a: Coordinates, b: Coordinates) => ({ x: a.x - b.x, y: a.y - b.y, z: a.z - b.z }),
  4: (a: Coordinates, b: Coordinates) => ({
    x: a.x - b.x,
    y: a.y - b.y,
    z: a.z - b.z,
    t: a.tBesideZ - b.tBesideZ,
  }),
};

/** The vector product in space. */
export const cross = (a: Coordinates, b: Coordinates) => ({
  x: a.y * b.z - a.z * b.y,
  y: a.z * b.x - a.x * b.z,
  z: a.x * b.y - a.y * b.x,
});

/** The scalar product across the beam, where both are polar and elsewhere. */
export const planarDot = {
  polar: (a: Coordinates, b: Coordinates) => a.rho * b.rho * Math.cos(a.phi - b.phi),
  cartesian: (a: Coordinates, b: Coordinates) => a.x * b.x + a.y * b.y,
};

/** What the scalar product of three and four dimensions adds; the fourth is of Minkowski, + − − −. */
export const dot = {
  2: (_a: Coordinates, _b: Coordinates, planar: number) => planar,
  3: (a: Coordinates, b: Coordinates, planar: number) => planar + a.z * b.z,
  4: (a: Coordinates, b: Coordinates, planar: number) => a.tBesideZ * b.tBesideZ - planar - a.z * b.z,
};
