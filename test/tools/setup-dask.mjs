// Puts Dask into .python (which git ignores), for `dask()` and its tests: `npm run setup:dask`. What is there stays.
// JAGGED_PYTHON names another Python than python3 to make .python with.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folder = join(root, '.python');
const windows = process.platform === 'win32';
const python = windows ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
const LIST = 'test/python/dask-requirements.txt';

function run(command, args, help) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  console.error(`failed: ${command} ${args.join(' ')}${error === undefined ? '' : ` (${error.message})`}${help}`);
  process.exit(status ?? 1);
}

if (!existsSync(python))
  run(process.env.JAGGED_PYTHON ?? 'python3', ['-m', 'venv', folder], ': see npm run setup:python');
run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', LIST], '');
console.log(`.python has the packages of ${LIST}`);
