import { DOUBLE } from './vector-compare.ts';
import {
  type Anything,
  type Columns,
  type Fields,
  Inputs,
  type Judged,
  judge,
  type Part,
  partsOf,
  rowsOf,
  setNamed,
  upTo,
  type VectorReference,
  type Wanted,
} from './vector-judge.ts';
import { fromValues, JaggedError } from '../../src/index.ts';

/** Vectors of a set in lists of the given lengths. */
function lists(columns: Columns, counts: readonly number[], from: number, copy: number, place: number): Fields[][] {
  let at = from;
  return counts.map((n) => {
    const index = upTo(n).map((i) => at + i);
    at += n;
    return rowsOf(columns, index, copy, DOUBLE.digit, place);
  });
}

const pairsOf = (e: Anything, op: string): unknown =>
  e['v']?.['combinations']?.(2, ['a', 'b'])['map']?.((x: Anything) => x['a']?.[op]?.(x['b']));

export async function sumCases(reference: VectorReference): Promise<Judged[]> {
  const cases: Judged[] = [];
  for (const sums of reference.sums) {
    const { inputs: columns } = setNamed(reference, sums.set);
    const rows = new Inputs((copy) => lists(columns, sums.counts, 0, copy, 0).map((v) => ({ v })), DOUBLE);
    const all = new Inputs((copy) => lists(columns, [sums.first], 0, copy, 0).map((v) => ({ v })), DOUBLE);
    const summed: Part[0] = (e, { c }) => e['v']?.['sum']?.()[c];
    const parts = (wanted: Record<string, unknown>, put: (x: unknown) => unknown): Part[] => {
      const { fields, cartesian, type: _, ...more } = wanted as Record<string, Record<string, unknown>>;
      return Object.entries({ ...fields, ...cartesian, ...more }).map(([c, x]) => [summed, { op: 'sum', c }, put(x)]);
    };
    const of = (axis: string): Record<string, unknown> => sums[axis] as Record<string, unknown>;
    const judged = (name: string, inputs: Inputs, told: readonly Part[]): Promise<Judged> =>
      judge(`sums/${sums.set}/${name}`, inputs, told);
    cases.push(
      await judged(
        'sum axis=1',
        rows,
        parts(of('sum axis=1'), (x) => x),
      ),
      await judged(
        'sum axis=0',
        all,
        parts(of('sum axis=0'), (x) => [x]),
      ),
      await judged('pair masses', rows, [
        [
          (e) => e['v']?.['combinations']?.(2, ['a', 'b'])['map']?.((x: Anything) => x['a']?.['add']?.(x['b'])['tau']),
          { op: 'add', c: 'tau' },
          sums['pair masses'],
        ],
      ]),
      await judged('pair deltaR', rows, [[(e, p) => pairsOf(e, p.op), { op: 'deltaR', c: '' }, sums['pair deltaR']]]),
      await judged('pair deltaphi', rows, [
        [(e, p) => pairsOf(e, p.op), { op: 'deltaPhi', c: '' }, sums['pair deltaphi']],
      ]),
    );
  }
  return cases;
}

interface ListOf {
  readonly set: string;
  readonly from: number;
  readonly counts: readonly number[];
}
type Metric = (x: Anything, y: Anything) => unknown;
interface Nearest extends Wanted {
  readonly matched: { readonly fields: Readonly<Record<string, unknown>> };
  readonly metric: { readonly value: unknown };
}

/** What coffea computes for lists of vectors, as ours. Theirs looks for an element of the argument, ours of the list. */
export async function coffeaCases(reference: VectorReference): Promise<Judged[]> {
  const { a, b, ...results } = reference.coffea as Readonly<Record<string, unknown>> & { a: ListOf; b: ListOf };
  const of = ({ set, from, counts }: ListOf, copy: number, place: number): Fields[][] =>
    lists(setNamed(reference, set).inputs, counts, from, copy, place);
  const inputs = new Inputs((copy) => {
    const second = of(b, copy, 4);
    return of(a, copy, 0).map((v, i) => ({ v, b: second[i] }));
  }, DOUBLE);
  const cases: Judged[] = [];
  for (const [name, wanted] of Object.entries(results)) {
    const parts =
      'matched' in (wanted as object) ? nearestParts(name, wanted as Nearest) : tableParts(name, wanted as Wanted);
    cases.push(
      parts === undefined
        ? { id: `coffea/${name}`, verdict: 'unsupported', why: 'not known to this runner' }
        : await judge(`coffea/${name}`, inputs, parts),
    );
  }
  return cases;
}

