import type { Dimension } from './systems.ts';

/** The names of computed properties under which vectors of the dimension, and higher ones, have them. */
const GEOMETRIC: Readonly<Record<Dimension, readonly string[]>> = {
  2: ['x', 'y', 'rho', 'rho2', 'phi'],
  3: ['z', 'theta', 'eta', 'cosTheta', 'cotTheta', 'mag', 'mag2'],
  4: ['t', 't2', 'tau', 'tau2', 'beta', 'gamma', 'rapidity'],
};

/** What momenta have besides, and what it is of a vector. The first name for a property is the one shown. */
const MOMENTUM: Readonly<Record<Dimension, Readonly<Record<string, string>>>> = {
  2: { px: 'x', py: 'y', pt: 'rho', pt2: 'rho2' },
  3: { pz: 'z', p: 'mag', p2: 'mag2', pseudorapidity: 'eta' },
  4: {
    energy: 't',
    E: 't',
    e: 't',
    energy2: 't2',
    E2: 't2',
    mass: 'tau',
    m: 'tau',
    M: 'tau',
    mass2: 'tau2',
    m2: 'tau2',
    mt: 'mt',
    mt2: 'mt2',
    et: 'et',
    et2: 'et2',
  },
};
const DIMENSIONS: readonly Dimension[] = [2, 3, 4];

/** The properties of vectors of a dimension: the name, and the geometric name of what it is. */
export function propertyNames(dimension: Dimension, isMomentum: boolean): (readonly [string, string])[] {
  const upTo = DIMENSIONS.filter((d) => d <= dimension);
  return [
    ...upTo.flatMap((d) => GEOMETRIC[d].map((name) => [name, name] as const)),
    ...(isMomentum ? upTo.flatMap((d) => Object.entries(MOMENTUM[d])) : []),
  ];
}

/** The name under which a plan shows a property, given its geometric name; undefined for what only definitions use. */
export function shownName(geometric: string, isMomentum: boolean): string | undefined {
  const name = geometric === 'tBesideZ' ? 't' : geometric;
  const alias = DIMENSIONS.flatMap((d) => Object.entries(MOMENTUM[d])).find(([, of]) => of === name && of !== 'eta');
  if (isMomentum && alias !== undefined) return alias[0];
  return DIMENSIONS.some((d) => GEOMETRIC[d].includes(name)) ? name : undefined;
}
