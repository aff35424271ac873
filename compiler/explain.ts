import { isCollect, localWork } from './compile.ts';
import type { LoopProgram } from './emit/loop-program.ts';
import { outputSql } from './emit/sql-output.ts';
import { toSql } from './emit/sql.ts';
import type { EstimatePart } from './cost.ts';
import { planToJson, type Plan } from './plan/plan.ts';
import type { ArrayStage } from './plan/stages.ts';
import type { ColumnScan, Need, SourceInfo } from './source.ts';
import { TALLY } from './ops/counting.ts';
import type { CallExpr, Expr, LambdaExpr } from './tree/expr.ts';
import { children, field, visit } from './tree/expr.ts';
import { meaningOf } from './tree/meaning.ts';
import { showExpr } from './tree/show.ts';
import { briefType, type RecordType, showType } from './tree/type.ts';

/** What explain must be told besides the plan. */
export interface ExplainFacts {
  readonly info: SourceInfo;
  readonly partitions: number;
  /** The stored columns that are read. */
  readonly columns: readonly string[];
  /** The stored columns that are read first. */
  readonly firstColumns: readonly string[];
  /** What reads each of them for what runs here; none where there is no choice. */
  readonly scans: readonly ColumnScan[];
  /** The parts of the row that are read, here and in storage. */
  readonly needs: readonly Need[];
  /** The user's line that first reads a part of the row, by its path. */
  readonly lines: ReadonlyMap<string, string>;
  /** What the lambdas read from outside, with the values frozen into the plan. */
  readonly captured: ReadonlyMap<string, unknown>;
  /** What the rows are joined with, in words. */
  readonly joins: readonly string[];
  /** The steps of the overlap removals that the rows went through, in words. */
  readonly overlaps: readonly (readonly string[])[];
  /** Which outputs differ in the variations of an analysis, in words. */
  readonly variations: readonly string[];
  /** How many partitions statistics leave out. */
  readonly pruned: number;
  /** The threads that do what runs here, and why; undefined where storage does everything. */
  readonly threads: string | undefined;
}

export interface ExplainOptions {
  readonly format?: 'text' | 'json' | 'dot';
  /** Shows the trees as written and after each round of rewriting, and the generated loop. */
  readonly verbose?: boolean;
}

/** The plan as a person reads it; deterministic, so that it can be compared. */
export function explainPlan(plan: Plan, facts: ExplainFacts, options: ExplainOptions = {}): string {
  if (options.format === 'json')
    return JSON.stringify(
      {
        ...planToJson(plan),
        columns: facts.columns,
        scans: facts.scans,
        partitions: facts.partitions,
        joins: facts.joins,
        overlaps: facts.overlaps,
        variations: facts.variations,
        threads: facts.threads,
      },
      null,
      2,
    );
  if (options.format === 'dot') return explainDot(plan);
  return [
    ...header(plan, facts),
    ...forecastLines(plan),
    ...columnLines(facts, plan),
    ...facts.joins,
    ...facts.overlaps.flat(),
    ...facts.variations,
    ...plan.outputs.flatMap((output) => outputLines(output, facts.info)),
    ...tail(plan, facts, options),
  ].join('\n');
}

function header(plan: Plan, { info, partitions, pruned, threads }: ExplainFacts): string[] {
  const skipped = pruned === 0 ? '' : `, ${pruned} of them left out by statistics`;
  const rows = info.rows === undefined ? 'rows unknown until run' : `${info.rows.toLocaleString('en-US')} rows`;
  return [
    `plan over ${plan.source.split('/').at(-1)}: ${rows} in ${partitions} partition${partitions === 1 ? '' : 's'}${skipped}`,
    ...(threads === undefined ? [] : [`threads: ${threads}`]),
  ];
}

function columnLines({ info, columns, firstColumns, scans, needs, lines }: ExplainFacts, plan: Plan): string[] {
  const wide = Math.max(0, ...needs.map((need) => need.path.join('.').length));
  const parts = needs.map(({ path, offsetsOnly }) => {
    const name = path.join('.');
    const line = lines.get(name);
    return `  ${line === undefined && !offsetsOnly ? name : name.padEnd(wide)}${offsetsOnly ? '  only how many' : ''}${line === undefined ? '' : `  for ${line}`}`;
  });
  return [
    `reads ${columns.length} of ${info.columns} columns: ${columns.join(', ')}`,
    ...parts,
    ...scanLines(scans),
    ...filterLines(plan, info, columns),
    ...firstLines(plan, firstColumns),
  ];
}

