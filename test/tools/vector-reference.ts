import { decoded } from './vector-compare.ts';
import {
  type Fields,
  Inputs,
  type Judged,
  judge,
  type Ours,
  type Part,
  partsOf,
  precisionOf,
  type Report,
  rowsOf,
  setNamed,
  type Side,
  sizeOf,
  upTo,
  type VectorReference,
  type VectorSet,
  type Verdict,
  type Wanted,
} from './vector-judge.ts';
import { coffeaCases, errorCases, lowCases, sumCases } from './vector-lists.ts';

/** Runs every case of vector-ops.json through the public API. */
export async function runVectorReference(json: unknown): Promise<Report> {
  const reference = decoded(json) as VectorReference;
  const cases = [
    ...(await propertyCases(reference)),
    ...(await unaryCases(reference)),
    ...(await pairCases(reference)),
    ...(await sumCases(reference)),
    ...(await coffeaCases(reference)),
    ...(await lowCases(reference)),
    ...errorCases(reference),
  ];
  const counts: Record<Verdict, number> = { equal: 0, chosen: 0, unsupported: 0, wrong: 0 };
  for (const { verdict } of cases) counts[verdict]++;
  return { counts, cases };
}

function inputsOf({ inputs, label }: VectorSet, n: number): Inputs {
  const precision = precisionOf(label);
  return new Inputs((copy) => rowsOf(inputs, upTo(n), copy, precision.digit).map((v) => ({ v })), precision);
}

const PROPERTIES: Readonly<Record<string, string>> = {
  costheta: 'cosTheta',
  cottheta: 'cotTheta',
  Et: 'et',
  Et2: 'et2',
  Mt: 'mt',
  Mt2: 'mt2',
  is_timelike: 'isTimelike',
  is_spacelike: 'isSpacelike',
  is_lightlike: 'isLightlike',
};
const property: Part[0] = (e, { op }) => e['v']?.[op];
const called: Part[0] = (e, { op, args = [] }) => e['v']?.[op]?.(...args);
const component: Part[0] = (e, { op, args = [], c }) => e['v']?.[op]?.(...args)[c];

async function propertyCases({ sets }: VectorReference): Promise<Judged[]> {
  const cases: Judged[] = [];
  for (const set of sets) {
    const inputs = inputsOf(set, sizeOf(set.inputs));
    const named = (name: string): { op: string; c: string } => ({ op: PROPERTIES[name] ?? name, c: '' });
    for (const [name, wanted] of Object.entries(set.properties))
      cases.push(await judge(`sets/${set.label}/${name}`, inputs, [[property, named(name), wanted]]));
    for (const [name, wanted] of Object.entries(set.predicates))
      cases.push(await judge(`sets/${set.label}/${name}`, inputs, [[called, named(name), wanted]]));
  }
  return cases;
}

const MOMENTUM: Readonly<Record<string, string>> = { x: 'Px', y: 'Py', z: 'Pz', rho: 'Pt', t: 'Energy', tau: 'Mass' };
const GEOMETRY: Readonly<Record<string, string>> = { x: 'X', y: 'Y', z: 'Z', rho: 'Rho', t: 'T', tau: 'Tau' };
const ANGLES: Readonly<Record<string, string>> = { phi: 'Phi', eta: 'Eta', theta: 'Theta' };
const ALIASES: Readonly<Record<string, string>> = { px: 'x', py: 'y', pz: 'z', pt: 'rho', energy: 't', mass: 'tau' };

/** `to_ptphietamass` as ours: of a momentum toPtPhiEtaMass, of other vectors toRhoPhiEtaTau. */
function conversion(op: string, isMomentum: boolean): Ours {
  if (op === 'to_2D' || op === 'to_3D') return { op: op.replace('_', '') };
  if (op === 'to_beta3') return { op: 'toBeta3' };
  const tokens = op.slice(3).match(/energy|mass|theta|tau|eta|rho|phi|px|py|pz|pt|x|y|z|t/g) ?? [];
  const names = tokens.map((token) => ALIASES[token] ?? token);
  return { op: `to${names.map((name) => ANGLES[name] ?? (isMomentum ? MOMENTUM : GEOMETRY)[name]).join('')}` };
}

const xyz = ([x, y, z]: readonly number[]): object => ({ x, y, z });
const p4 = ([px, py, pz, energy]: readonly number[]): object => ({ px, py, pz, energy });

