import type { Definition } from '../definition.ts';
import type { Azimuthal, Longitudinal, Temporal } from './systems.ts';

/** What definitions see of a vector: every coordinate, stored or computed, and what follows from them. */
export interface Coordinates {
  readonly x: number;
  readonly y: number;
  readonly rho: number;
  readonly rho2: number;
  readonly phi: number;
  readonly z: number;
  readonly theta: number;
  readonly eta: number;
  readonly sinTheta: number;
  readonly cosTheta: number;
  readonly cotTheta: number;
  readonly mag: number;
  readonly mag2: number;
  readonly t: number;
  readonly t2: number;
  readonly tau: number;
  readonly tau2: number;
  readonly mt: number;
  readonly mt2: number;
  readonly et: number;
  readonly et2: number;
  readonly beta: number;
  readonly gamma: number;
  readonly rapidity: number;
  readonly tBesideZ: number;
  readonly frameMass: number;
}

type Definitions = Readonly<Record<string, (v: Coordinates) => unknown>>;

/** Across the beam. Angles are in radians. */
const azimuthal: Readonly<Record<Azimuthal, Definitions>> = {
  xy: {
    rho: (v) => Math.sqrt(v.rho2),
    rho2: (v) => v.x * v.x + v.y * v.y,
    phi: (v) => Math.atan2(v.y, v.x),
  },
  rhophi: {
    x: (v) => v.rho * Math.cos(v.phi),
    y: (v) => v.rho * Math.sin(v.phi),
    rho2: (v) => v.rho * v.rho,
  },
};

/** Along the beam. A vector of length 0 has η = 0 and θ = 0; one along the beam has η = ±∞. */
const longitudinal: Readonly<Record<Longitudinal, Definitions>> = {
  z: {
    theta: (v) => Math.atan2(v.rho, v.z),
    eta: (v) => (v.rho === 0 && v.z === 0 ? 0 : Math.asinh(v.z / v.rho)),
    sinTheta: (v) => v.rho / v.mag,
    cosTheta: (v) => (v.rho === 0 && v.z === 0 ? 1 : v.z / v.mag),
    cotTheta: (v) => (v.rho === 0 && v.z === 0 ? Number.POSITIVE_INFINITY : v.z / v.rho),
    mag: (v) => Math.sqrt(v.mag2),
    mag2: (v) => v.rho2 + v.z * v.z,
  },
  theta: {
    z: (v) => v.rho / Math.tan(v.theta),
    eta: (v) => -Math.log(Math.tan(v.theta / 2)),
    sinTheta: (v) => Math.sin(v.theta),
    cosTheta: (v) => Math.cos(v.theta),
    cotTheta: (v) => 1 / Math.tan(v.theta),
    mag: (v) => v.rho / Math.sin(v.theta),
    mag2: (v) => v.mag * v.mag,
  },
  eta: {
    z: (v) => v.rho * Math.sinh(v.eta),
    theta: (v) => 2 * Math.atan(Math.exp(-v.eta)),
    sinTheta: (v) => 1 / Math.cosh(v.eta),
    cosTheta: (v) => Math.tanh(v.eta),
    cotTheta: (v) => Math.sinh(v.eta),
    mag: (v) => v.rho * Math.cosh(v.eta),
    mag2: (v) => v.mag * v.mag,
  },
};

/** Of time or energy. A negative τ stands for τ² < 0, as in ROOT. */
const temporal: Readonly<Record<Temporal, Definitions>> = {
  t: {
    t2: (v) => v.t * v.t,
    tau: (v) => Math.sign(v.tau2) * Math.sqrt(Math.abs(v.tau2)),
    tau2: (v) => v.t * v.t - v.mag2,
    mt2: (v) => (v.t - v.z) * (v.t + v.z),
    rapidity: (v) => 0.5 * Math.log((v.t + v.z) / (v.t - v.z)),
    tBesideZ: (v) => v.t,
    frameMass: (v) => (v.tau2 > 0 ? Math.sqrt(v.tau2) : Number.NaN),
  },
  tau: {
    t: (v) => Math.sqrt(v.t2),
    t2: (v) => Math.max(0, v.mag2 + v.tau2),
    tau2: (v) => v.tau * Math.abs(v.tau),
    mt2: (v) => v.rho2 + v.tau2,
    rapidity: (v) => Math.asinh(v.z / Math.sqrt(v.mt2)),
    // where z is computed anyway, as in sums: one cosh less
    tBesideZ: (v) => Math.sqrt(Math.max(0, v.rho2 + v.z * v.z + v.tau2)),
    frameMass: (v) => (v.tau > 0 ? v.tau : Number.NaN),
  },
};

/** What follows in the same way in every system of four coordinates. */
const lorentz: Definitions = {
  mt: (v) => Math.sign(v.mt2) * Math.sqrt(Math.abs(v.mt2)),
  et: (v) => v.t * v.sinTheta,
  et2: (v) => v.et * v.et,
  beta: (v) => (v.mag === 0 && v.t === 0 ? 0 : v.mag / v.t),
  gamma: (v) => (v.tau === 0 && v.t === 0 ? Number.POSITIVE_INFINITY : v.t / v.tau),
};

/** The definition of what is computed in a system; undefined where it is stored, or is none of these. */
export function coordinateDefinition(
  name: string,
  of: { azimuthal: Azimuthal; longitudinal: Longitudinal | undefined; temporal: Temporal | undefined },
): Definition | undefined {
  const tables = [
    azimuthal[of.azimuthal],
    of.longitudinal && longitudinal[of.longitudinal],
    of.temporal && temporal[of.temporal],
    of.temporal && lorentz,
  ];
  const table = tables.find((definitions) => definitions !== undefined && Object.hasOwn(definitions, name));
  return table?.[name] as Definition | undefined;
}