/** What the plan is expected to take, and the best of those that were rejected. */
function forecastLines({ forecast }: Plan): string[] {
  if (forecast === undefined) return [];
  const { chosen, rejected } = forecast;
  const parts = chosen.parts
    .filter(({ milliseconds }) => milliseconds >= LEAST)
    .map(({ of, milliseconds }) => `${PARTS[of]} ${roughly(milliseconds)}`)
    .join(', ');
  const of = `${chosen.values.toLocaleString('en-US')} values of ${bytesText(chosen.bytes)}`;
  const others = rejected.map(({ what, estimate }) => `${what} about ${roughly(estimate.milliseconds)}`).join('; ');
  return [
    `about ${roughly(chosen.milliseconds)} for ${of}${parts === '' ? '' : `: ${parts}`}`,
    ...(others === '' ? [] : [`  rejected: ${others}`]),
  ];
}

const PARTS: Readonly<Record<EstimatePart['of'], string>> = {
  decode: 'decode',
  scan: 'scan by DuckDB',
  loop: 'loop',
  storage: 'storage',
};

/** Less is not told, in milliseconds. */
const LEAST = 0.1;

/** Milliseconds with one significant digit, or two from ten up: nobody knows more before. */
const roughly = (milliseconds: number): string =>
  milliseconds < LEAST
    ? `less than ${LEAST} ms`
    : `${Number(milliseconds.toPrecision(milliseconds < 10 ? 1 : 2)).toLocaleString('en-US')} ms`;

const bytesText = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

/** What reads the columns: a line for each answer, with the columns where there are several answers. */
function scanLines(scans: readonly ColumnScan[]): string[] {
  const byAnswer = new Map<string, string[]>();
  for (const { column, by, why } of scans) {
    const answer = `${by === 'own' ? 'decoded here' : 'scanned by DuckDB'}${why === undefined ? '' : `: ${why}`}`;
    byAnswer.set(answer, [...(byAnswer.get(answer) ?? []), column]);
  }
  return [...byAnswer].map(([answer, columns]) => `  ${byAnswer.size === 1 ? 'all' : columns.join(', ')} ${answer}`);
}

/** What is read first, and which question decides about the rest. */
function firstLines({ first }: Plan, columns: readonly string[]): string[] {
  if (first === undefined) return [];
  const test = showExpr((first.test.args[1] as LambdaExpr).body);
  return [`  ${columns.join(', ')} first: the rest of a partition only if one of its rows has ${test}`];
}

/** The rows that storage leaves out, the SQL it is asked with, and the columns that only this reads. */
function filterLines({ filter, pushed }: Plan, info: SourceInfo, columns: readonly string[]): string[] {
  if (filter === undefined) return [];
  if (!pushed)
    return [`  only rows with ${showExpr(filter)}: row groups without any are not read, if statistics say so`];
  const sql = toSql(filter, info);
  const also = sql.is === 'sql' ? sql.columns.filter((column) => !columns.includes(column)) : [];
  return [
    `  only rows with ${showExpr(filter)}: storage leaves the others out${also.length === 0 ? '' : `, looking at ${also.join(', ')} too`}`,
    ...(sql.is === 'sql' ? [`    SQL: WHERE ${sqlText(sql.text, sql.values)}`] : []),
  ];
}

/** SQL with the values that are sent beside it. */
function sqlText(text: string, values: readonly unknown[]): string {
  const told = values.map((value, i) => `$${i + 1} = ${String(value)}`).join(', ');
  return `${text.replace(/\s+/g, ' ').trim()}${told === '' ? '' : `  with ${told}`}`;
}

