import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Handout } from '../../../src/execute/workers/handout.ts';
import type { Partition } from '../../../src/sources/source.ts';

const partitionsOf = (groups: readonly (number | undefined)[]): Partition[] =>
  groups.map((group, index) => ({ index, file: 'f', start: index, stop: index + 1, group }));

test('each worker keeps its row group while there are others', () => {
  const handout = new Handout(partitionsOf([0, 0, 0, 1, 1, 2]));
  const end = 6;
  const places = (last: number | undefined): number | undefined => handout.take(last, end)?.place;
  expect(places(undefined)).toBe(0);
  expect(places(undefined)).toBe(3);
  expect(places(0)).toBe(1);
  expect(places(1)).toBe(4);
  // its group is done, another is untouched; then it helps where something is left
  expect(places(1)).toBe(5);
  expect(places(2)).toBe(2);
  expect(places(2)).toBeUndefined();
});

test('partitions of sources without groups are handed out in order', () => {
  const handout = new Handout(partitionsOf([undefined, undefined, undefined]));
  expect([0, 1, 2].map(() => handout.take(undefined, 3)?.place)).toEqual([0, 1, 2]);
});

test('every partition is handed out once, none beyond the end, and the first that is left always can be', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 8 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 8 })),
      fc.integer({ min: 1, max: 4 }),
      (sizes, lasts, ahead) => {
        const partitions = partitionsOf(sizes.flatMap((size, group) => Array<number>(size).fill(group)));
        const handout = new Handout(partitions);
        const taken = new Set<number>();
        for (let wanted = 0; wanted < partitions.length; ) {
          const end = Math.min(partitions.length, wanted + ahead);
          const found = handout.take(lasts.next().value, end);
          if (found === undefined) throw new Error(`nothing before ${end}, although ${wanted} is left`);
          expect(found.place).toBeLessThan(end);
          expect(found.group).toBe(partitions[found.place]?.group);
          expect(taken.has(found.place)).toBe(false);
          taken.add(found.place);
          while (taken.has(wanted)) wanted++;
        }
        expect(handout.take(undefined, partitions.length)).toBeUndefined();
        expect(taken.size).toBe(partitions.length);
      },
    ),
  );
});
