import { ExpressionError } from '../../compiler/tree/problem.ts';

const GLOBAL = Symbol.for('jagged.global');

/** A function that stands for a word of the vocabulary; calling it outside of an expression computes it on numbers. */
function word<T extends (...args: never[]) => unknown>(name: string, plain: T): T {
  return Object.assign(plain, { [GLOBAL]: name });
}

interface Direction {
  readonly eta: number;
  readonly phi: number;
}

/** The difference of two angles in radians, brought into [-π, π). As ROOT's VectorUtil::DeltaPhi. */
export const deltaPhi = word('deltaPhi', (a: number, b: number): number => {
  const d = (a - b + Math.PI) % (2 * Math.PI);
  return (d < 0 ? d + 2 * Math.PI : d) - Math.PI;
});

/** ΔR = √(Δη² + Δφ²) of two directions. As ROOT's VectorUtil::DeltaR. */
export const deltaR = word('deltaR', (a: Direction, b: Direction): number =>
  Math.hypot(a.eta - b.eta, deltaPhi(a.phi, b.phi)),
);

/**
 * A Lorentz vector of its coordinates (GeV, radians): pt, phi or px, py; eta, theta or pz; mass or energy; or of x, y, z,
 * t and their like. Outside of expressions it gives the numbers as they are, for methods of columns to take.
 */
export const p4 = word('p4', <P extends object>(coordinates: P): P => {
  for (const [name, value] of Object.entries(coordinates))
    if (typeof value !== 'number')
      throw new ExpressionError('only-inside', `p4 takes numbers, found another value as ${name}`, {
        hint: 'of columns it makes vectors inside: events.Muon.map(m => p4({ pt: m.pt, eta: m.eta, phi: m.phi, mass: 0.106 }))',
      });
  return Object.freeze({ ...coordinates });
});
