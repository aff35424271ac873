/**
 * How long reading four jagged branches of 500,000 events takes here and in uproot: `npm run bench:root [-- --rounds N
 * --write]`, after `npm run setup:bench`. uproot makes the files, in a folder that is removed after; what each reads is compared
 * byte by byte before anything is timed. Then all read by turns, each in a process of its own. `--write` puts the table into
 * docs/benchmarks.md.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.ts';
import { least, median } from './measure.ts';
import { projectRoot, python, versionOf } from './peers.ts';
import { PeerProcess } from './process.ts';
import { withSection } from './report.ts';

const WARM_UPS = 4;
const HEADING = 'ROOT files beside uproot';
const PEERS = join(projectRoot, 'test/bench/peers');

/** One that reads, and how it is asked to. */
interface Reader {
  readonly name: string;
  readonly process: PeerProcess;
  readonly question: string;
}

interface Times {
  readonly wall: number[];
  readonly cpu: number[];
}

type Measured = ReadonlyMap<Reader, Times>;

async function start(folder: string): Promise<readonly [here: Reader, portable: Reader, ...uproot: Reader[]]> {
  const script = join(projectRoot, 'dist/bench/root-speed.mjs');
  await bundle(join(PEERS, 'root-speed.ts'), projectRoot, script);
  const node = (...args: readonly string[]): PeerProcess =>
    new PeerProcess({ program: process.execPath, args: [...args, script, folder] });
  const uproot = new PeerProcess({ program: python, args: [join(PEERS, 'root_speed.py'), 'read', folder] });
  return [
    { name: 'jagged', process: node(), question: 'read' },
    { name: 'jagged, portable', process: node('--import', join(PEERS, 'portable.mjs')), question: 'read' },
    { name: 'uproot, arrays', process: uproot, question: 'arrays' },
    { name: 'uproot, array each', process: uproot, question: 'each' },
  ];
}

async function compare(readers: readonly Reader[], files: readonly string[]): Promise<void> {
  for (const file of files) {
    const answers = new Set<string>();
    for (const process of new Set(readers.map((reader) => reader.process)))
      answers.add(JSON.stringify((await process.ask<{ digests: string[] }>(`check ${file}`)).digests));
    if (answers.size !== 1) throw new Error(`${file} is read in different ways: ${[...answers].join(' ')}`);
  }
  console.log(`${files.length} files are read with the same bytes by all`);
}

async function measure(readers: readonly Reader[], file: string, rounds: number): Promise<Measured> {
  const measured = new Map(readers.map((reader): [Reader, Times] => [reader, { wall: [], cpu: [] }]));
  for (let round = -WARM_UPS; round < rounds; round++)
    for (const [{ process, question }, { wall, cpu }] of measured) {
      const answer = await process.ask(`${question} ${file}`);
      if (round < 0) continue;
      wall.push(answer.ms);
      cpu.push(answer.cpu);
    }
  return measured;
}

const MEASURES: readonly ((times: Times) => number)[] = [
  ({ wall }) => least(wall),
  ({ wall }) => median(wall),
  ({ cpu }) => least(cpu),
];

/** The table in Markdown: a line a reader, and how many times as long the faster way of uproot takes. */
function tableOf(all: ReadonlyMap<string, Measured>): string {
  const rows = [...all].flatMap(([file, measured]) => {
    const theirs = [...measured].filter(([{ name }]) => name.startsWith('uproot')).map(([, times]) => times);
    return [...measured].map(([{ name }, times]) => {
      const own = MEASURES.map((of) => of(times));
      const ratios = MEASURES.map((of, i) => Math.min(...theirs.map(of)) / (own[i] as number));
      const cells = [...own.map((ms) => ms.toFixed(1)), ...ratios.map((ratio) => ratio.toFixed(2))];
      return `| ${file} | ${name} | ${cells.join(' | ')} |`;
    });
  });
  return [
    '| file | read by | least | median | CPU | uproot ÷ it: least | median | CPU |',
    `| --- | --- |${' ---: |'.repeat(6)}`,
    ...rows,
  ].join('\n');
}

function write(table: string, versions: string, rounds: number): void {
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const text = `## ${HEADING}

Four jagged branches of 32-bit floats (\`Muon_pt\`, \`Muon_eta\`, \`Muon_phi\`, \`Muon_mass\`) of 500,000 events with 2.5 muons on average,
20 MB of values, from opening the file to offsets and contents in typed arrays: \`open\`, then \`events.Muon.toTypedArrays()\`; in uproot
\`tree.arrays([…], library="ak")\`, or \`tree[…].array()\` for each. The files are made by uproot from a fixed seed, in clusters of 50,000 events:
\`exact\` with all bits of random numbers, which LZ4 does not make smaller and so stores; \`rounded\` to 10 bits of mantissa, as NanoAOD stores
momenta. \`portable\` is without the optional native packages. What all read is compared byte by byte, then they read by turns
in one run, the files in memory; milliseconds. Codecs of jagged may use the threads that Node has for them (zlib's are Node's own; LZ4 and ZSTD
the optional packages'), which the CPU time counts; all else is one thread. The last three columns are how many times as long the faster way of uproot takes.

\`npm run setup:bench\`, then \`npm run bench:root -- --write\` measures and writes this section.

${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model}, ${memory} GB, load average ${loadavg()[0]?.toFixed(1)}, ${versions}; ${rounds} rounds.

${table}`;
  const file = join(projectRoot, 'docs/benchmarks.md');
  writeFileSync(file, withSection(readFileSync(file, 'utf8'), HEADING, text));
  console.log('written: docs/benchmarks.md');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '15' }, write: { type: 'boolean', default: false } },
  });
  const rounds = Number(values.rounds);
  const versions = ['uproot', 'awkward', 'numpy'].map((name) => {
    const version = versionOf(name);
    if (version === undefined) throw new Error(`no package ${name} in .python: npm run setup:bench`);
    return `${name} ${version}`;
  });
  const folder = mkdtempSync(join(tmpdir(), 'jagged-bench-'));
  let readers: readonly Reader[] = [];
  try {
    const made = execFileSync(python, [join(PEERS, 'root_speed.py'), 'make', folder], { encoding: 'utf8' });
    const files = made.trim().split('\n');
    readers = await start(folder);
    for (const process of new Set(readers.map((reader) => reader.process))) await process.ready();
    await compare(readers, files);
    const all = new Map<string, Measured>();
    for (const file of files) all.set(file, await measure(readers, file, rounds));
    const table = tableOf(all);
    console.log(table);
    if (values.write) write(table, [`Node ${process.version}`, ...versions].join(', '), rounds);
  } finally {
    for (const reader of readers) reader.process.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
