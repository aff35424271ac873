import { deltaPhi, p4 } from './functions.ts';
import type { BehaviorDefinition } from './behavior.ts';

/** What every Lorentz vector has, whatever coordinates it is stored in. */
interface Vector {
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
  readonly mass: number;
  readonly px: number;
  readonly py: number;
  readonly pz: number;
  readonly energy: number;
}
interface Vectors {
  readonly px: { sum(): number };
  readonly py: { sum(): number };
  readonly pz: { sum(): number };
  readonly energy: { sum(): number };
}

/** Derived from the eight basic coordinates; definitions as in ROOT's Math::LorentzVector and scikit-hep's vector. */
const derived = {
  properties: {
    p: (v: Vector) => Math.sqrt(v.px * v.px + v.py * v.py + v.pz * v.pz),
    rapidity: (v: Vector) => 0.5 * Math.log((v.energy + v.pz) / (v.energy - v.pz)),
    theta: (v: Vector) => Math.atan2(v.pt, v.pz),
    mt: (v: Vector) => Math.sqrt(Math.max(0, v.energy * v.energy - v.pz * v.pz)),
    et: (v: Vector) => v.energy / Math.cosh(v.eta),
  },
  methods: {
    deltaPhi: (a: Vector, b: Vector) => deltaPhi(a.phi, b.phi),
    deltaEta: (a: Vector, b: Vector) => a.eta - b.eta,
    deltaR: (a: Vector, b: Vector) => {
      const eta = a.eta - b.eta;
      const phi = deltaPhi(a.phi, b.phi);
      return Math.sqrt(phi * phi + eta * eta);
    },
    add: (a: Vector, b: Vector) =>
      p4({ px: a.px + b.px, py: a.py + b.py, pz: a.pz + b.pz, energy: a.energy + b.energy }),
    subtract: (a: Vector, b: Vector) =>
      p4({ px: a.px - b.px, py: a.py - b.py, pz: a.pz - b.pz, energy: a.energy - b.energy }),
    scale: (v: Vector, by: number) => p4({ px: v.px * by, py: v.py * by, pz: v.pz * by, energy: v.energy * by }),
    dot: (a: Vector, b: Vector) => a.energy * b.energy - a.px * b.px - a.py * b.py - a.pz * b.pz,
    boost: (v: Vector, frame: Vector) => {
      const bx = frame.px / frame.energy;
      const by = frame.py / frame.energy;
      const bz = frame.pz / frame.energy;
      const b2 = bx * bx + by * by + bz * bz;
      const gamma = 1 / Math.sqrt(1 - b2);
      const along = bx * v.px + by * v.py + bz * v.pz;
      const gain = b2 > 0 ? ((gamma - 1) / b2) * along + gamma * v.energy : gamma * v.energy;
      return p4({
        px: v.px + bx * gain,
        py: v.py + by * gain,
        pz: v.pz + bz * gain,
        energy: gamma * (v.energy + along),
      });
    },
  },
  listMethods: {
    sum: (list: Vectors) => p4({ px: list.px.sum(), py: list.py.sum(), pz: list.pz.sum(), energy: list.energy.sum() }),
  },
};

const fromPolar = {
  px: (v: Vector) => v.pt * Math.cos(v.phi),
  py: (v: Vector) => v.pt * Math.sin(v.phi),
  pz: (v: Vector) => v.pt * Math.sinh(v.eta),
};

/** pt, eta, phi, mass: as NanoAOD stores particles. A negative mass stands for a negative mass squared. */
export const ptEtaPhiMass: BehaviorDefinition = {
  needs: ['pt', 'eta', 'phi', 'mass'],
  properties: {
    ...fromPolar,
    energy: (v: Vector) => {
      const p = v.pt * Math.cosh(v.eta);
      return Math.sqrt(Math.max(0, p * p + v.mass * Math.abs(v.mass)));
    },
    ...derived.properties,
  },
  methods: derived.methods,
  listMethods: derived.listMethods,
};

/** pt, eta, phi, energy. */
export const ptEtaPhiEnergy: BehaviorDefinition = {
  needs: ['pt', 'eta', 'phi', 'energy'],
  properties: {
    ...fromPolar,
    mass: (v: Vector) => {
      const p = v.pt * Math.cosh(v.eta);
      const m2 = v.energy * v.energy - p * p;
      return Math.sign(m2) * Math.sqrt(Math.abs(m2));
    },
    ...derived.properties,
  },
  methods: derived.methods,
  listMethods: derived.listMethods,
};

/** px, py, pz, energy: what sums and boosts give. */
export const pxPyPzEnergy: BehaviorDefinition = {
  needs: ['px', 'py', 'pz', 'energy'],
  properties: {
    pt: (v: Vector) => Math.sqrt(v.px * v.px + v.py * v.py),
    phi: (v: Vector) => Math.atan2(v.py, v.px),
    eta: (v: Vector) => Math.asinh(v.pz / Math.sqrt(v.px * v.px + v.py * v.py)),
    mass: (v: Vector) => {
      const m2 = v.energy * v.energy - (v.px * v.px + v.py * v.py + v.pz * v.pz);
      return Math.sign(m2) * Math.sqrt(Math.abs(m2));
    },
    ...derived.properties,
  },
  methods: derived.methods,
  listMethods: derived.listMethods,
};
