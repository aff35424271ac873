import { Random } from './random.ts';

/** One simulated collision in the flat layout of NanoAOD: scalars, and lists of equal length per collection. */
export type DemoEvent = Readonly<Record<string, number | readonly number[]>>;

/** The stored columns and their DuckDB types. */
export const DEMO_COLUMNS: Readonly<Record<string, string>> = {
  run: 'INTEGER',
  luminosityBlock: 'INTEGER',
  event: 'BIGINT',
  nMuon: 'INTEGER',
  Muon_pt: 'FLOAT[]',
  Muon_eta: 'FLOAT[]',
  Muon_phi: 'FLOAT[]',
  Muon_mass: 'FLOAT[]',
  Muon_charge: 'INTEGER[]',
  nElectron: 'INTEGER',
  Electron_pt: 'FLOAT[]',
  Electron_eta: 'FLOAT[]',
  Electron_phi: 'FLOAT[]',
  Electron_mass: 'FLOAT[]',
  Electron_charge: 'INTEGER[]',
  nJet: 'INTEGER',
  Jet_pt: 'FLOAT[]',
  Jet_eta: 'FLOAT[]',
  Jet_phi: 'FLOAT[]',
  Jet_mass: 'FLOAT[]',
  Jet_btag: 'FLOAT[]',
  MET_pt: 'FLOAT',
  MET_phi: 'FLOAT',
};

interface Particle {
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
  readonly mass: number;
  /** The charge of a lepton, the b-tag discriminant of a jet. */
  readonly tag: number;
}

const MUON_MASS = 0.1056584;
const ELECTRON_MASS = 0.000511;
const Z = { mass: 91.19, width: 2.495, low: 40, high: 200 };

/** Drell-Yan-like events: a Z boson that decays to two muons or two electrons, with jets and what the detector misses. */
export function* simulate(count: number, seed: number): Generator<DemoEvent> {
  const random = new Random(seed);
  for (let i = 0; i < count; i++) {
    const toMuons = random.uniform() < 0.65;
    const pair = decay(random, toMuons ? MUON_MASS : ELECTRON_MASS);
    const found = pair
      .map((lepton) => smear(random, lepton, toMuons ? 0.012 : 0.02))
      .filter((lepton) => seen(random, lepton));
    const extra = Array.from({ length: random.poisson(0.08) }, () => softLepton(random, MUON_MASS));
    const jets = Array.from({ length: random.poisson(1.8) }, () => jet(random));
    yield {
      run: 194000 + Math.floor(i / 5000),
      luminosityBlock: 1 + Math.floor(i / 200),
      event: 1_000_000 + i,
      ...columns('Muon', byPt([...(toMuons ? found : []), ...extra]), 'charge'),
      ...columns('Electron', byPt(toMuons ? [] : found), 'charge'),
      ...columns('Jet', byPt(jets), 'btag'),
      ...missing(random, jets),
    };
  }
}

const byPt = (particles: readonly Particle[]): Particle[] => [...particles].sort((a, b) => b.pt - a.pt);

function columns(name: string, particles: readonly Particle[], tag: string): Record<string, number | number[]> {
  const column = (key: keyof Particle): number[] => particles.map((particle) => rounded(particle[key]));
  return {
    [`n${name}`]: particles.length,
    [`${name}_pt`]: column('pt'),
    [`${name}_eta`]: column('eta'),
    [`${name}_phi`]: column('phi'),
    [`${name}_mass`]: column('mass'),
    [`${name}_${tag}`]: column('tag'),
  };
}

// Nine digits name every single-precision number.
const rounded = (value: number): number => Number(Math.fround(value).toPrecision(9));

// The leptons fly apart back to back where the boson rests; the boost gives them its momentum.
function decay(random: Random, mass: number): Particle[] {
  const m = random.resonance(Z.mass, Z.width, Z.low, Z.high);
  const pt = random.exponential(9) + random.exponential(9);
  const phi = random.between(-Math.PI, Math.PI);
  const rapidity = random.gauss(0, 1.3);
  const transverse = Math.hypot(m, pt);
  const boson = {
    x: pt * Math.cos(phi),
    y: pt * Math.sin(phi),
    z: transverse * Math.sinh(rapidity),
    e: transverse * Math.cosh(rapidity),
  };
  const cosine = random.between(-1, 1);
  const sine = Math.sqrt(1 - cosine * cosine);
  const around = random.between(-Math.PI, Math.PI);
  const p = Math.sqrt((m * m) / 4 - mass * mass);
  const charge = random.uniform() < 0.5 ? 1 : -1;
  const direction = { x: p * sine * Math.cos(around), y: p * sine * Math.sin(around), z: p * cosine };
  return [1, -1].map((sign) =>
    boost(boson, m, { x: sign * direction.x, y: sign * direction.y, z: sign * direction.z }, mass, sign * charge),
  );
}

interface Momentum {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

function boost(
  boson: Momentum & { readonly e: number },
  m: number,
  rest: Momentum,
  mass: number,
  tag: number,
): Particle {
  const along = (boson.x * rest.x + boson.y * rest.y + boson.z * rest.z) / m;
  const factor = along / (boson.e + m) + 0.5;
  const [x, y, z] = [rest.x + boson.x * factor, rest.y + boson.y * factor, rest.z + boson.z * factor];
  const pt = Math.hypot(x, y);
  return { pt, eta: Math.asinh(z / pt), phi: Math.atan2(y, x), mass, tag };
}

const smear = (random: Random, lepton: Particle, resolution: number): Particle => ({
  ...lepton,
  pt: lepton.pt * Math.max(0.1, random.gauss(1, resolution)),
});

const seen = (random: Random, { pt, eta }: Particle): boolean =>
  pt > 5 && Math.abs(eta) < 2.4 && random.uniform() < 0.95;

function softLepton(random: Random, mass: number): Particle {
  const tag = random.uniform() < 0.5 ? 1 : -1;
  return {
    pt: 3 + random.exponential(6),
    eta: random.between(-2.4, 2.4),
    phi: random.between(-Math.PI, Math.PI),
    mass,
    tag,
  };
}

function jet(random: Random): Particle {
  const pt = 15 + random.exponential(22);
  const bottom = random.uniform() < 0.08;
  const tag = bottom ? 1 - 0.35 * random.uniform() ** 2 : 0.9 * random.uniform() ** 4;
  return {
    pt,
    eta: Math.max(-4.7, Math.min(4.7, random.gauss(0, 2))),
    phi: random.between(-Math.PI, Math.PI),
    mass: pt * random.between(0.08, 0.22),
    tag,
  };
}

// Jets are measured badly, so they leave a momentum that seems to be missing.
function missing(random: Random, jets: readonly Particle[]): { MET_pt: number; MET_phi: number } {
  let x = random.gauss(0, 9);
  let y = random.gauss(0, 9);
  for (const { pt, phi } of jets) {
    const lost = random.gauss(0, 0.12) * pt;
    x -= lost * Math.cos(phi);
    y -= lost * Math.sin(phi);
  }
  return { MET_pt: rounded(Math.hypot(x, y)), MET_phi: rounded(Math.atan2(y, x)) };
}
