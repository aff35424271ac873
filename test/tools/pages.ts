import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PageFolder } from './page-folder.ts';
import { shared } from './shared.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** An example, and the block of what it prints, which may follow it. */
const EXAMPLE = /^```ts\n([\s\S]*?)^```$(?:(\n\n```\n)(?!\$ )[\s\S]*?^```$)?/gm;
/** A block of commands, each with what it prints. */
const COMMANDS = /^```\n(\$ jagged [\s\S]*?)^```$/gm;
/** A picture that lies beside the page. */
const PICTURE = /!\[[^\]]*\]\(([\w-]+\.svg)\)/g;
/** What is printed between two examples. */
const BETWEEN = '\u0001';

/** The pages that are run: the examples of a page are one program, and lines that begin with `$ jagged` are commands. */
export const PAGES = [
  'README.md',
  'docs/data.md',
  'docs/joining.md',
  'docs/arrays.md',
  'docs/schemas.md',
  'docs/analyses.md',
  'docs/plots.md',
  'docs/analysis-tools.md',
  'docs/guides/nanoaod.md',
  'docs/guides/physlite.md',
  'docs/guides/overlap-removal.md',
];

/** The files that a page's reader has got, and where they lie in the shared folder. */
const FILES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'docs/guides/nanoaod.md': {
    'nano_dy.root': 'data/nano_dy.root',
    'nano_dy.parquet': 'data/nano_dy.parquet',
    'dimuon.root': 'data/Run2012BC_DoubleMuParked_Muons_1000evts_rntuple_v1-0-0-0.root',
  },
  'docs/guides/physlite.md': { 'PHYSLITE_example.root': 'data/PHYSLITE_example.root' },
};

/** A page as it is. */
export const pageText = (page: string): string => readFileSync(join(root, page), 'utf8');

/** A file of the shared folder that the page needs and that is not here. */
export const lackingFor = (page: string): string | undefined =>
  Object.values(FILES[page] ?? {}).find((file) => shared(file) === undefined);

/** What a page becomes when it is run: its text, and the pictures beside it by their names. */
export interface RunPage {
  readonly text: string;
  readonly pictures: ReadonlyMap<string, string>;
}

/** Runs a page: the commands before its first example, its program, then the other commands. */
export async function runPage(page: string): Promise<RunPage> {
  const text = pageText(page);
  return inFolder(page, (folder) => {
    const before = commandsRun(text.slice(0, startOf(text)), folder);
    const printed = folder.run(programOf(text)).split(`${BETWEEN}\n`);
    const after = commandsRun(text.slice(startOf(text)), folder);
    const names = [...text.matchAll(PICTURE)].map(([, name = '']) => name);
    const made = names.filter((name) => existsSync(join(folder.path, name)));
    return {
      text: withPrinted(before + after, printed),
      pictures: new Map(made.map((name) => [name, readFileSync(join(folder.path, name), 'utf8')])),
    };
  });
}

/** What the compiler says against the examples of a page. */
export function typeErrors(page: string): Promise<string[]> {
  const text = pageText(page);
  return inFolder(page, (folder) => {
    commandsRun(text.slice(0, startOf(text)), folder);
    return folder.typeErrors(programOf(text));
  });
}

/** Where the picture of a page lies. */
export const picturePath = (page: string, name: string): string => join(root, dirname(page), basename(name));

async function inFolder<T>(page: string, work: (folder: PageFolder) => T): Promise<T> {
  const files = Object.entries(FILES[page] ?? {}).map(([name, file]) => [name, shared(file) as string] as const);
  const folder = await PageFolder.with(new Map(files), pageText(page).includes('demo/events.parquet'));
  try {
    return work(folder);
  } finally {
    folder.remove();
  }
}

/** Where the first example begins. */
const startOf = (text: string): number => text.indexOf('```ts\n');

const programOf = (text: string): string =>
  [...text.matchAll(EXAMPLE)].map(([, code = '']) => code).join(`console.log(${JSON.stringify(BETWEEN)});\n`);

function withPrinted(text: string, printed: readonly string[]): string {
  let example = 0;
  return text.replace(EXAMPLE, (whole, code: string, between: string | undefined) => {
    const now = trimmed(printed[example++] ?? '');
    return between === undefined ? whole : `\`\`\`ts\n${code}\`\`\`${between}${now}\`\`\``;
  });
}

/** The text with what its commands print; each `$ ` begins a command. */
function commandsRun(text: string, folder: PageFolder): string {
  return text.replace(COMMANDS, (_, block: string) => {
    const commands = block.split('\n').filter((line) => line.startsWith('$ '));
    const printed = commands.map((line) => `${line}\n${trimmed(folder.shell(line.slice(2)))}`);
    return `\`\`\`\n${printed.join('')}\`\`\``;
  });
}

/** What is printed, without blanks at the ends of lines and empty lines at its end. */
const trimmed = (printed: string): string => printed.replaceAll(/ +$/gm, '').replace(/\n{2,}$/, '\n');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const page of PAGES) {
    const lacking = lackingFor(page);
    if (lacking !== undefined) {
      console.log(`skipped: ${page}, as ${lacking} is not here`);
      continue;
    }
    const { text, pictures } = await runPage(page);
    writeFileSync(join(root, page), text);
    for (const [name, picture] of pictures) writeFileSync(picturePath(page, name), picture);
  }
}