const angle: Metric = (x, y) => Math.abs(x['deltaPhi']?.(y) as unknown as number);

function nearestParts(name: string, wanted: Nearest): Part[] {
  const ofField: Part[0] = name.includes('(b, metric=|')
    ? (e, { c }) => e['v']?.['map']?.((x: Anything) => e['b']?.['nearest']?.(x, { metric: angle })?.[c])
    : name.includes('threshold')
      ? (e, { c }) => e['v']?.['map']?.((x: Anything) => e['b']?.['nearest']?.(x, { threshold: 1 })?.[c])
      : (e, { c }) => e['v']?.['map']?.((x: Anything) => e['b']?.['nearest']?.(x)?.[c]);
  // the reference gives the metric also of what is beyond the threshold
  const far: Part[0] = name.includes('(b, metric=|')
    ? (e) => e['v']?.['map']?.((x: Anything) => e['b']?.['map']?.((y: Anything) => angle(y, x))['min']?.())
    : (e) => e['v']?.['metricTable']?.(e['b'])['map']?.((row: Anything) => row['min']?.());
  return [
    ...Object.entries(wanted.matched.fields).map(([c, values]): Part => [ofField, { op: 'nearest', c }, values]),
    [far, { op: 'metric', c: '' }, wanted.metric.value],
  ];
}

/** What is done to each element, or each pair of elements. */
const EACH: Readonly<Record<string, { readonly one: (x: Anything) => unknown } | { readonly two: Metric }>> = {
  'a * 2': { one: (x) => x['scale']?.(2) },
  '-a': { one: (x) => x['negate']?.() },
  'a / 2': { one: (x) => x['scale']?.(0.5) },
  'a.pvec': { one: (x) => x['to3D']?.() },
  'a.boostvec': { one: (x) => x['toBeta3']?.() },
  'absolute(a)': { one: (x) => x['mass'] },
  'pairs (x + y).mass': { two: (x, y) => x['add']?.(y)['mass'] },
  'pairs (x + y)': { two: (x, y) => x['add']?.(y) },
  'pairs (x - y)': { two: (x, y) => x['subtract']?.(y) },
  'pairs x.delta_r(y)': { two: (x, y) => x['deltaR']?.(y) },
  'pairs x.delta_phi(y)': { two: (x, y) => x['deltaPhi']?.(y) },
  'pairs x.boost((x+y).boostvec)': { two: (x, y) => x['boost']?.(x['add']?.(y)['toBeta3']?.()) },
  'pairs x.boost(-(x+y).boostvec)': { two: (x, y) => x['boost']?.(x['add']?.(y)['toBeta3']?.()['negate']?.()) },
};

function tableParts(name: string, wanted: Wanted): Part[] | undefined {
  const ours = { op: name };
  if (name === 'a.metric_table(b)')
    return partsOf(
      wanted,
      ours,
      (e) => e['v']?.['metricTable']?.(e['b']),
      () => 0,
    );
  if (name === 'a.metric_table(b, return_combinations=True).left.pt')
    return partsOf(
      wanted,
      ours,
      (e) => e['v']?.['map']?.((x: Anything) => e['b']?.['map']?.(() => x['pt'])),
      () => 0,
    );
  if (name === 'a.sum(axis=1)')
    return [
      ...partsOf(
        wanted,
        ours,
        () => 0,
        (e, { c }) => e['v']?.['sum']?.()[c],
      ),
      [(e) => e['v']?.['sum']?.()['mass'], { op: name, c: 'mass' }, (wanted as { mass?: unknown }).mass],
    ];
  const each = EACH[name];
  if (each === undefined) return undefined;
  if ('one' in each) {
    const { one } = each;
    return partsOf(
      wanted,
      ours,
      (e) => e['v']?.['map']?.((x: Anything) => one(x)),
      (e, { c }) => e['v']?.['map']?.((x: Anything) => (one(x) as Anything)[c]),
    );
  }
  const { two } = each;
  return partsOf(
    wanted,
    ours,
    (e) => e['v']?.['combinations']?.(2, ['a', 'b'])['map']?.(({ a, b }: { a: Anything; b: Anything }) => two(a, b)),
    (e, { c }) =>
      e['v']
        ?.['combinations']?.(2, ['a', 'b'])
        ['map']?.(({ a, b }: { a: Anything; b: Anything }) => (two(a, b) as Anything)[c]),
  );
}

