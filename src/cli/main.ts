#!/usr/bin/env node
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { asColumn, type ColumnCore } from '../api/column-core.ts';
import { asDataset, columnOf, stringExpr } from '../api/dataset.ts';
import type { Core } from '../api/core.ts';
import { rootKeys } from '../api/root-keys.ts';
import type { Column, Dynamic, LazyHistogram, OpenOptions, Untyped } from '../index.ts';
import { axis, histogram, JaggedError, open } from '../index.ts';
import { csvWriter } from '../results/csv.ts';
import { jsonLines } from '../results/json.ts';
import { showValues } from '../results/show.ts';
import { type MergePartitionsOptions, mergePartitions, type RunPartitionOptions, runPartition } from './batch.ts';
import { convert, type ConvertOptions } from './convert.ts';
import { runDemo } from './demo.ts';
import { describe, describeKeys, type InspectOptions } from './inspect.ts';
import { typescriptOf } from './typegen.ts';

/** Where output goes; tests give their own. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

interface Common {
  readonly schema: NonNullable<OpenOptions['schema']>;
  readonly placement: NonNullable<OpenOptions['placement']>;
}

/** Runs the command line; gives the exit code: 0 done, 1 the query or the data are wrong, 2 the command is. */
export async function main(args: readonly string[], streams: Streams): Promise<number> {
  let code = 0;
  const program = build(streams, (n) => {
    code = n;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    streams.err(`${messageOf(error)}\n`);
    return 1;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof JaggedError || !(error instanceof Error)) return String((error as Error)?.message ?? error);
  return 'code' in error ? error.message : `${error.name}: ${error.message}`;
}

function build({ out, err }: Streams, exit: (code: number) => void): Command {
  const program: Command = new Command('jagged');
  const line = (text: string): void => out(`${text}\n`);
  program
    .description('Lazy, typed, explained queries over nested data in Parquet and ROOT files.')
    .version(version(), '-V, --version')
    .configureOutput({ writeOut: out, writeErr: err })
    .exitOverride()
    .showHelpAfterError('(jagged --help shows what there is)')
    .addHelpText(
      'after',
      `
EXPR is an expression of one event, in which the fields stand free; row has those whose names are no words:
  jagged query events.parquet 'Muon.filter(m => m.pt > 20).length'
  jagged hist events.parquet MET.pt --bins 50 --range 0:100
  jagged query events.root:Events 'Muon.pt'
  jagged query events.root:Events 'row["Muon.fP.fX"]' --schema plain`,
    );

  const moreHelp = (name: string): string => `(jagged ${name} --help shows what there is)`;
  const command = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .exitOverride()
      .showHelpAfterError(moreHelp(name))
      .configureOutput({ writeOut: out, writeErr: err })
      .addOption(schemaOption())
      .addOption(
        new Option('--placement <where>', 'where the query is computed')
          .choices(['auto', 'local', 'storage'])
          .default('auto'),
      );

  command('inspect <file>', 'show rows, row groups, and the fields with their types; of a ROOT file its objects')
    .option('--match <regex>', 'only fields whose name matches', pattern)
    .option('--unreadable', 'list what cannot be read, with the reason')
    .action(async (file: string, options: Common & InspectOptions) => {
      const keys = await rootKeys(file);
      const trees = new Set(keys?.flatMap(({ path, isTable }) => (isTable ? [path] : []))).size;
      // what is looked for is in the only tree
      const isAsked = trees === 1 && (options.match !== undefined || options.unreadable === true);
      if (keys !== undefined && !isAsked) line(describeKeys(file, keys, options));
      if (keys === undefined || trees === 1)
        await withCore(file, options, async (core) => line(describe(core, options)));
    });

  command('typegen <file>', 'write TypeScript interfaces for the rows, for open<Events>()')
    .option('--out <path>', 'write to a file instead of the terminal')
    .action(async (file: string, options: Common & { out?: string }) =>
      withCore(file, options, async (core) => {
        const text = typescriptOf(core.source.info, file);
        if (options.out === undefined) return out(text);
        await save(options.out, text, err);
      }),
    );

  command('explain <file> <expr>', 'show the plan of an expression; no data are read')
    .addOption(new Option('--json', 'the plan as JSON').conflicts('dot'))
    .option('--dot', 'the plan as a graph for Graphviz')
    .option('--verbose', 'show the generated loop too')
    .action(async (file: string, expr: string, options: Common & { json?: true; dot?: true; verbose?: true }) =>
      withColumn(file, expr, options, async (column) => {
        const format = options.json ? 'json' : options.dot ? 'dot' : 'text';
        line(column.explain({ format, verbose: options.verbose === true }));
      }),
    );

  command('query <file> <expr>', 'compute an expression and print its values, one row a line')
    .option('--limit <n>', 'how many rows are printed (10 as text, all otherwise)', whole(0))
    .addOption(new Option('--json', 'as JSON, one row a line').conflicts(['csv', 'arrow', 'parquet']))
    .addOption(new Option('--csv', 'as CSV, for flat values').conflicts(['arrow', 'parquet']))
    .addOption(new Option('--arrow <path>', 'into an Arrow IPC file, all rows').conflicts('parquet'))
    .option('--parquet <path>', 'into a Parquet file, all rows')
    .action(
      async (
        file: string,
        expr: string,
        options: Common & { limit?: number; json?: true; csv?: true; arrow?: string; parquet?: string },
      ) =>
        withColumn(file, expr, options, async (column) => {
          if (options.arrow !== undefined) return saved(options.arrow, column.writeArrow(options.arrow), err);
          if (options.parquet !== undefined) return saved(options.parquet, column.writeParquet(options.parquet), err);
          const { type } = (asColumn(column) as ColumnCore).expr;
          const csv = options.csv ? csvWriter(type) : undefined;
          const values: readonly unknown[] = await column.toArray();
          const some = values.slice(0, options.limit ?? values.length);
          if (options.json) out(jsonLines(some, type));
          else if (csv !== undefined) out(csv.head + csv.lines(some));
          else line(showValues(values, options.limit ?? 10));
        }),
    );

  command('hist <file> <expr>', 'fill a histogram with an expression and draw it')
    .option('--bins <n>', 'how many bins', whole(1), 50)
    .option('--range <lo:hi>', 'the range; found in the data when absent', range)
    .addOption(new Option('--json', 'as UHI JSON').conflicts('svg'))
    .option('--svg <path>', 'draw into an SVG file')
    .action(
      async (
        file: string,
        expr: string,
        options: Common & { bins: number; range?: readonly [number, number]; json?: true; svg?: string },
      ) =>
        withColumn(file, expr, options, async (column) => {
          const names = { label: expr };
          const along =
            options.range === undefined
              ? axis.regular(options.bins, names)
              : axis.regular(options.bins, ...options.range, names);
          const filled = await (
            histogram(along).fill(column as never, { missing: 'skip' } as never) as LazyHistogram
          ).run();
          if (options.svg !== undefined) return save(options.svg, filled.toSVG(), err);
          line(options.json ? JSON.stringify(filled) : filled.toString());
        }),
    );

  const convertCommand: Command = program
    .command('convert <from...>')
    .usage('[options] FROM... OUT.parquet')
    .description(
      'write files of any kind that can be opened as Parquet: chosen fields, rows and added fields, in a stream',
    )
    .exitOverride()
    .showHelpAfterError(moreHelp('convert'))
    .configureOutput({ writeOut: out, writeErr: err })
    .addOption(schemaOption())
    .addOption(
      new Option('--codec <name>', 'how pages are compressed')
        .choices(['zstd', 'snappy', 'gzip', 'brotli', 'lz4', 'none'])
        .default('zstd'),
    )
    .option('--level <n>', 'how hard the codec tries: zstd 1 to 22, gzip 1 to 9, brotli 0 to 11', whole(0))
    .option('--row-group-size <n>', 'rows a row group at most (122880 unless told)', whole(1))
    .addOption(
      new Option('--layout <how>', 'lists of records, or flat columns as in NanoAOD (nMuon, Muon_pt, …)')
        .choices(['list', 'flat'])
        .default('list'),
    )
    .addOption(
      new Option('--dictionary <which>', 'columns stored as places in a dictionary')
        .choices(['text', 'all', 'none'])
        .default('text'),
    )
    .option('--max-file-size <bytes>', 'begin a new file (OUT-0, OUT-1, …) after so many bytes, such as 500M', bytes)
    .option('--columns <names>', 'only these fields, added ones too, with commas between', names)
    .option('--where <expr>', 'only rows for which it is true')
    .option('--with <name=expr>', 'add a field; may be given several times', (text: string, all: string[] = []) => [
      ...all,
      text,
    ])
    .addHelpText(
      'after',
      `
Rows go through a partition at a time; files appear when all are whole. EXPR is an expression of one event:
  jagged convert nano.root:Events events.parquet --layout flat --codec zstd --level 9
  jagged convert data/*.root skim.parquet --columns run,Muon,ht --with 'ht = Jet.pt.sum()' \\
      --where 'Muon.filter(m => m.pt > 20).length > 1' --max-file-size 1G`,
    )
    .action(async (files: string[], options: ConvertOptions) => {
      const to = files.pop();
      if (to === undefined || files.length === 0)
        convertCommand.error('error: convert takes files to read and one to write', { exitCode: 2 });
      exit(await stoppable((signal) => convert(files, to, options, { signal, tell: err }), err));
    });

  const plain = (name: string, description: string): Command =>
    program.command(name).description(description).exitOverride().configureOutput({ writeOut: out, writeErr: err });

  plain('run-partition <job> <index>', 'do a part of a job that analysis(…).writeJob wrote, in a batch system')
    .addHelpText('after', '\nINDEX counts from 0: 7, 10-19, or 2/20 for the third of twenty shares.')
    .requiredOption('--out <path>', 'where the partial results go; what is there already is not done again')
    .option('--threads <n>', 'worker threads; none unless told', whole(1))
    .option('--retries <n>', 'how often something is tried again that may pass', whole(0), 2)
    .action(async (job: string, index: string, options: RunPartitionOptions) =>
      exit(await runPartition(job, index, options, (text) => err(`${text}\n`))),
    );

  plain('merge-partitions <job> <parts...>', 'make the result of the parts of a job, as JSON')
    .option('--out <path>', 'write to a file instead of the terminal')
    .option('--partial', 'take what is there, although parts are missing or have failed')
    .action(async (job: string, parts: string[], options: MergePartitionsOptions) =>
      exit(await mergePartitions(job, parts, options, { out, onLine: (text) => err(`${text}\n`) })),
    );

  program
    .command('demo [dir]')
    .description('make events, find the Z boson in them, make a mistake (files go to DIR, "demo" unless told)')
    .exitOverride()
    .option('--events <n>', 'how many events', whole(1), 20_000)
    .action(async (dir: string | undefined, options: { events: number }) =>
      exit(await runDemo(dir ?? 'demo', options.events, line)),
    );
  return program;
}

const schemaOption = (): Option =>
  new Option('--schema <name>', 'how columns become records')
    .choices(['auto', 'nanoaod', 'physlite', 'restructured', 'plain'])
    .default('auto');

/** Does what can be stopped with Ctrl-C, and then cleans up behind itself; gives the exit code. */
async function stoppable(work: (signal: AbortSignal) => Promise<void>, err: (text: string) => void): Promise<number> {
  const stop = new AbortController();
  const listen = (signal: 'SIGINT' | 'SIGTERM'): void => stop.abort(signal);
  process.once('SIGINT', listen).once('SIGTERM', listen);
  try {
    await work(stop.signal);
    return 0;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    err('\nstopped: nothing was written\n');
    return stop.signal.reason === 'SIGINT' ? 130 : 143;
  } finally {
    process.off('SIGINT', listen).off('SIGTERM', listen);
  }
}

async function withCore(
  file: string,
  { schema, placement }: Common,
  use: (core: Core) => Promise<void>,
): Promise<void> {
  const events = await open(file, { schema, placement });
  try {
    await use(asDataset(events) as Core);
  } finally {
    await events.close();
  }
}

function withColumn(
  file: string,
  expr: string,
  options: Common,
  use: (column: Column<Dynamic, Untyped>) => Promise<void>,
): Promise<void> {
  return withCore(file, options, (core) => use(columnOf(core, stringExpr(core, expr)) as Column<Dynamic, Untyped>));
}

function save(path: string, content: string, err: (text: string) => void): Promise<void> {
  return saved(path, writeFile(path, content), err);
}

async function saved(path: string, written: Promise<void>, err: (text: string) => void): Promise<void> {
  await written;
  err(`wrote ${path}\n`);
}

function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
    return value;
  };
}

