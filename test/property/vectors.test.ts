import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromValues } from '../../src/index.ts';

/** A value inside a lambda whose members are chosen at random. */
interface Anything {
  (...args: readonly unknown[]): Anything;
  readonly [name: string]: Anything;
}
type Row = Readonly<Record<string, Readonly<Record<string, number>>>>;
type Ask = (e: Anything) => unknown;

/** What some expressions give for a row. */
async function ask(row: Row, ...asked: readonly Ask[]): Promise<number[]> {
  const rows = fromValues([row], { name: 'random' }) as unknown as { map(f: Ask): { toArray(): Promise<unknown[]> } };
  return Promise.all(asked.map(async (f) => Number((await rows.map(f).toArray())[0])));
}

interface Particle {
  readonly px: number;
  readonly py: number;
  readonly pz: number;
  readonly mass: number;
}
const component = fc.double({ min: -200, max: 200, noNaN: true }).filter((x) => Math.abs(x) > 0.01);
const particle: fc.Arbitrary<Particle> = fc.record({
  px: component,
  py: component,
  pz: component,
  mass: fc.double({ min: 0.1, max: 50, noNaN: true }),
});
const velocity = fc.record({
  x: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
  y: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
  z: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
});
const angle = fc.double({ min: -7, max: 7, noNaN: true });

/** The coordinates of a particle, computed here, in one of the systems of momenta. */
const AZIMUTHAL = [
  ['px', 'py'],
  ['pt', 'phi'],
] as const;
const system = fc.tuple(
  fc.constantFrom(...AZIMUTHAL),
  fc.constantFrom('pz', 'eta', 'theta'),
  fc.constantFrom('energy', 'mass', 'E', 'm'),
);
function stored({ px, py, pz, mass }: Particle, names: readonly string[]): Record<string, number> {
  const pt = Math.hypot(px, py);
  const energy = Math.hypot(px, py, pz, mass);
  const eta = Math.sign(pz) * Math.log((Math.hypot(pt, pz) + Math.abs(pz)) / pt);
  const all: Readonly<Record<string, number>> = {
    ...{ px, py, pz, mass, m: mass, pt, energy, E: energy, eta },
    phi: Math.atan2(py, px),
    theta: Math.atan2(pt, pz),
  };
  return Object.fromEntries(names.map((name) => [name, all[name] as number]));
}
const sizeOf = ({ px, py, pz, mass }: Particle): number => Math.hypot(px, py, pz, mass);

const check = <T>(of: fc.Arbitrary<T>, holds: (value: T) => Promise<void>): Promise<void> =>
  fc.assert(fc.asyncProperty(of, holds), { numRuns: 40, seed: 20120704 });
const near = (found: number | undefined, wanted: number, scale: number): void =>
  expect(Math.abs(Number(found) - wanted) / scale).toBeLessThan(1e-10);

