// Makes a Python environment with the packages that results are compared with, in .python (which git ignores):
// `npm run setup:python`. It is left as it is when it has them already. JAGGED_PYTHON names another Python than python3.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folder = join(root, '.python');
const wanted = readFileSync(join(root, 'test/python/requirements.txt'), 'utf8');
/** Says which packages were installed; written last, so that half an environment is made anew. */
const stamp = join(folder, 'installed.txt');
const inside = (name) =>
  process.platform === 'win32' ? join(folder, 'Scripts', `${name}.exe`) : join(folder, 'bin', name);

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error === undefined && status === 0) return;
  console.error(`failed: ${command} ${args.join(' ')}${error === undefined ? '' : ` (${error.message})`}`);
  process.exit(status ?? 1);
}

function findPython() {
  const python = process.env.JAGGED_PYTHON ?? 'python3';
  const check = 'import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 11) else 1)';
  if (spawnSync(python, ['-c', check], { stdio: 'ignore' }).status === 0) return python;
  console.error(`No Python to make .python with: '${python}' is not there, is older than 3.11, or lacks venv.`);
  console.error('Install Python 3.11 or newer with venv (on Debian and Ubuntu: apt-get install python3 python3-venv),');
  console.error('or name one: JAGGED_PYTHON=/path/to/python npm run setup:python');
  process.exit(1);
}

if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
  console.log('.python has the packages of test/python/requirements.txt');
} else {
  mkdirSync(folder, { recursive: true });
  run(findPython(), ['-m', 'venv', '--clear', folder]);
  run(inside('python'), [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '-r',
    'test/python/requirements.txt',
  ]);
  writeFileSync(stamp, wanted);
  console.log('made .python with the packages of test/python/requirements.txt');
}