function outputLines({ name, also = [], expr, place, why }: Plan['outputs'][number], info: SourceInfo): string[] {
  const sql = place === 'storage' ? outputSql(expr, info) : undefined;
  const { names, lines } = shortNames(expr);
  return [
    `output ${name}: ${resultText(expr)}`,
    ...(also.length === 0 ? [] : [`  computed once, the same as ${also.join(', ')}`]),
    ...lines,
    ...tableLines(expr.args[0] as Expr, names),
    ...workLines(expr, names),
    `  runs ${place === 'local' ? 'here' : 'in storage'}: ${why}`,
    ...(sql?.is === 'query' ? [`    SQL: ${sqlText(sql.text('rows'), sql.values)}`] : []),
  ];
}

/** What is done with each row. */
function workLines(expr: CallExpr, names: ReadonlyMap<Expr, string>): string[] {
  const { body } = expr.args[1] as LambdaExpr;
  const { type } = body;
  switch (expr.op) {
    case 'fill':
      return [`  fill with ${filledText(body, names)}`];
    case 'tally':
      return tallyLines(body, names);
    case 'group':
      return [`  ${String(expr.options['how'])} of ${showExpr(body, names)}`];
    default:
      return [
        `  ${opText(expr)} ${showExpr(body, names)}`,
        `    type ${type.is === 'record' ? briefType(type) : showType(type)}`,
      ];
  }
}

/** The conditions of a tally, one a line, and the weight. A condition among others is called by its name. */
function tallyLines(entry: Expr, names: ReadonlyMap<Expr, string>): string[] {
  const tests = field(entry, TALLY.tests);
  const known = new Map(names);
  const lines = [...(tests.type as RecordType).fields.keys()].map((name) => {
    const test = field(tests, name);
    const line = `  ${name}: ${showExpr(test, known)}`;
    if (test.node === 'call' && test.op === 'and') known.set(test, `(${name})`);
    return line;
  });
  if (!(entry.type as RecordType).fields.has(TALLY.weight)) return lines;
  return [...lines, `  weight ${showExpr(field(entry, TALLY.weight), names)}`];
}

const LONG = 48;

/** Names for what stands several times in an output, and the lines that say what they are. */
function shortNames(expr: CallExpr): { names: Map<Expr, string>; lines: string[] } {
  const uses = new Map<Expr, number>();
  const count = (node: Expr): void => {
    for (const part of meaningOf(node)?.args ?? children(node)) {
      uses.set(part, (uses.get(part) ?? 0) + 1);
      if (uses.get(part) === 1) count(part);
    }
  };
  count(expr);
  const names = new Map<Expr, string>();
  const rowOnly = ({ node, op, free, type }: CallExpr): boolean =>
    node === 'call' && op !== 'known' && type.is !== 'table' && free.length > 0 && free.every((level) => level === 0);
  const often = [...uses]
    .filter(([node, times]) => times > 1 && rowOnly(node as CallExpr) && showExpr(node).length >= LONG)
    .map(([node]) => node);
  // what is inside another is named before it
  often.sort((a, b) => showExpr(a).length - showExpr(b).length);
  const lines = often.map((node, i) => {
    const text = showExpr(node, names);
    names.set(node, `$${i + 1}`);
    return `  let $${i + 1} = ${text}`;
  });
  return { names, lines };
}

/** What goes into a histogram: the values of the axes, without the record that holds them. */
function filledText(body: Expr, names: ReadonlyMap<Expr, string>): string {
  if (body.node === 'record')
    return body.names
      .map((key, i) => `${key === 'weight' ? 'weight ' : ''}${showExpr(body.values[i] as Expr, names)}`)
      .join(', ');
  const inner =
    body.node === 'call' && body.op === 'map' && body.args.length === 2 ? (body.args[1] as LambdaExpr) : undefined;
  const isItself =
    inner?.body.node === 'record' && inner.body.values.length === 1 && inner.body.values[0] === inner.params[0];
  return isItself ? `each of ${showExpr((body as CallExpr).args[0] as Expr, names)}` : showExpr(body, names);
}

function opText(expr: CallExpr): string {
  return expr.op === 'reduceRows' ? `${String(expr.options['how'])} of` : expr.op;
}