describe('vectors in any coordinates', () => {
  test('are the same vector', () =>
    check(fc.tuple(particle, system), async ([v, names]) => {
      const row = { v: stored(v, names.flat()) };
      const [px, py, pz, energy, mass] = await ask(
        row,
        (e) => e['v']?.['px'],
        (e) => e['v']?.['py'],
        (e) => e['v']?.['pz'],
        (e) => e['v']?.['energy'],
        (e) => e['v']?.['mass2'],
      );
      const size = sizeOf(v);
      near(px, v.px, size);
      near(py, v.py, size);
      near(pz, v.pz, size);
      near(energy, size, size);
      near(mass, v.mass ** 2, size ** 2);
    }));

  test('have sums, products and distances of their components', () =>
    check(fc.tuple(particle, system, particle, system), async ([a, ofA, b, ofB]) => {
      const row = { a: stored(a, ofA.flat()), b: stored(b, ofB.flat()) };
      const [px, energy, dot, mass2, angle_, distance] = await ask(
        row,
        (e) => e['a']?.['add']?.(e['b'])['px'],
        (e) => e['a']?.['subtract']?.(e['b'])['energy'],
        (e) => e['a']?.['dot']?.(e['b']),
        (e) => e['a']?.['add']?.(e['b'])['mass2'],
        (e) => e['a']?.['deltaAngle']?.(e['b']),
        (e) => e['a']?.['deltaR2']?.(e['b']),
      );
      const [sizeA, sizeB] = [sizeOf(a), sizeOf(b)];
      const product = a.px * b.px + a.py * b.py + a.pz * b.pz;
      near(px, a.px + b.px, sizeA + sizeB);
      near(energy, sizeA - sizeB, sizeA + sizeB);
      near(dot, sizeA * sizeB - product, sizeA * sizeB);
      near(mass2, a.mass ** 2 + b.mass ** 2 + 2 * (sizeA * sizeB - product), (sizeA + sizeB) ** 2);
      const cosine = product / Math.hypot(a.px, a.py, a.pz) / Math.hypot(b.px, b.py, b.pz);
      near(Math.cos(Number(angle_)), cosine, 1);
      const [p, q] = [stored(a, ['eta', 'phi']), stored(b, ['eta', 'phi'])];
      const turn = Math.abs(Number(p['phi']) - Number(q['phi']));
      const phi = Math.min(turn, 2 * Math.PI - turn);
      near(distance, (Number(p['eta']) - Number(q['eta'])) ** 2 + phi ** 2, 10);
    }));

  test('keep mass and products when they are turned or boosted', () =>
    check(fc.tuple(particle, particle, system, angle, velocity), async ([a, b, of, by, beta]) => {
      const row = { a: stored(a, of.flat()), b: stored(b, of.flat()), by: { by }, beta };
      const moves: readonly ((e: Anything, v: string) => Anything | undefined)[] = [
        (e, v) => e[v]?.['rotateX']?.(e['by']?.['by']),
        (e, v) => e[v]?.['rotateY']?.(e['by']?.['by'])['rotateZ']?.(e['by']?.['by']),
        (e, v) => e[v]?.['rotateEuler']?.(e['by']?.['by'], 0.5, 0.25, 'xyz'),
        (e, v) => e[v]?.['rotateAxis']?.({ x: 1, y: -2, z: 0.5 }, e['by']?.['by']),
        (e, v) => e[v]?.['boost']?.(e['beta']),
        (e, v) => e[v]?.['boostX']?.(0.5)['boostY']?.(-0.25)['boostZ']?.({ gamma: -1.5 }),
        (e, v) => e[v]?.['boostToCenterOfMass']?.(e['a']?.['add']?.(e['b'])),
      ];
      const size = 40 * (sizeOf(a) + sizeOf(b)) ** 2;
      for (const move of moves) {
        const [before, after, mass2] = await ask(
          row,
          (e) => e['a']?.['dot']?.(e['b']),
          (e) => move(e, 'a')?.['dot']?.(move(e, 'b')),
          (e) => move(e, 'a')?.['mass2'],
        );
        near(after, Number(before), size);
        near(mass2, a.mass ** 2, size);
      }
    }));

  test('come back from where they were boosted and turned', () =>
    check(fc.tuple(particle, particle, system, velocity), async ([a, b, of, beta]) => {
      const row = { a: stored(a, of.flat()), b: stored(b, of.flat()), beta };
      const found = await ask(
        row,
        (e) => e['a']?.['boost']?.(e['beta'])['boostToCenterOfMass']?.(e['beta'])['px'],
        (e) => e['a']?.['boostToCenterOfMass']?.(e['b'])['boost']?.(e['b'])['px'],
        (e) => e['a']?.['rotateX']?.(0.5)['rotateX']?.(-0.5)['px'],
        (e) => e['a']?.['negate']?.()['negate']?.()['px'],
        (e) => e['a']?.['scale']?.(3)['scale']?.(1 / 3)['px'],
      );
      const gamma = sizeOf(b) / b.mass;
      for (const px of found) near(px, a.px, sizeOf(a) * gamma * gamma);
    }));

  test('are at rest in their own frame', () =>
    check(fc.tuple(particle, system), async ([a, of]) => {
      const row = { a: stored(a, of.flat()) };
      const [p, energy] = await ask(
        row,
        (e) => e['a']?.['boostToCenterOfMass']?.(e['a'])['p'],
        (e) => e['a']?.['boostToCenterOfMass']?.(e['a'])['energy'],
      );
      const size = (sizeOf(a) * sizeOf(a)) / a.mass;
      near(p, 0, size);
      near(energy, a.mass, size * (sizeOf(a) / a.mass));
    }));
});
