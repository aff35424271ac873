import { expect, test } from 'vitest';
import { Block, countUp, open, put } from '../../compiler/emit/block.ts';
import { cos, sin } from '../../kernels/trigonometry.ts';
import { axis, fromValues, histogram, type List } from '../../src/index.ts';

const events = fromValues([
  { a: [1.5, 2.5], c: 3.5 },
  { a: [], c: 1.5 },
]) as any;

test('a test that does not depend on the elements of a sorted list stays in the row', async () => {
  const column = events.map((r: { a: number[]; c: number }) =>
    (r.a as any)
      .map(() => r.c)
      .sort()
      .map(() =>
        (r.a as any)
          .indices()
          .map(() => r.c)
          .some((y: number) => y === r.c),
      ),
  );
  expect(await column.toArray()).toEqual([[true, true], []]);
});

test('an element that is not there is not computed', async () => {
  const column = events.map(
    (r: any) =>
      r.a
        .slice(9)
        .map((x: number) => (x > 0 ? 9007199254740991 + r.a.length : 1))
        .at(1) ?? -1,
  );
  expect(await column.toArray()).toEqual([-1, -1]);
});

test('the elements of all rows are filled as one list, in rows that begin anywhere', async () => {
  const rows = Array.from({ length: 9 }, (_, i) => ({ a: Array.from({ length: i % 3 }, (_, j) => i + j) }));
  const stored = fromValues<{ readonly a: List<number> }>(rows, { chunkSize: 2 });
  const filled = histogram(axis.regular(4, 0, 8)).fill(stored.a.filter((x: number) => x !== 4));
  const wanted = rows.flatMap(({ a }) => a).filter((x) => x !== 4);
  const cell = (x: number): number => Math.min(4, Math.floor(x / 2));
  expect([...(await filled.run()).values({ flow: true })]).toEqual(
    [-1, 0, 1, 2, 3, 4].map((bin) => wanted.filter((x) => cell(x) === bin).length),
  );
});

const many = Array.from({ length: 12 }, (_, i) => ({
  c: i,
  a: Array.from({ length: i === 7 ? 150 : i % 4 }, (_, j) => ({
    x: (i * 7 + j * 3) % 11,
    q: (i + j) % 3 === 0 ? 1 : -1,
    ...(j % 2 === 0 ? { maybe: j } : {}),
  })),
}));
type Item = { x: number; q: number; maybe?: number };
const pairsOf = (list: readonly Item[]): { a: Item; b: Item }[] =>
  list.flatMap((a, i) => list.slice(i + 1).map((b) => ({ a, b })));
const stored = fromValues<{ readonly c: number; readonly a: List<Item> }>(many, { chunkSize: 5 });

test('what is kept per element is there under each condition that asks for it', async () => {
  const column = stored.map((r) => ({
    first: r.a.combinations(2, ['a', 'b']).some(({ a, b }) => a.q !== b.q && Math.sin(a.x) + Math.sin(b.x) > 1),
    second: r.c > 3 && r.a.combinations(2, ['a', 'b']).some(({ a, b }) => Math.cos(a.x) * Math.sin(b.x) > 0.9),
    third: r.c > 5 && r.a.combinations(2, ['a', 'b']).some(({ a, b }) => a.q === 1 && Math.sin(b.x) < -0.9),
    all: r.a.combinations(2, ['a', 'b']).map(({ a, b }) => Math.sin(a.x) - Math.cos(b.x)),
  }));
  expect(await column.toArray()).toEqual(
    many.map(({ c, a: list }) => ({
      first: pairsOf(list).some(({ a, b }) => a.q !== b.q && sin(a.x) + sin(b.x) > 1),
      second: c > 3 && pairsOf(list).some(({ a, b }) => cos(a.x) * sin(b.x) > 0.9),
      third: c > 5 && pairsOf(list).some(({ a, b }) => a.q === 1 && sin(b.x) < -0.9),
      all: pairsOf(list).map(({ a, b }) => sin(a.x) - cos(b.x)),
    })),
  );
});

test('what was kept of all elements is read again for the chosen ones', async () => {
  const column = stored.map((r) => {
    const best = r.a.combinations(2, ['a', 'b']).minBy(({ a, b }) => Math.sin(a.x) + Math.sin(b.x));
    return best === undefined ? -9 : Math.sin(best.a.x) * 2 + Math.sin(best.b.x);
  });
  const sum = ({ a, b }: { a: Item; b: Item }): number => sin(a.x) + sin(b.x);
  expect(await column.toArray()).toEqual(
    many.map(({ a: list }) => {
      const pairs = pairsOf(list);
      const best = pairs.find((pair) => pairs.every((other) => sum(pair) <= sum(other)));
      return best === undefined ? -9 : sin(best.a.x) * 2 + sin(best.b.x);
    }),
  );
});

