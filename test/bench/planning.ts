/** How long opening and planning take: `npx tsx test/bench/planning.ts`. Targets: open 20 ms, (a) 5 ms, (b) 20 ms, (c) and (d) 50 ms, median, warm. */
import { open } from '../../src/index.ts';
import { forgetFooters } from '../../src/sources/parquet/footer-cache.ts';
import { shared } from '../adl/data.ts';
import { analysis, columnsOf, type Nano, variations, varied, zPeak } from '../adl/planning.ts';

const REPEATS = 30;

async function measure(name: string, target: number, work: () => unknown): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i <= REPEATS; i++) {
    const from = performance.now();
    await work();
    times.push(performance.now() - from);
  }
  const [first, ...warm] = times as [number, ...number[]];
  warm.sort((a, b) => a - b);
  const [min, median] = [warm[0], warm[REPEATS >> 1]] as [number, number];
  console.log(
    `${name.padEnd(28)} first ${first.toFixed(1)}  min ${min.toFixed(2)}  median ${median.toFixed(2)} ms  ${median <= target ? 'within' : 'OVER'} ${target} ms`,
  );
}

async function main(): Promise<void> {
  const file = shared('data/nano_dy.parquet');
  await measure('open', 20, () => {
    forgetFooters();
    return open(file);
  });
  await measure('open again', 1, () => open(file));
  const events = await open<Nano>(file);
  console.log(`columns: (a) ${columnsOf(zPeak(events)).length}, (b) ${columnsOf(analysis(events)).length}`);
  await measure('(a) Z peak', 5, () => columnsOf(zPeak(events)));
  await measure('(b) analysis', 20, () => columnsOf(analysis(events)));
  await measure('(c) 20 variations', 50, () => columnsOf(variations(events)));
  await measure('(d) vary', 50, () => columnsOf(varied(events)));
}

void main();
