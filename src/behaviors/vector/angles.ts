import { deltaPhi } from '../functions.ts';
import type { Coordinates } from './coordinates.ts';

/** Definitions as in ROOT's Math::VectorUtil. */
export const angles = {
  deltaPhi: (a: Coordinates, b: Coordinates) => deltaPhi(a.phi, b.phi),
  deltaEta: (a: Coordinates, b: Coordinates) => a.eta - b.eta,
  deltaR2: (a: Coordinates, b: Coordinates) => {
    const eta = a.eta - b.eta;
    const phi = deltaPhi(a.phi, b.phi);
    return phi * phi + eta * eta;
  },
  deltaR: (a: Coordinates, b: Coordinates) => {
    const eta = a.eta - b.eta;
    const phi = deltaPhi(a.phi, b.phi);
    return Math.sqrt(phi * phi + eta * eta);
  },
  deltaRapidityPhi2: (a: Coordinates, b: Coordinates) => {
    const rapidity = a.rapidity - b.rapidity;
    const phi = deltaPhi(a.phi, b.phi);
    return phi * phi + rapidity * rapidity;
  },
  deltaRapidityPhi: (a: Coordinates, b: Coordinates) => {
    const rapidity = a.rapidity - b.rapidity;
    const phi = deltaPhi(a.phi, b.phi);
    return Math.sqrt(phi * phi + rapidity * rapidity);
  },
  /** By the tangent, which is exact also for nearly parallel vectors, where the cosine is not. */
  deltaAngle: (a: Coordinates, b: Coordinates) => {
    const x = a.y * b.z - a.z * b.y;
    const y = a.z * b.x - a.x * b.z;
    const z = a.x * b.y - a.y * b.x;
    const across = Math.sqrt(x * x + y * y + z * z);
    const along = a.x * b.x + a.y * b.y + a.z * b.z;
    return across === 0 && along === 0 ? Number.NaN : Math.atan2(across, along);
  },
};

/** How the scalar product compares with the product of the lengths; the tolerance is that of 1 − cos. */
export const alignment = {
  isParallel: (product: number, lengths: number, tolerance = 1e-5) => product > (1 - Math.abs(tolerance)) * lengths,
  isAntiparallel: (product: number, lengths: number, tolerance = 1e-5) => product < (Math.abs(tolerance) - 1) * lengths,
  isPerpendicular: (product: number, lengths: number, tolerance = 1e-5) =>
    Math.abs(product) < Math.abs(tolerance) * lengths,
};

/** Where a vector lies to the light cone; the tolerance is that of τ². */
export const lightCone = {
  isTimelike: (v: Coordinates, tolerance = 0) => v.tau2 > Math.abs(tolerance),
  isSpacelike: (v: Coordinates, tolerance = 0) => v.tau2 < -Math.abs(tolerance),
  isLightlike: (v: Coordinates, tolerance = 1e-5) => Math.abs(v.tau2) < Math.abs(tolerance),
};

/** Whether two numbers are the same, or as close as numpy's isclose asks. */
export const sameness = {
  equals: (a: number, b: number) => a === b,
  isClose: (a: number, b: number, relative: number, absolute: number) =>
    a === b || Math.abs(a - b) <= absolute + relative * Math.abs(b),
};
