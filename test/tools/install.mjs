// Installs the dependencies when they are missing or are not those of package-lock.json, so that `npm test` and
// `npm run demo` work on a fresh clone. Versions are compared, not file times: a checkout changes times.
// `npm install --no-save` takes the versions of the lock file and leaves it alone, as `npm ci` does. But `npm ci` refuses
// a lock file that lacks optional packages of other platforms, and a registry mirror may not have those.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(join(root, lockFile), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  const found = packagesOf('node_modules/.package-lock.json');
  if (wanted === undefined || found === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional, peer }]) => {
    if (path === '') return true;
    const here = found[path];
    return here === undefined ? optional === true || peer === true : here.version === version;
  });
}

if (!isInstalled()) {
  console.log('installing the dependencies of package-lock.json');
  const npm = process.env.npm_execpath;
  const args = ['install', '--no-save', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const { status, error } = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (error) console.error(`cannot run npm: ${error.message}`);
  process.exitCode = status ?? 1;
}