/** An operation of theirs as ours. */
function unaryOurs(op: string, given: Readonly<Record<string, unknown>>, isMomentum: boolean): Ours {
  const one = (name: string): number => given[name] as number;
  const list = (name: string): readonly number[] => given[name] as readonly number[];
  const factor = given['factor'] as number;
  if (op.startsWith('to_')) return conversion(op, isMomentum);
  switch (op) {
    case 'rotate_axis':
      return { op: 'rotateAxis', args: [xyz(list('axis')), one('angle')] };
    case 'rotate_euler':
      return { op: 'rotateEuler', args: [one('phi'), one('theta'), one('psi'), given['order']] };
    case 'rotate_nautical':
      return { op: 'rotateNautical', args: [one('yaw'), one('pitch'), one('roll')] };
    case 'rotate_quaternion':
      return { op: 'rotateQuaternion', args: [...list('u,i,j,k')] };
    case 'boostX':
    case 'boostY':
    case 'boostZ':
      return { op, args: ['gamma' in given ? { gamma: one('gamma') } : one('beta')] };
    case 'boost':
    case 'boost_beta3':
      return { op: 'boost', args: [xyz(list('beta'))] };
    case 'boost_p4':
      return { op: 'boost', args: [p4(list('px,py,pz,E'))] };
    case 'boostCM_of_p4':
      return { op: 'boostToCenterOfMass', args: [p4(list('px,py,pz,E'))] };
    case 'boostCM_of_beta3':
      return { op: 'boostToCenterOfMass', args: [xyz(list('beta'))] };
    case 'scale':
    case 'multiply':
      return { op: 'scale', args: [factor] };
    case 'divide':
      return { op: 'scale', args: [1 / factor] };
    case 'scale3D':
      return { op, args: [factor] };
    case 'neg3D':
      return { op: 'scale3D', args: [-1] };
    case 'negative':
    case 'neg4D':
      return { op: 'negate' };
    case 'unit':
      return { op };
    default:
      return { op, args: [one('angle')] };
  }
}

const toOwnRest: Part[0] = (e, { c }) => e['v']?.['boostToCenterOfMass']?.(e['v'])[c];

async function unaryCases(reference: VectorReference): Promise<Judged[]> {
  const cases: Judged[] = [];
  const known = new Map<string, Inputs>();
  for (const { set, op, args, result } of reference.unary) {
    const of = setNamed(reference, set);
    const given = Array.isArray(args) ? {} : (args as Readonly<Record<string, unknown>>);
    const n = Number(given['first'] ?? sizeOf(of.inputs));
    const inputs = known.get(`${set} ${n}`) ?? inputsOf(of, n);
    known.set(`${set} ${n}`, inputs);
    const told = Object.entries(given).flatMap(([name, value]) => (name === 'first' ? [] : [`${name}=${value}`]));
    const id = `unary/${set}/${op}(${told.join(' ')})`;
    const ours = unaryOurs(op, given, of.class.startsWith('Momentum'));
    const parts =
      op === 'boostCM_of'
        ? partsOf(result, ours, toOwnRest, toOwnRest)
        : op === 'absolute'
          ? partsOf(result, { op: 'tau' }, property, property)
          : partsOf(result, ours, called, component);
    cases.push(await judge(id, inputs, parts));
  }
  return cases;
}

const METHODS: Readonly<Record<string, string>> = {
  deltaphi: 'deltaPhi',
  deltaeta: 'deltaEta',
  deltaangle: 'deltaAngle',
  is_parallel: 'isParallel',
  is_antiparallel: 'isAntiparallel',
  is_perpendicular: 'isPerpendicular',
  equal: 'equals',
  isclose: 'isClose',
  boost_p4: 'boost',
  boostCM_of_p4: 'boostToCenterOfMass',
};
const ADDED: Readonly<Record<string, string>> = { mass: 'tau', pt: 'rho', eta: 'eta', phi: 'phi', mass2: 'tau2' };

function pairParts(op: string, wanted: Wanted): Part[] {
  const [first, second = ''] = op.split(/[. ]/) as [string, string?];
  if (first === 'add' && second !== '')
    return [[(e, { c }) => e['a']?.['add']?.(e['b'])[c], { op, c: ADDED[second] as string }, wanted.value]];
  if (op === 'to_2D.dot' || op === 'to_3D.dot')
    return [
      [(e, p) => e['a']?.[p.op]?.()['dot']?.(e['b']?.[p.op]?.()), { op: first.replace('_', ''), c: '' }, wanted.value],
    ];
  if (op === 'cross(to_3D)') {
    const crossed: Part[0] = (e, { c }) => e['a']?.['to3D']?.()['cross']?.(e['b']?.['to3D']?.())[c];
    return partsOf(wanted, { op }, crossed, crossed);
  }
  const ours = { op: METHODS[first] ?? first };
  if (second === 'self') return partsOf(wanted, ours, (e, p) => e['a']?.[p.op]?.(e['a']), property);
  return partsOf(
    wanted,
    ours,
    (e, p) => e['a']?.[p.op]?.(e['b']),
    (e, p) => e['a']?.[p.op]?.(e['b'])[p.c],
  );
}

async function pairCases(reference: VectorReference): Promise<Judged[]> {
  const cases: Judged[] = [];
  for (const { left, right, results } of reference.pairs) {
    const precision = precisionOf(left.set);
    const side = ({ set, index }: Side, copy: number, from: number): Fields[] =>
      rowsOf(setNamed(reference, set).inputs, index, copy, precision.digit, from);
    const inputs = new Inputs((copy) => {
      const b = side(right, copy, 4);
      return side(left, copy, 0).map((a, i) => ({ a, b: b[i] }));
    }, precision);
    for (const [op, wanted] of Object.entries(results))
      cases.push(await judge(`pairs/${left.set} with ${right.set}/${op}`, inputs, pairParts(op, wanted)));
  }
  return cases;
}