function resultText(expr: CallExpr): string {
  if (expr.op === 'collect') return 'one value per row';
  if (expr.op === 'fill') {
    const axes = expr.options['axes'] as unknown as {
      is: string;
      bins?: number;
      lo?: number;
      hi?: number;
      name?: string;
    }[];
    return `histogram ${axes.map((a) => `${a.name ?? a.is}${a.bins === undefined ? '' : ` (${a.bins} bins${a.lo === undefined ? ', range found by a pass before' : `, ${a.lo} to ${a.hi}`})`}`).join(' × ')}`;
  }
  if (expr.op === 'tally') return `how many rows meet each of ${(expr.type as RecordType).fields.size} conditions`;
  if (expr.op === 'group') return `different keys, ${String(expr.options['most'])} at most`;
  return `one ${showType(expr.type)}`;
}

function tableLines(dataset: Expr, names: ReadonlyMap<Expr, string>): string[] {
  if (dataset.node !== 'call') return [];
  const [of, fn] = dataset.args as [Expr, LambdaExpr];
  return [
    ...tableLines(of, names),
    `  ${dataset.op === 'where' ? 'rows where' : 'rows are the elements of'} ${showExpr(fn.body, names)}`,
  ];
}

/** A whole-array operation: what it is applied to, and the rows it sees. */
function stageText({ op, inputs, options, chosen }: ArrayStage): string {
  const given = inputs.map((input) =>
    isCollect(input) ? showExpr((input.args[1] as LambdaExpr).body) : showExpr(input),
  );
  const told = Object.entries(options).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `${op}(${[...given, ...told].join(', ')})${chosen === undefined ? '' : ', of the chosen rows'}`;
}

function loopLines(loop: LoopProgram | string | undefined): string[] | undefined {
  if (loop === undefined) return undefined;
  return typeof loop === 'string' ? [`  no loop: ${loop}`] : loop.text.split('\n').map((line) => `  ${line}`);
}

function tail(plan: Plan, { captured }: ExplainFacts, { verbose }: ExplainOptions): string[] {
  const fired = [...plan.fired].map(([rule, times]) => `  ${rule}${times === 1 ? '' : ` × ${times}`}`);
  const outside = [...captured].map(([name, value]) => `  ${name} = ${String(value)}`);
  const loop = verbose === true ? loopLines(localWork(plan.outputs)?.loop) : undefined;
  const arrays = (localWork(plan.outputs)?.stages ?? []).map((stage) => `  ${stageText(stage)}`);
  return [
    ...(arrays.length === 0 ? [] : ['before the loop, on whole columns', ...arrays]),
    ...(fired.length === 0 ? [] : ['rewritten by', ...fired]),
    ...(outside.length === 0 ? [] : ['read from outside and frozen', ...outside]),
    ...(verbose === true
      ? plan.stages.map(
          ({ output, rules, expr }) =>
            `${output}, ${rules.length === 0 ? 'as written' : `after ${rules.join(', ')}`}: ${showExpr(expr)}`,
        )
      : []),
    ...(loop === undefined ? [] : ['loop', ...loop]),
  ];
}

function explainDot(plan: Plan): string {
  const lines = ['digraph plan {', '  node [shape=box, fontname="sans-serif"];'];
  const quote = (text: string): string => `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
  for (const { name, also = [], expr, place } of plan.outputs) {
    visit(expr, (node) => {
      if (node.node === 'lambda' || node.node === 'param') return;
      const label =
        node.node === 'call'
          ? node.op
          : node.node === 'field'
            ? `.${node.name}`
            : node.node === 'source'
              ? plan.source
              : node.node === 'record'
                ? 'record'
                : showExpr(node);
      lines.push(`  n${node.id} [label=${quote(label)}];`);
      const below =
        node.node === 'call'
          ? node.args
          : node.node === 'field'
            ? [node.of]
            : node.node === 'record'
              ? node.values
              : [];
      for (const child of below) {
        const to = child.node === 'lambda' ? child.body : child;
        if (to.node !== 'param') lines.push(`  n${to.id} -> n${node.id};`);
      }
    });
    lines.push(
      `  ${quote(`output ${name}`)} [label=${quote(`${[name, ...also].join(', ')} (${place})`)}, style=rounded];`,
      `  n${expr.id} -> ${quote(`output ${name}`)};`,
    );
  }
  return [...new Set([...lines, '}'])].join('\n');
}
