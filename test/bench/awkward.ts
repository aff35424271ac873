/**
 * How long common operations take here and in Awkward Array, on 10^6 lists: `npm run bench:awkward [-- --write]`, after
 * `npm run setup:python`. `--rounds N` and `--only NAME,NAME` measure more, or less. Answers are compared, number by
 * number, before anything is timed. Times of here are from `ak.*` on arrays that lie in memory to the typed arrays of
 * `toTypedArrays()`; a Python that runs all along times the same on its arrays. The two go by turns, one run each.
 * `--write` puts the table into docs/benchmarks.md.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ak } from '../../src/index.ts';
import type { Buffers } from '../../src/results/buffers.ts';
import { difference, numbersOf } from './awkward-answers.ts';
import { type Data, makeData, writeData } from './awkward-data.ts';
import { AwkwardProcess } from './awkward-process.ts';
import { type Measured, tableOf, type Times, writeTable } from './awkward-table.ts';

const WARM_UPS = 5;

interface Computed {
  toTypedArrays(): Promise<Buffers>;
}

interface Operation {
  /** The name in awkward_ops.py. */
  readonly name: string;
  /** What the table calls it. */
  readonly title: string;
  readonly make: () => Computed;
}

/** The functions of `ak` on arrays of which the compiler knows no types. */
type Untyped = { readonly [K in keyof typeof ak]: (...args: readonly unknown[]) => Computed };

async function operationsOn(data: Data): Promise<Operation[]> {
  const on = ak as unknown as Untyped;
  const [x, y, z, k] = [on.array(data.x), on.array(data.y), on.array(data.z), on.array(data.k)];
  const padded = on.array(await on.pad_none(x, 3).toTypedArrays());
  const axis = 1;
  const operation = (name: string, make: () => Computed, title = name): Operation => ({ name, title, make });
  return [
    operation('num', () => on.num(x, { axis })),
    operation('sum', () => on.sum(x, { axis })),
    operation('min', () => on.min(x, { axis })),
    operation('max', () => on.max(x, { axis })),
    operation('argmax', () => on.argmax(x, { axis })),
    operation('any', () => on.any(x, { axis })),
    operation('mean', () => on.mean(x, { axis })),
    operation('sort', () => on.sort(x, { axis })),
    operation('argsort', () => on.argsort(x, { axis })),
    operation('flatten', () => on.flatten(x, { axis })),
    operation('firsts', () => on.firsts(x, { axis })),
    operation('pad_none', () => on.pad_none(x, 3, { axis }), 'pad_none to 3'),
    operation('fill_none', () => on.fill_none(padded, 0)),
    operation('mask', () => on.getitem(x, on.greater(x, 50)), 'x[x > 50]'),
    operation('slice', () => on.getitem(x, ak.slice(), ak.slice(null, 2)), 'x[:, :2]'),
    operation('index', () => on.getitem(x, k), 'x[places in each list]'),
    operation('add', () => on.add(x, 1), 'x + 1'),
    operation('multiply', () => on.multiply(x, y), 'x * y, y a number a row'),
    operation('combinations', () => on.combinations(x, 2, { axis }), 'combinations of 2'),
    operation('cartesian', () => on.cartesian([x, z], { axis })),
    operation('zip', () => on.getitem(on.zip({ x, w: x }), 'w'), 'zip, then one field'),
    operation('concatenate', () => on.concatenate([x, z], { axis }), 'concatenate, axis 1'),
    operation('where', () => on.where(on.greater(x, 50), x, 0), 'where(x > 50, x, 0)'),
  ];
}

async function compare(operations: readonly Operation[], python: AwkwardProcess, folder: string): Promise<void> {
  for (const { name, make } of operations) {
    await python.ask(`answer ${name}`);
    const bytes = readFileSync(join(folder, `${name}.answer`));
    const theirs = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    const differs = difference(numbersOf(await make().toTypedArrays()), theirs);
    if (differs !== undefined) throw new Error(`${name} gives other answers: ${differs}`);
  }
  console.log(`${operations.length} operations give the same answers, number by number`);
}

async function runHere(make: () => Computed, { wall, cpu }: Times): Promise<void> {
  const start = performance.now();
  const used = process.cpuUsage();
  await make().toTypedArrays();
  const { user, system } = process.cpuUsage(used);
  wall.push(performance.now() - start);
  cpu.push((user + system) / 1000);
}

async function runThere(name: string, python: AwkwardProcess, times: Times): Promise<void> {
  const [wall, cpu] = (await python.ask(`run ${name}`)).split(' ').map(Number) as [number, number];
  times.wall.push(wall);
  times.cpu.push(cpu);
}

const noTimes = (): Times => ({ wall: [], cpu: [] });

async function measure({ name, title, make }: Operation, python: AwkwardProcess, rounds: number): Promise<Measured> {
  const measured = { title, here: noTimes(), there: noTimes() };
  for (let round = -WARM_UPS; round < rounds; round++) {
    const [here, there] = round < 0 ? [noTimes(), noTimes()] : [measured.here, measured.there];
    await runHere(make, here);
    await runThere(name, python, there);
  }
  return measured;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '11' },
      only: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'jagged-bench-'));
  const data = makeData();
  writeData(data, folder);
  const python = new AwkwardProcess(folder);
  try {
    const versions = await python.started;
    const chosen = values.only?.split(',');
    const operations = (await operationsOn(data)).filter(({ name }) => chosen?.includes(name) ?? true);
    await compare(operations, python, folder);
    const measured: Measured[] = [];
    for (const operation of operations) measured.push(await measure(operation, python, Number(values.rounds)));
    const table = tableOf(measured, versions);
    console.log(table);
    if (values.write) writeTable(table);
  } finally {
    python.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
