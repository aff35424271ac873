import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { drawBars } from './chart.ts';
import { least, type Measured, median } from './measure.ts';
import type { BenchOptions } from './options.ts';
import { type Missing, type Peer, projectRoot } from './peers.ts';

/** All that a run of the bench found. */
export interface Findings {
  readonly options: BenchOptions;
  readonly peers: readonly Peer[];
  readonly missing: readonly Missing[];
  readonly measured: readonly Measured[];
  /** Milliseconds from the start of a new process to its first answer, by peer. */
  readonly fromStart: ReadonlyMap<string, number>;
}

const OURS = 'jagged';

/** The tables of a run, in Markdown. */
export function tablesOf({ measured, fromStart, peers }: Findings): string {
  const ms = (one: Measured): string => `${least(one.wall).toFixed(0)} (${median(one.wall).toFixed(0)})`;
  const parts = [
    table('Wall milliseconds, least (median)', measured, ms),
    ratios(measured),
    table('Processor milliseconds, least', measured, ({ cpu }) => (least(cpu) > 0 ? least(cpu).toFixed(0) : '–')),
    table('Greatest memory of the process in MB', measured, ({ peak }) => peak?.toFixed(0) ?? '–'),
    table('First answer of a process to the query, milliseconds', measured, ({ cold }) => cold.toFixed(0)),
  ];
  if (fromStart.size > 0) {
    const rows = [...fromStart].map(([name, time]) => `| ${name} | ${time.toFixed(0)} |`);
    parts.push(
      [
        'From starting a new process to its first answer, milliseconds:',
        '',
        '| | ms |',
        '| --- | ---: |',
        ...rows,
      ].join('\n'),
    );
  }
  const versions = new Map(peers.map(({ name, version }) => [name, version]));
  return [...parts, `Versions: ${[...versions].map((one) => one.join(' ')).join(', ')}.`].join('\n\n');
}

const namesIn = (all: readonly Measured[], key: 'peer' | 'query'): string[] => [...new Set(all.map((one) => one[key]))];

function table(title: string, all: readonly Measured[], cell: (one: Measured) => string): string {
  const queries = namesIn(all, 'query');
  const rows = namesIn(all, 'peer').map((peer) => {
    const cells = queries.map((query) => {
      const one = all.find((other) => other.peer === peer && other.query === query);
      return one === undefined ? '–' : cell(one);
    });
    return `| ${peer} | ${cells.join(' | ')} |`;
  });
  return [`${title}:`, '', ...head(queries), ...rows].join('\n');
}

const head = (queries: readonly string[]): string[] => [
  `| | ${queries.map((query) => (/^\d/.test(query) ? `Q${query}` : query)).join(' | ')} |`,
  `| --- |${' ---: |'.repeat(queries.length)}`,
];

/** The fastest other peer of a query. */
export function rival(all: readonly Measured[], query: string): Measured | undefined {
  const others = all.filter((one) => one.query === query && one.peer !== OURS);
  return others.reduce<Measured | undefined>(
    (best, one) => (best === undefined || least(one.wall) < least(best.wall) ? one : best),
    undefined,
  );
}

function ratios(all: readonly Measured[]): string {
  const queries = namesIn(all, 'query');
  const ours = (query: string) => all.find((one) => one.query === query && one.peer === OURS) as Measured;
  const row = (name: string, cell: (own: Measured, best: Measured) => string): string =>
    `| ${name} | ${queries
      .map((query) => {
        const best = rival(all, query);
        return best === undefined ? '–' : cell(ours(query), best);
      })
      .join(' | ')} |`;
  return [
    `${OURS} ÷ the fastest other (below 1 is faster):`,
    '',
    ...head(queries),
    row('wall, least', (own, best) => (least(own.wall) / least(best.wall)).toFixed(2)),
    row('wall, median', (own, best) => (median(own.wall) / median(best.wall)).toFixed(2)),
    row('processor, least', (own, best) => (least(best.cpu) > 0 ? (least(own.cpu) / least(best.cpu)).toFixed(2) : '–')),
    row('the fastest', (_, best) => best.peer),
  ].join('\n');
}

/** Writes a section of docs/benchmarks.md, in the place of the one with the same heading, and its chart. */
export function writeSection(heading: string, findings: Findings): void {
  const { options, measured, missing } = findings;
  const { events, layout, threads, rounds } = options;
  const id = heading.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const picture = `benchmarks-${id}.svg`;
  const bars = measured.map(({ query, peer, wall }) => ({ query, peer, ms: least(wall) }));
  const title = `${heading}: ${events.toLocaleString('en')} events (${layout}), ${threads} threads, ms on a logarithmic scale`;
  writeFileSync(join(projectRoot, 'docs', picture), drawBars(bars, title));
  const day = new Date().toISOString().slice(0, 10);
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const absent = missing.map(({ name, why }) => `Not measured: ${name} (${why.replaceAll(projectRoot, '.')}).`);
  const text = [
    `## ${heading}`,
    `${day}, ${cpus().length} × ${cpus()[0]?.model}, ${memory} GB. ${events.toLocaleString('en')} events of layout ${layout}, ${threads} threads, ${rounds} rounds by turns in one run, the files in memory, opening included. All answers were compared bin by bin before.`,
    `![${heading}](${picture})`,
    tablesOf(findings),
    ...absent,
  ].join('\n\n');
  const file = join(projectRoot, 'docs/benchmarks.md');
  writeFileSync(file, withSection(existsSync(file) ? readFileSync(file, 'utf8') : INTRODUCTION, heading, text));
}

const INTRODUCTION = `# Benchmarks

\`npm run setup:bench\` installs the peers, \`npm run bench -- --write\` measures and writes this page, \`npm run bench -- --help\`
tells the options. Ratios within a run are worth more than times: the machine may be busy with other things. jagged runs in as many threads as are told,
as its peers do; RDataFrame is compiled before, which is in none of the times (about 20 seconds).
The footer is read anew for each answer, by jagged too, which otherwise keeps it in memory.
`;

/** The page with a section in the place of the one with its heading, else at the end. */
export function withSection(page: string, heading: string, section: string): string {
  const [before = '', ...sections] = page.split(/^(?=## )/m);
  const kept = sections.map((one) => (one.startsWith(`## ${heading}\n`) ? undefined : one.trim()));
  const all = kept.includes(undefined) ? kept.map((one) => one ?? section) : [...kept, section];
  return `${[before.trim(), ...all].join('\n\n')}\n`;
}