function names(text: string): string[] {
  const found = text.split(',').map((name) => name.trim());
  if (found.includes('')) throw new InvalidArgumentError('It must be names with commas between, such as run,Muon.');
  return found;
}

function range(text: string): readonly [number, number] {
  const ends = text.split(':').map((end) => (end.trim() === '' ? Number.NaN : Number(end)));
  const [lo, hi] = ends;
  if (
    ends.length !== 2 ||
    lo === undefined ||
    hi === undefined ||
    !Number.isFinite(lo) ||
    !Number.isFinite(hi) ||
    !(lo < hi)
  ) {
    throw new InvalidArgumentError('It must be two numbers LO:HI with LO below HI, such as 60:120.');
  }
  return [lo, hi];
}

function bytes(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([kmg]?)b?$/i.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError('It must be a number of bytes, such as 500M.');
  return Math.round(Number(number) * 1024 ** ' kmg'.indexOf(unit.toLowerCase() || ' '));
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}

/** The version in package.json, which lies in a folder above this file: further above the compiled one. */
function version(): string {
  let folder = new URL('./', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) folder = new URL('../', folder);
  return (JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as { version: string }).version;
}

/** Whether this file was started, rather than imported: npm starts it through a link. */
function isStarted(): boolean {
  const started = process.argv[1];
  return started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url);
}

if (isStarted()) {
  // whoever reads the output may stop early (| head)
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  process.exitCode = await main(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
}
