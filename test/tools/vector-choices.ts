import type { Choice } from './vector-compare.ts';

const near = (a: number, b: number, relative: number): boolean => Math.abs(a - b) <= relative * Math.abs(b);
const numbers =
  (test: (found: number, wanted: number, inputs: readonly number[]) => boolean): Choice['allows'] =>
  (found, wanted, inputs) =>
    typeof found === 'number' && typeof wanted === 'number' && test(found, wanted, inputs);

/** Inputs with NaN or infinity, or whose mass has no square root: a value that is not known is NaN, never 0 or ∞. */
const unknown = numbers((found, _wanted, inputs) => Number.isNaN(found) && inputs.some((x) => !Number.isFinite(x)));

/** Where our numbers differ from those of scikit-hep's vector by more than rounding, and why. */
export const choices: readonly Choice[] = [
  {
    cases: /\/edge .*\/(beta|gamma|unit\(\)|add|subtract|add\.pt|add\.phi|to_3D\.dot)$/,
    reason: 'what is computed of NaN, or of ∞·0, is NaN; vector makes some of them 0 or ∞',
    allows: unknown,
  },
  {
    cases: /^unary\/(pt,eta,phi,mass|rho,phi,eta,tau|pt,eta,phi,mass float32)\/(negative|neg4D)\(\)$/,
    reason: '−v has the energy −E, also where a mass is stored (as in coffea); vector keeps E positive',
    allows: numbers((found, wanted) => near(Math.abs(found), Math.abs(wanted), 1e-5)),
  },
  {
    cases: /^(pairs\/.*\/subtract|coffea\/pairs \(x - y\))$/,
    reason: 'a difference keeps its energy below 0 (as in coffea); vector gives √(p² + m²) where masses are stored',
    allows: numbers((found, wanted) => found < 0 && near(-found, wanted, 1e-5)),
  },
  {
    cases: /^sets\/edge pt,eta,phi,mass\/(costheta|cottheta)$/,
    reason: 'cos θ = tanh η and cot θ = sinh η; vector goes through θ = 2 atan exp −η, where a digit is lost',
    allows: numbers((found, wanted) => Math.abs(found - wanted) <= 1e-16 || near(found, wanted, 1e-10)),
  },
  {
    cases: /^(sets\/edge pt,eta,phi,mass\/rapidity|pairs\/edge pt,eta,phi,mass with .*\/deltaRapidityPhi2?)$/,
    reason: 'with a mass y = asinh(pz/mT); vector loses digits in E − pz, and all of them at η = 100',
    allows: numbers((found, wanted) => Number.isNaN(wanted) || near(found, wanted, 1e-7)),
  },
  {
    cases: /^sets\/edge pt,eta,phi,mass\/is_(time|space|light)like$/,
    reason: 'where a mass is stored its sign decides; vector takes E² − p², which is rounding at η = 100 and pt = 1e8',
    allows: () => true,
  },
  {
    cases: /^sets\/edge px,py,pz,E\/theta$/,
    reason: 'θ by the tangent, exact for small angles; vector by the cosine, which is 1 there',
    allows: numbers((found, wanted) => Math.abs(found - wanted) < 1e-8),
  },
  {
    cases: /\/deltaangle$/,
    reason: 'an angle by its tangent, exact for parallel vectors; vector by the cosine, which loses half of the digits',
    allows: numbers((found, wanted) => Math.abs(found - wanted) < 3e-8),
  },
  {
    cases: /^pairs\/edge pt,eta,phi,mass with .*\/deltaangle$/,
    reason: 'a negative pt turns a vector round, so the angle is π; for vector its length is negative too',
    allows: numbers(
      (found, wanted, inputs) =>
        Math.abs(Math.PI - found - wanted) < 3e-8 && [0, 4].some((pt) => Number(inputs[pt]) < 0),
    ),
  },
  {
    cases: /^pairs\/edge pt,eta,phi,mass with .*\/subtract$/,
    reason: 'sums are Cartesian, so what cancels is 0 and a φ of π is not −π; vector makes them polar, and rounds',
    allows: numbers(
      (found, wanted) => (found === Math.PI && wanted === -Math.PI) || (found === 0 && Math.abs(wanted) < 1e-14),
    ),
  },
  {
    cases: /^pairs\/edge pt,eta,phi,mass with .*\/subtract$/,
    reason: 'momenta that are equal across the beam leave exactly 0, so η is ±∞; vector leaves rounding',
    allows: numbers((found, wanted) => Math.abs(found) === Number.POSITIVE_INFINITY && Math.abs(wanted) > 40),
  },
  {
    cases: /\/boostCM_of\(self=true\)$/,
    reason: 'a vector at rest: its momentum is 0 up to rounding',
    allows: numbers((found, wanted, inputs) => Math.abs(found - wanted) <= 1e-3 * Math.max(...inputs.map(Math.abs))),
  },
  {
    cases: /^pairs\/edge pt,eta,phi,mass with .*\/boost(CM_of)?_p4$/,
    reason:
      'there is no rest frame of a vector with m² < 0: NaN; vector gives numbers where that is stored as a negative mass',
    allows: numbers((found) => Number.isNaN(found)),
  },
  {
    cases: /^pairs\/edge pt,eta,phi,mass with .*\/(add|subtract)(\.mass2?)?$/,
    reason: 'at η = 100 the mass is smaller than the last digit of E − pz',
    allows: numbers((found, wanted) => Math.abs(found) < 1e80 && Math.abs(wanted) > 1e30),
  },
];
