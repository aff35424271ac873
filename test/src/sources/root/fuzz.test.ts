/** Thousands of damaged, cut and foreign files: values or an error that says so, in bounded time and memory. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CASES } from './fuzz/cases.ts';
import type { Message, Outcome } from './fuzz/child.ts';

const child = join(import.meta.dirname, 'fuzz/child.ts');
/** For all JavaScript objects; typed arrays are counted apart. */
const HEAP_MB = 600;

/** Runs a case in its own process. Where that crashes, or is still busy when the test's time is over, the run is named. */
function outcomeOf(name: string, signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const execArgv = ['--import', import.meta.resolve('tsx'), `--max-old-space-size=${HEAP_MB}`];
    const process = fork(child, [name], { execArgv, stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
    let [last, told] = [-1, ''];
    let outcome: Outcome | undefined;
    process.stderr?.on('data', (text: Buffer) => void (told += text.toString()));
    process.on('message', (message: Message) => {
      if ('run' in message) last = message.run;
      else outcome = message.outcome;
    });
    process.on('exit', (code, killed) => {
      if (code === 0 && outcome !== undefined) resolve(outcome);
      else reject(new Error(`${name}: run ${last} ended with ${killed ?? `code ${code}`}\n${told.slice(-4000)}`));
    });
    signal.addEventListener('abort', () => {
      console.log(`${name}: still busy with run ${last}`);
      process.kill('SIGKILL');
    });
  });
}

test.for(Object.entries(CASES))('%s', { timeout: 600_000 }, async ([name, { runs, least }], { signal }) => {
  const { good, bad, largest, most, grown } = await outcomeOf(name, signal);
  expect(good).toBeGreaterThanOrEqual(runs * least.good);
  expect(bad).toBeGreaterThanOrEqual(runs * least.bad);
  expect(largest, 'MB of the largest array').toBeLessThan(64);
  expect(most, 'MB of all arrays of a run').toBeLessThan(512);
  expect(grown, 'MB that the process grew').toBeLessThan(600);
});

test('there are thousands', () => {
  expect(Object.values(CASES).reduce((sum, { runs }) => sum + runs, 0)).toBeGreaterThan(7000);
});
