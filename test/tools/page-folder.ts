import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoEvents } from '../../src/demo/generate.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const TSX = import.meta.resolve('tsx');
const TSC = join(root, 'node_modules/typescript/bin/tsc');

/** The options of TypeScript that a page's program is checked with. `jagged` is the library as it is here. */
const TSCONFIG = {
  compilerOptions: {
    noEmit: true,
    strict: true,
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2023', 'esnext.disposable'],
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    typeRoots: [join(root, 'node_modules/@types')],
    types: ['node'],
    paths: { jagged: [join(root, 'src/index.ts')] },
  },
};

/** A folder in which programs and commands of a page run as they do for its reader. */
export class PageFolder {
  readonly path: string = mkdtempSync(join(tmpdir(), 'jagged-page-'));
  readonly #bin: string = mkdtempSync(join(tmpdir(), 'jagged-bin-'));

  /** With the given files under other names, and the events of the demonstration. */
  static async with(files: ReadonlyMap<string, string>, demo: boolean): Promise<PageFolder> {
    const folder = new PageFolder();
    for (const [name, file] of files) {
      mkdirSync(dirname(join(folder.path, name)), { recursive: true });
      symlinkSync(file, join(folder.path, name));
    }
    if (demo) await demoEvents(join(folder.path, 'demo'));
    return folder;
  }

  private constructor() {
    writeFileSync(join(this.path, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(this.path, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    const command = join(this.#bin, 'jagged');
    const main = join(root, 'src/cli/main.ts');
    writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' --import '${TSX}' '${main}' "$@"\n`);
    chmodSync(command, 0o755);
  }

  /** What a program prints. */
  run(program: string): string {
    writeFileSync(join(this.path, 'page.ts'), program);
    return this.#spawned(process.execPath, ['--import', TSX, 'page.ts']);
  }

  /** What a command of the shell prints. */
  shell(command: string): string {
    const PATH = `${this.#bin}${delimiter}${process.env['PATH']}`;
    const { stdout, error } = spawnSync('sh', ['-c', `{ ${command}\n} 2>&1`], {
      cwd: this.path,
      encoding: 'utf8',
      env: { ...process.env, PATH },
    });
    if (error) throw error;
    return stdout;
  }

  /** What the compiler says against a program. */
  typeErrors(program: string): string[] {
    writeFileSync(join(this.path, 'page.ts'), program);
    const { stdout } = spawnSync(process.execPath, [TSC, '-p', '.'], { cwd: this.path, encoding: 'utf8' });
    // the library's own files are checked with their own flags
    return stdout.split('\n').filter((line) => line.startsWith('page.ts'));
  }

  remove(): void {
    for (const path of [this.path, this.#bin]) rmSync(path, { recursive: true, force: true });
  }

  #spawned(command: string, args: readonly string[]): string {
    const { stdout, stderr, status } = spawnSync(command, args, { cwd: this.path, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return stdout;
  }
}