const LOW: Readonly<Record<string, Metric>> = {
  add: (l, r) => l['add']?.(r),
  subtract: (l, r) => l['subtract']?.(r),
  dot: (l, r) => l['dot']?.(r),
  cross: (l, r) => l['cross']?.(r),
  deltaphi: (l, r) => l['deltaPhi']?.(r),
  deltaeta: (l, r) => l['deltaEta']?.(r),
  deltaR: (l, r) => l['deltaR']?.(r),
  deltaangle: (l, r) => l['deltaAngle']?.(r),
  'left.unit': (l) => l['unit']?.(),
  'left.rotateZ(0.4)': (l) => l['rotateZ']?.(0.4),
};

/** Vectors of two and three dimensions. */
export async function lowCases({ low_dimensions: all }: VectorReference): Promise<Judged[]> {
  const cases: Judged[] = [];
  for (const { name, left, right, results } of all) {
    const index = upTo(Object.values(left.fields)[0]?.length ?? 0);
    const side = (columns: Columns, copy: number, place: number): Fields[] =>
      rowsOf(columns, index, copy, DOUBLE.digit, place);
    const inputs = new Inputs((copy) => {
      const b = side(right.fields, copy, 4);
      return side(left.fields, copy, 0).map((a, i) => ({ left: a, right: b[i] }));
    }, DOUBLE);
    for (const [op, wanted] of Object.entries(results)) {
      const [of, property] = op.split('.') as [string, string?];
      const made = LOW[op];
      const whole: Part[0] =
        made === undefined ? (e, p) => e[p.op]?.[p.c] : (e) => made(e['left'] as Anything, e['right'] as Anything);
      const parts: Part[] =
        made === undefined
          ? [[whole, { op: of, c: property ?? '' }, wanted.value]]
          : partsOf(
              wanted,
              { op },
              whole,
              (e, { c }) => (made(e['left'] as Anything, e['right'] as Anything) as Anything)[c],
            );
      cases.push(await judge(`low/${name}/${op}`, inputs, parts));
    }
  }
  return cases;
}

const REFUSED: Readonly<Record<string, (e: Anything) => unknown>> = {
  '2D + 4D': (e) => e['two']?.['add']?.(e['four']),
  '3D.cross(4D)': (e) => e['three']?.['cross']?.(e['four']),
  '4D + 1': (e) => e['four']?.['add']?.(1),
  '4D * 4D': (e) => e['four']?.['scale']?.(e['four']),
  '2D.eta': (e) => e['two']?.['eta'],
  'generic.pt': (e) => e['generic']?.['pt'],
  '2D.deltaR(2D)': (e) => e['two']?.['deltaR']?.(e['two']),
  'boostX(beta and gamma)': (e) => e['four']?.['boostX']?.({ beta: 0.1, gamma: 1.1 }),
};

/** What is refused: when the expression is built, before any data are read. */
export function errorCases({ errors }: VectorReference): Judged[] {
  const row = {
    two: { x: 1.5, y: 2.5 },
    three: { x: 1.5, y: 2.5, z: 3.5 },
    four: { px: 1.5, py: 2.5, pz: 3.5, E: 9.5 },
    generic: { x: 1.5, y: 2.5, z: 3.5, t: 9.5 },
  };
  const rows = fromValues([row], { name: 'errors' }) as unknown as { map(f: (e: Anything) => unknown): unknown };
  return Object.keys(errors).map((name) => {
    const id = `errors/${name}`;
    const refused = REFUSED[name];
    if (refused === undefined) return { id, verdict: 'unsupported', why: 'not known to this runner' };
    try {
      rows.map(refused);
      return { id, verdict: 'wrong', why: 'it is accepted' };
    } catch (error) {
      if (!(error instanceof JaggedError)) throw error;
      return { id, verdict: 'equal', why: '' };
    }
  });
}
