/**
 * Whether the ADL queries became slower than in another commit: `npm run bench:guard -- [--commit HEAD~1] [--data DIR]
 * [--rounds 7] [--queries 1-8] [--strict]`. Both versions run by turns; with --strict, a query whose processor time is
 * more than a quarter above the other's ends the program with 1.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.ts';
import { prepareData } from './data.ts';
import { least, type Measured, measure, median } from './measure.ts';
import { ADL, readOptions } from './options.ts';
import { type Peer, projectRoot } from './peers.ts';

const MOST = 1.25;
const EVENTS = '400000';

const git = (...args: string[]): string => execFileSync('git', args, { cwd: projectRoot, encoding: 'utf8' }).trim();

/** Another commit, compiled in a folder of its own. */
function checkOut(commit: string, folder: string): void {
  git('worktree', 'add', '--detach', folder, commit);
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'), 'junction');
  execFileSync(process.execPath, [join(projectRoot, 'node_modules/typescript/bin/tsc'), '-b'], {
    cwd: folder,
    stdio: 'inherit',
  });
}

async function peerOf(name: string, root: string, file: string): Promise<Peer> {
  const script = join(projectRoot, 'test/bench/peers/jagged.ts');
  const made = await bundle(script, root, join(root, 'dist/bench/guard.mjs'));
  const command = { program: process.execPath, args: [made, file, '1'] };
  return { name, version: '', queries: ADL, command };
}

/** Prints the ratios; gives the queries that became slower. */
function compare(measured: readonly Measured[], now: string, before: string): string[] {
  const slower: string[] = [];
  console.log('\nnow ÷ before         wall least   median   processor least');
  for (const query of new Set(measured.map((one) => one.query))) {
    const of = (peer: string) => measured.find((one) => one.query === query && one.peer === peer) as Measured;
    const [a, b] = [of(now), of(before)];
    const cpu = least(a.cpu) / least(b.cpu);
    const wall = [least(a.wall) / least(b.wall), median(a.wall) / median(b.wall)].map((ratio) => ratio.toFixed(2));
    console.log(`${query.padEnd(22)} ${wall[0]}     ${wall[1]}     ${cpu.toFixed(2)}${cpu > MOST ? '  SLOWER' : ''}`);
    if (cpu > MOST) slower.push(query);
  }
  return slower;
}

async function main(args: string[]): Promise<void> {
  const { values, tokens } = parseArgs({
    args,
    strict: false,
    tokens: true,
    options: { strict: { type: 'boolean' }, commit: { type: 'string' } },
  });
  const own = new Set(['strict', 'commit']);
  const rest = tokens.flatMap((token) =>
    token.kind === 'option' && !own.has(token.name) ? args.slice(token.index, token.index + 2) : [],
  );
  const options = readOptions(['--events', EVENTS, '--layout', 'demo', '--threads', '1', ...rest], '', false);
  await prepareData(options);
  const commit = git('rev-parse', '--short', typeof values.commit === 'string' ? values.commit : 'HEAD~1');
  const folder = join(mkdtempSync(join(tmpdir(), 'jagged-guard-')), commit);
  try {
    checkOut(commit, folder);
    const file = join(options.data, 'flat.parquet');
    const peers = [await peerOf('now', projectRoot, file), await peerOf(commit, folder, file)];
    const slower = compare(await measure(peers, options.queries, options.rounds), 'now', commit);
    if (slower.length > 0 && values.strict === true) process.exitCode = 1;
  } finally {
    git('worktree', 'remove', '--force', folder);
    rmSync(join(folder, '..'), { recursive: true, force: true });
  }
}

await main(process.argv.slice(2));
