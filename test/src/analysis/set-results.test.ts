import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SetResults } from '../../../src/analysis/set-results.ts';

/** A partial result that is elsewhere: what it is of, in the order it was merged. */
interface Part {
  readonly of: readonly string[];
  dropped: number;
}

/** A turn of the event loop, or several. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise(setImmediate);
}

describe('results that are merged elsewhere, while others look at them', () => {
  test('count each part once, use none that was dropped, and drop all that was merged', async () => {
    const files = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 20 });
    const delays = fc.array(fc.nat(3), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(files, delays, fc.infiniteStream(fc.nat()), async (sizes, waits, draws) => {
        const made: Part[] = [];
        const make = (of: readonly string[]): Part => {
          const part = { of, dropped: 0 };
          made.push(part);
          return part;
        };
        let merges = 0;
        const results = new SetResults<Part>(
          async (parts) => {
            expect(parts.every(({ dropped }) => dropped === 0)).toBe(true);
            await turns(waits[merges++ % waits.length] as number);
            return make(parts.flatMap(({ of }) => of));
          },
          (part) => void part.dropped++,
        );
        const all = sizes.flatMap((size, file) => Array.from({ length: size }, (_, number) => ({ file, number })));
        sizes.forEach((size, file) => results.begin(`f${file}`, size, file));
        const shuffled = all.map((one) => ({ one, by: draws.next().value })).sort((a, b) => a.by - b.by);
        const settled: string[] = [];
        const settling = shuffled.map(async ({ one: { file, number } }, i) => {
          await turns(i % 7);
          await results.settle(`f${file}`, number, make([`${file}/${number}`]));
          settled.push(`${file}/${number}`);
        });
        const looking = Array.from({ length: 5 }, async (_, i) => {
          await turns(2 * i);
          const before = [...settled];
          await results.look(async (total) => {
            expect(total?.dropped ?? 0).toBe(0);
            expect(new Set(total?.of).size).toBe(total?.of.length ?? 0);
            expect(before.filter((one) => total?.of.includes(one) !== true)).toEqual([]);
          });
        });
        await Promise.all([...settling, ...looking]);
        const inOrder = all.map(({ file, number }) => `${file}/${number}`);
        await results.look((total) => expect(total?.of).toEqual(inOrder));
        const kept = made.filter(({ dropped }) => dropped === 0);
        expect(made.every(({ dropped }) => dropped <= 1)).toBe(true);
        expect(kept.flatMap(({ of }) => of).sort()).toEqual(inOrder.toSorted());
      }),
      { numRuns: 60 },
    );
  });
});
