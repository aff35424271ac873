import { deltaPhi } from '../functions.ts';
import type { Coordinates } from './coordinates.ts';

/** Rotations by angles in radians, of x, y and z. */
export const rotations = {
  x: (v: Coordinates, angle: number) => {
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    return { x: v.x, y: c * v.y - s * v.z, z: s * v.y + c * v.z };
  },
  y: (v: Coordinates, angle: number) => {
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    return { x: c * v.x + s * v.z, y: v.y, z: c * v.z - s * v.x };
  },
  z: (v: Coordinates, angle: number) => {
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    return { x: c * v.x - s * v.y, y: s * v.x + c * v.y, z: v.z };
  },
  /** Around a vector: Rodrigues' formula. */
  axis: (v: Coordinates, axis: Coordinates, angle: number) => {
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    const x = axis.x / axis.mag;
    const y = axis.y / axis.mag;
    const z = axis.z / axis.mag;
    const along = (x * v.x + y * v.y + z * v.z) * (1 - c);
    return {
      x: c * v.x + s * (y * v.z - z * v.y) + along * x,
      y: c * v.y + s * (z * v.x - x * v.z) + along * y,
      z: c * v.z + s * (x * v.y - y * v.x) + along * z,
    };
  },
  /** By a quaternion u + xi + yj + zk of length 1: v + 2 q × (q × v + u v). */
  quaternion: (v: Coordinates, u: number, i: number, j: number, k: number) => {
    const x = j * v.z - k * v.y + u * v.x;
    const y = k * v.x - i * v.z + u * v.y;
    const z = i * v.y - j * v.x + u * v.z;
    return { x: v.x + 2 * (j * z - k * y), y: v.y + 2 * (k * x - i * z), z: v.z + 2 * (i * y - j * x) };
  },
};

/** Around the beam, where the rest stays as it is. */
export const aroundBeam = {
  xy: (v: Coordinates, angle: number) => {
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    return { x: c * v.x - s * v.y, y: s * v.x + c * v.y };
  },
  rhophi: (v: Coordinates, angle: number) => ({ rho: v.rho, phi: deltaPhi(v.phi, -angle) }),
};

/** Boosts, of x, y, z and t. */
export const boosts = {
  /** By the velocity of a vector of positive mass; NaN where it has none. */
  byVector: (v: Coordinates, p: Coordinates) => {
    const mass = p.frameMass;
    const along = p.x * v.x + p.y * v.y + p.z * v.z;
    const gain = (along / (p.tBesideZ + mass) + v.tBesideZ) / mass;
    return {
      x: v.x + gain * p.x,
      y: v.y + gain * p.y,
      z: v.z + gain * p.z,
      t: (v.tBesideZ * p.tBesideZ + along) / mass,
    };
  },
  /** Into the rest frame of such a vector. */
  toVector: (v: Coordinates, p: Coordinates) => {
    const mass = p.frameMass;
    const along = p.x * v.x + p.y * v.y + p.z * v.z;
    const gain = (along / (p.tBesideZ + mass) - v.tBesideZ) / mass;
    return {
      x: v.x + gain * p.x,
      y: v.y + gain * p.y,
      z: v.z + gain * p.z,
      t: (v.tBesideZ * p.tBesideZ - along) / mass,
    };
  },
  /** By a velocity in units of c; NaN where it is not below 1. */
  byVelocity: (v: Coordinates, beta: Coordinates, sign: number) => {
    const gamma = 1 / Math.sqrt(1 - beta.mag2);
    const along = sign * (beta.x * v.x + beta.y * v.y + beta.z * v.z);
    const gain = sign * (((gamma * gamma) / (1 + gamma)) * along + gamma * v.tBesideZ);
    return {
      x: v.x + gain * beta.x,
      y: v.y + gain * beta.y,
      z: v.z + gain * beta.z,
      t: gamma * (v.tBesideZ + along),
    };
  },
  /** Along an axis: γ and βγ for β, and for γ whose sign is that of β. */
  ofBeta: (beta: number) => {
    const gamma = 1 / Math.sqrt(1 - beta * beta);
    return { gamma, betaGamma: beta * gamma };
  },
  ofGamma: (gamma: number) => ({
    gamma: Math.abs(gamma),
    betaGamma: Math.sign(gamma) * Math.sqrt(gamma * gamma - 1),
  }),
  /** One component and t. */
  along: (component: number, t: number, gamma: number, betaGamma: number) => ({
    component: gamma * component + betaGamma * t,
    t: gamma * t + betaGamma * component,
  }),
};
