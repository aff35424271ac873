// Builds kernels/zstd/module.ts, the decompressor of Zstandard in WebAssembly: `npm run build:zstd`, with `-- --check` it only
// tells whether what is there is what comes out. Needs Python with pip, which gets the compiler (Zig's clang). The sources are
// those of Zstandard 1.5.7 as the package zstd-napi carries them; they are changed so that bits are read 64 at a time, which
// WebAssembly can although its pointers have 32.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCES = 'zstd-napi@0.0.13';
const SOURCES_SHA256 = '5b76defc67c808989c5f3920e14f662d6318b84b8d53ac3e94b99463d8d65e76';
const COMPILER = 'ziglang==0.13.0';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folder = join(root, 'kernels/zstd');
const target = join(folder, 'module.ts');

/** What is replaced in the sources, each as often as it is said. */
const CHANGES = [
  ['common/mem.h', 'return sizeof(size_t)==4; }', 'return 0; }', 1],
  ['common/mem.h', 'return sizeof(size_t)==8; }', 'return 1; }', 1],
  ['common/bitstream.h', 'typedef size_t BitContainerType;', 'typedef U64 BitContainerType;', 1],
  ['common/bitstream.h', 'MEM_STATIC size_t BIT_readBitsFast', 'MEM_STATIC BitContainerType BIT_readBitsFast', 1],
  ['common/bitstream.h', 'MEM_readLEST', 'MEM_readLE64', 3],
  ['decompress/huf_decompress.c', 'static size_t HUF_initFastDStream', 'static U64 HUF_initFastDStream', 1],
  [
    'decompress/huf_decompress.c',
    'size_t const value = MEM_readLEST(ip) | 1;',
    'U64 const value = MEM_readLE64(ip) | 1;',
    1,
  ],
  ['decompress/huf_decompress.c', 'MEM_readLEST', 'MEM_readLE64', 1],
];

function main() {
  const work = mkdtempSync(join(tmpdir(), 'jagged-zstd-'));
  try {
    const made = moduleText(build(work));
    if (!process.argv.includes('--check')) return writeFileSync(target, made);
    const isSame = existsSync(target) && readFileSync(target, 'utf8') === made;
    console.log(isSame ? 'kernels/zstd/module.ts is what comes out' : 'kernels/zstd/module.ts is not what comes out');
    process.exitCode = isSame ? 0 : 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function build(work) {
  const lib = sourcesIn(work);
  for (const [file, from, to, times] of CHANGES) change(join(lib, file), from, to, times);
  const zig = compilerIn(work);
  const sources = ['common', 'decompress'].flatMap((part) =>
    readdirSync(join(lib, part))
      .filter((name) => name.endsWith('.c') && name !== 'pool.c' && name !== 'threading.c')
      .map((name) => join(lib, part, name)),
  );
  const out = join(work, 'zstd.wasm');
  const headers = ['wasm-wasi-musl', 'generic-musl'].flatMap((name) => [
    '-isystem',
    join(zig, 'lib/libc/include', name),
  ]);
  execFileSync(
    join(zig, 'zig'),
    [
      ...[
        'cc',
        '-target',
        'wasm32-wasi',
        '-nostdlib',
        '-Wl,--no-entry',
        '-mbulk-memory',
        '-Os',
        '-fno-stack-protector',
        '-DNDEBUG',
        '-DZSTD_DISABLE_ASM',
      ],
      ...[
        '-DZSTD_LEGACY_SUPPORT=0',
        '-Wl,--strip-all',
        '-Wl,-z,stack-size=65536',
        `-I${lib}`,
        `-I${join(lib, 'common')}`,
      ],
      ...headers,
      ...[join(folder, 'decompress.c'), ...sources, '-o', out],
    ],
    { env: { ...process.env, ZIG_GLOBAL_CACHE_DIR: join(work, 'cache'), ZIG_LOCAL_CACHE_DIR: join(work, 'cache') } },
  );
  return readFileSync(out);
}

/** The folder `lib` of Zstandard's sources, checked against their known hash. */
function sourcesIn(work) {
  const packed = execFileSync('npm', ['pack', SOURCES, '--silent'], { cwd: work, encoding: 'utf8' })
    .trim()
    .split('\n')
    .at(-1);
  const file = join(work, packed);
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (hash !== SOURCES_SHA256) throw new Error(`${SOURCES} has the hash ${hash}, expected ${SOURCES_SHA256}`);
  execFileSync('tar', ['-xzf', file, '-C', work]);
  return join(work, 'package/deps/zstd/lib');
}

function compilerIn(work) {
  const python = [join(root, '.python/bin/python'), 'python3'].find((name) => name === 'python3' || existsSync(name));
  const into = join(work, 'compiler');
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', into, COMPILER], {
    stdio: 'inherit',
  });
  return join(into, 'ziglang');
}

function change(file, from, to, times) {
  const parts = readFileSync(file, 'utf8').split(from);
  if (parts.length !== times + 1) throw new Error(`${file} has '${from}' ${parts.length - 1} times, expected ${times}`);
  writeFileSync(file, parts.join(to));
}

function moduleText(wasm) {
  const lines = wasm.toString('base64').match(/.{1,4000}/g);
  return [
    '// Made by `npm run build:zstd` from Zstandard 1.5.7 (see LICENSE-zstd) and decompress.c; not to be changed by hand.',
    '',
    '/** The bytes of the WebAssembly module, in Base64. */',
    'export const ZSTD_MODULE = `',
    ...lines,
    '`;',
    '',
  ].join('\n');
}

main();
