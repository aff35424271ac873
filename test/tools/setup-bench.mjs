// Puts the packages that `npm run bench` compares with into .python (which git ignores): `npm run setup:bench`.
// Each is optional: what pip does not have is said and left out. JAGGED_PYTHON names another Python than python3.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folder = join(root, '.python');
const windows = process.platform === 'win32';
const python = windows ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
const list = readFileSync(join(root, 'test/bench/peers/requirements.txt'), 'utf8');
const packages = list.split('\n').filter((line) => line !== '');
/** RDataFrame; hundreds of megabytes. */
const ROOT = 'root';
const COMPILER = 'g++';

const run = (command, args, stdio = 'inherit') => spawnSync(command, args, { cwd: root, stdio, encoding: 'utf8' });

function makeEnvironment() {
  if (existsSync(python)) return;
  mkdirSync(folder, { recursive: true });
  const { status, error } = run(process.env.JAGGED_PYTHON ?? 'python3', ['-m', 'venv', folder]);
  if (status === 0) return;
  console.error(
    `no Python to make .python with${error === undefined ? '' : ` (${error.message})`}: see npm run setup:python`,
  );
  process.exit(1);
}

function install(one) {
  const { status } = run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', one]);
  console.log(status === 0 ? `installed: ${one}` : `missing: pip could not install ${one}; the bench goes without it`);
}

makeEnvironment();
for (const one of [...packages, ROOT]) install(one);
const compiler = run(COMPILER, ['--version'], 'pipe');
console.log(
  compiler.status === 0
    ? `compiler: ${compiler.stdout.split('\n')[0]}`
    : `missing: ${COMPILER}; RDataFrame runs only where its program can be compiled`,
);