test('functions of values that may be missing, in pairs', async () => {
  const column = stored.map((r) =>
    r.a
      .combinations(2, ['a', 'b'])
      .map(({ a, b }) => Math.cos(a.maybe ?? 1) + (b.maybe === undefined ? 0 : Math.cos(b.maybe))),
  );
  expect(await column.toArray()).toEqual(
    many.map(({ a: list }) =>
      pairsOf(list).map(({ a, b }) => cos(a.maybe ?? 1) + (b.maybe === undefined ? 0 : cos(b.maybe))),
    ),
  );
});

test('a chosen list that is walked several times, in rows that differ', async () => {
  const withFar = stored.with({
    far: (r) => r.a.filter((x) => x.x > 2 && !r.a.some((y) => y.q === 1 && Math.abs(x.x - y.x) === 3)),
  });
  const far = many.map(({ a: list }) =>
    list.filter((x) => x.x > 2 && !list.some((y) => y.q === 1 && Math.abs(x.x - y.x) === 3)),
  );
  const sum = (list: readonly Item[]): number => list.reduce((all, { x }) => all + x, 0);
  const one = withFar.where((r) => r.far.length > 0).map((r) => r.far.x.sum());
  expect(await one.toArray()).toEqual(far.filter(({ length }) => length > 0).map(sum));
  const odd = withFar.where((r) => r.c % 2 === 1).map((r) => r.far.length + r.far.x.sum());
  expect(await odd.toArray()).toEqual(far.filter((_, i) => i % 2 === 1).map((list) => list.length + sum(list)));
});

test('the greater of a value and a constant', async () => {
  const values = [Number.NaN, -0, 0, -1, 0.25, 3, Infinity, -Infinity];
  const column = fromValues<{ readonly x: number }>(values.map((x) => ({ x }))).map((r) => ({
    zero: Math.max(0, r.x * 1),
    half: Math.max(r.x * 1, 0.5),
    below: Math.max(r.x * 1, -0.5),
  }));
  expect(await column.toArray()).toEqual(
    values.map((x) => ({ zero: Math.max(0, x), half: Math.max(x, 0.5), below: Math.max(x, -0.5) })),
  );
});

test('chosen elements are counted in each row, in rows that begin anywhere', async () => {
  const column = stored.map((r) => ({
    one: r.a.filter((e) => e.x > 4).length,
    two: r.a.filter((e) => e.x > 4).filter((e) => e.q === 1).length,
    ofRow: r.a.filter((e) => e.x > r.c).length,
    later: r.c > 3 && r.a.filter((e) => e.q === -1).length > 1,
    maybe: r.a.filter((e) => (e.maybe ?? 0) > 2).length,
    more: [0, 1, 2, 3].map((low) => r.a.filter((e) => e.x > low).length),
  }));
  expect(await column.toArray()).toEqual(
    many.map(({ c, a }: { c: number; a: readonly Item[] }) => ({
      one: a.filter((e) => e.x > 4).length,
      two: a.filter((e) => e.x > 4 && e.q === 1).length,
      ofRow: a.filter((e) => e.x > c).length,
      later: c > 3 && a.filter((e) => e.q === -1).length > 1,
      maybe: a.filter((e) => (e.maybe ?? 0) > 2).length,
      more: [0, 1, 2, 3].map((low) => a.filter((e) => e.x > low).length),
    })),
  );
});

test('rows are chosen by counts, and filled', async () => {
  const filled = histogram(axis.regular(4, 0, 12)).fill(stored.where((r) => r.a.filter((e) => e.x > 2).length >= 2).c);
  const wanted = many.filter(({ a }) => a.filter(({ x }) => x > 2).length >= 2).map(({ c }) => c);
  expect([...(await filled.run()).values()]).toEqual(
    [0, 1, 2, 3].map((bin) => wanted.filter((c) => Math.floor(c / 3) === bin).length),
  );
});

test('what only counts where something holds needs no branch, unless something is done where it does not', () => {
  const program = new Block('');
  countUp(open({ block: program }, 'if (a > b) '), 'n');
  countUp(open({ block: program }, 'if (c) '), 'm');
  put(open({ block: program }, 'else '), 'f();');
  const both = open({ block: program }, 'if (d) ');
  countUp(both, 'n');
  put(both, 'g();');
  expect(program.render()).toEqual([
    'n += +(a > b);',
    ...['if (c) {', '  m++;', '}', 'else {', '  f();', '}'],
    ...['if (d) {', '  n++;', '  g();', '}'],
  ]);
});
