import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromValues } from '../../src/index.ts';
import { PlainList, PlainVector } from '../oracle/plain.ts';

type Row = any;
const CUT = 3;
const limits = { eta: 1.5, names: { most: 4 } };
const isHard = (v: Row): boolean => v.pt > CUT && Math.abs(v.eta) < limits.eta;
const square = (x: number): number => x * x;

const lambdas: readonly ((e: Row) => unknown)[] = [
  (e) => e.x * 2 - 1,
  (e) => (e.x > 0 ? Math.sqrt(e.x) : -e.x),
  (e) => Math.max(e.x, e.y, 1.5) + Math.min(e.x, e.y) / 2,
  (e) => e.x ** 3 % 2,
  (e) => e.vs.length,
  (e) => e.vs.filter(isHard).length >= 1 && e.x > -1,
  (e) => e.vs.filter((v: Row) => v.pt > CUT).map((v: Row) => square(v.pt)),
  (e) => e.vs.map((v: Row) => v.pt).sum(),
  (e) => e.vs.some((v: Row) => v.charge > 0) || e.vs.every((v: Row) => v.eta < 0),
  (e) => e.vs.map((v: Row) => v.pt).max() ?? -1,
  (e) => e.vs.minBy((v: Row) => Math.abs(v.eta))?.pt ?? -1,
  (e) => {
    const best = e.vs.maxBy((v: Row) => v.pt);
    if (!best) return 0;
    return best.pt * best.eta;
  },
  (e) => {
    const v = e.vs.at(0);
    return v === undefined ? -5 : v.px;
  },
  (e) => e.vs[1]?.pz ?? e.x,
  (e) => e.vs.at(-1)?.pt ?? 0,
  (e) =>
    e.vs
      .combinations(2, ['a', 'b'])
      .filter(({ a, b }: Row) => a.charge !== b.charge)
      .map(({ a, b: other }: Row) => a.pt * other.pt),
  (e) => e.vs.combinations(3, ['a', 'b', 'c']).map((t: Row) => t.a.pt + t.b.pt - t.c.pt),
  (e) => e.vs.combinations(2, ['a', 'b']).minBy((p: Row) => Math.abs(p.a.pt - p.b.pt))?.a.eta ?? 9,
  (e) => e.vs.cross(e.ws, ['v', 'w']).filter(({ v, w }: Row) => v.deltaEta(w) > 0).length,
  (e) => e.vs.filter((v: Row) => !e.ws.some((w: Row) => Math.abs(w.deltaEta(v)) < 0.5)).map((v: Row) => v.pt),
  (e) =>
    e.vs.map((v: Row) =>
      e.ws
        .filter((w: Row) => w.pt > v.pt)
        .map((w: Row) => w.pt - v.pt)
        .sum(),
    ),
  (e) => e.vs.sortBy((v: Row) => v.pt, { descending: true }).map((v: Row) => v.pt),
  (e) => e.vs.sortBy((v: Row) => v.eta).first()?.pt ?? 0,
  (e) =>
    e.vs
      .concat(e.ws)
      .filter((v: Row) => v.pt > CUT)
      .map((v: Row) => v.eta),
  (e) => e.vs.slice(1).map((v: Row) => v.pt),
  (e) =>
    e.vs
      .map((v: Row) => ({ ...v, twice: v.pt * 2 }))
      .filter((v: Row) => v.twice > limits.names.most)
      .map((v: Row) => v.pt),
  (e) => {
    let w = 1;
    if (e.x > 0) w = e.y;
    else w = 2;
    return w * CUT;
  },
  (e) => {
    const { x, y = 0 } = e;
    const norm = (a: number, b: number): number => Math.sqrt(a * a + b * b);
    return norm(x, y);
  },
  (e) => !(e.x > 1) && (e.y < 2 || e.x === e.y),
  (e) => (Number.isNaN(e.x) ? 0 : Math.round(e.x)),
];

const tidy = fc.double({ min: -8, max: 8, noNaN: true });
const vector = fc.record({
  pt: fc.double({ min: 0, max: 9, noNaN: true }),
  eta: fc.double({ min: -3, max: 3, noNaN: true }),
  phi: tidy,
  mass: tidy,
  charge: fc.constantFrom(-1.5, 1.5),
});
const row = fc.record({
  x: tidy,
  y: tidy,
  vs: fc.array(vector, { maxLength: 5 }),
  ws: fc.array(vector, { maxLength: 4 }),
});
// the first row shows the type of every column
const shown = {
  x: 0.5,
  y: 0.25,
  vs: [{ pt: 1.5, eta: 0.5, phi: 0.1, mass: 0.1, charge: 1.5 }],
  ws: [{ pt: 1.5, eta: 0.5, phi: 0.1, mass: 0.1, charge: 1.5 }],
};

const plain = (of: typeof shown): Row => ({
  ...of,
  vs: PlainList.made(of.vs.map((v) => new PlainVector(v))),
  ws: PlainList.made(of.ws.map((v) => new PlainVector(v))),
});
const values = (x: unknown): unknown => (Array.isArray(x) ? [...x].map(values) : x);

test.each(lambdas.map((fn) => [fn.toString().slice(0, 60), fn] as const))(
  'read and called give the same: %s',
  async (_text, fn) => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 6 }), async (rows) => {
        const all = [shown, ...rows];
        const read = await (fromValues<Row>(all, { name: 'random' }) as Row).map(fn).toArray();
        expect(read).toEqual(all.map((r) => values(fn(plain(r)))));
      }),
      { numRuns: 25, seed: 7 },
    );
  },
);
