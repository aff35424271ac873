import { treesFromJson, treesToJson, type TreeJson } from '../../compiler/plan/json.ts';
import { type Plan, planToJson } from '../../compiler/plan/plan.ts';
import type { Reference } from '../../compiler/reference.ts';
import type { Form, Need, SourceInfo } from '../../compiler/source.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import type { RecordType } from '../../compiler/tree/type.ts';
import { plansOf } from '../api/compute.ts';
import type { Asked } from '../api/core.ts';
import { asDataset, datasetOf, type DatasetOptions } from '../api/dataset.ts';
import type { Dataset, Outputs, Results } from '../api/types.ts';
import { explainAll } from '../api/explain.ts';
import { leavesOf } from '../api/outputs.ts';
import { sourceNode } from '../api/widen.ts';
import { withKeys } from '../execute/crew/hive.ts';
import type { HiveKeys, Work, WorkJoin } from '../execute/crew/work.ts';
import type { Engine } from '../execute/task.ts';
import { JoinedRows } from '../sources/join/joined-rows.ts';
import { type FileOpening, openedFrom } from '../sources/open-files.ts';
import type { Partition, Source } from '../sources/source.ts';

/** What a processor is told besides the events. */
export interface Context {
  /** The name of the data set. */
  readonly dataset: string;
  /** The names of all data sets of the run, in their order: categories for an axis. */
  readonly datasets: readonly string[];
  /** What the data set was described with. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The analysis of events: gives lazy outputs, which are computed over all files. */
export type Process<E, O extends Outputs> = (events: Dataset<E>, context: Context) => O;

/** A processor as an object, such as an instance of a class. */
export interface ProcessorObject<E, O extends Outputs, R> {
  process(events: Dataset<E>, context: Context): O;
  /** Makes the final result of the merged outputs, once. */
  postprocess?(outputs: Results<O>): R;
}

/** The type of a data set's rows, known without a file: plain JSON, made by `formOf`. */
export interface KnownForm {
  readonly version: 1;
  readonly rows: TreeJson;
  readonly references: readonly Reference[];
}

/**
 * The type of the rows of opened files as plain JSON, which can be kept in a file: given to `analysis` as `form`, no file is
 * opened before the run.
 */
export function formOf<E>(events: Dataset<E>): KnownForm {
  const core = asDataset(events);
  if (core === undefined) throw new ExpressionError('wrong-argument', 'formOf takes a dataset');
  const source = withoutJoins(core.source);
  return { version: 1, rows: rowsJson(source), references: source.info.references ?? [] };
}

/** What the processor sees of the rows of a data set. */
export interface Rows {
  readonly row: RecordType;
  readonly references: readonly Reference[];
}

/** The rows that a form tells. Throws ExpressionError where it is none. */
export function rowsOfForm(form: KnownForm): Rows {
  const [node] = form?.version === 1 ? treesFromJson(form.rows) : [];
  if (node?.type.is !== 'table' || node.type.row.is !== 'record')
    throw new ExpressionError('bad-form', 'the form is none that formOf has made', {
      hint: "form: formOf(await open('one-of-the-files.parquet'))",
    });
  return { row: node.type.row, references: form.references };
}

/** What is to be computed over a data set. */
export interface Prepared {
  readonly work: Work;
  readonly plan: Plan;
  /** The user's outputs, as they were written. */
  readonly outputs: Outputs;
  /** What makes the user's result of what is asked for, by its name. */
  readonly asked: ReadonlyMap<string, Pick<Asked, 'finish'>>;
  explain(): string;
}

export interface Preparing {
  readonly context: Context;
  readonly rows: Rows;
  /** Fields that paths tell; stored ones of the same name stand. */
  readonly keys: HiveKeys;
  readonly opening: FileOpening;
  readonly options: DatasetOptions;
  readonly engine: Engine | undefined;
}

/** Calls the processor, once for a data set, and compiles what it gives. */
export function prepare<E, O extends Outputs>(process: Process<E, O>, preparing: Preparing): Prepared {
  const { context, rows, opening, options, engine } = preparing;
  const keys = Object.fromEntries(Object.entries(preparing.keys).filter(([name]) => !rows.row.fields.has(name)));
  const row = withKeys(rows.row, keys);
  const source = new UnreadRows(context.dataset, { ...rows, row });
  const outputs = process(datasetOf(source, { ...options, placement: 'local' }) as Dataset<E>, context);
  refusePromise(outputs, context.dataset);
  const leaves = outputs === undefined ? [] : leavesOf(outputs as unknown as Record<string, unknown>);
  const [first] = leaves;
  if (first === undefined)
    throw new ExpressionError('no-outputs', `the processor gave no outputs for ${context.dataset}`, {
      hint: 'return them by name: ({ mass: histogram(…).fill(…), n: events.count() })',
    });
  for (const { name, asked } of leaves) checkOutput(name, asked, source, context.dataset);
  const [planned, another] = plansOf(outputs as unknown as Record<string, unknown>) as [Planned, Planned?];
  if (another !== undefined)
    throw new ExpressionError(
      'other-dataset',
      `the outputs of ${context.dataset} are of events joined in several ways`,
      {
        hint: 'join one after the other: events.join(a, …).join(b, …)',
      },
    );
  const { plan, core } = planned;
  const { dataset } = context;
  const joins = joinsOf(core.source);
  const work = { dataset, plan: planToJson(plan), rows: rowsJson(core.source), keys, joins, opening, engine };
  return {
    work,
    plan,
    outputs,
    asked: new Map(leaves.map(({ name, asked }) => [name, asked])),
    explain: () => explainAll(outputs as unknown as Record<string, unknown>),
  };
}

/** A processor says what is to be computed; one that waits for results would be given none. */
function refusePromise(outputs: unknown, dataset: string): void {
  if (!(outputs instanceof Promise)) return;
  outputs.catch(() => undefined);
  throw new ExpressionError('not-here', `the processor gave a promise for ${dataset}, not outputs`, {
    hint: 'return what is wanted as lazy outputs, without await; the analysis computes them over all files',
  });
}

type Planned = ReturnType<typeof plansOf>[number];

const rowsJson = (source: Source): TreeJson => treesToJson([sourceNode(source)]);

/** What a source is joined with, as data. Throws ExpressionError where that cannot be told to others. */
function joinsOf(source: Source): WorkJoin[] {
  if (!(source instanceof JoinedRows)) return [];
  const { base, friend, joining } = source;
  const from = openedFrom(friend);
  if (joining.on === 'row')
    throw new ExpressionError('cannot-travel', 'an analysis reads file by file, and cannot join row by row', {
      hint: "join on keys: on: ['run', 'luminosityBlock', 'event']",
    });
  if (from === undefined)
    throw new ExpressionError(
      'cannot-travel',
      `${friend.info.name} was not opened from files, which workers could open`,
      {
        hint: "write it to a file, and join that: await scores.writeParquet('scores.parquet')",
      },
    );
  return [...joinsOf(base), { friend: from, joining }];
}

/** The source that others were joined to. */
const withoutJoins = (source: Source): Source => (source instanceof JoinedRows ? withoutJoins(source.base) : source);

function checkOutput(name: string, asked: Asked, source: Source, dataset: string): void {
  if (withoutJoins(asked.core.source) !== source)
    throw new ExpressionError('other-dataset', `the output ${name} is not of the events of ${dataset}`, {
      hint: 'a processor computes with the events it is given; operations across rows give arrays of their own',
    });
  if (asked.ranges.length > 0)
    throw new ExpressionError('range-not-known', `the histogram ${name} has an axis without a range`, {
      hint: 'the data are read once: give lo and hi',
    });
}

/** The rows of files that are not opened here. */
class UnreadRows implements Source {
  readonly info: SourceInfo;

  constructor(name: string, { row, references }: Rows) {
    const form: Form = { is: 'record', fields: new Map() };
    this.info = { name, row, form, rows: undefined, columns: row.fields.size, references };
  }

  /** One, so that who computes something here is told that it cannot be. */
  partitions(): readonly Partition[] {
    return [{ index: 0, file: this.info.name, start: 0, stop: 0 }];
  }

  columnsOf(needs: readonly Need[]): readonly string[] {
    return needs.map(({ path }) => path.join('.'));
  }

  read(): Promise<never> {
    return Promise.reject(
      new ExpressionError('not-here', 'nothing can be computed inside a processor', {
        hint: 'return what is wanted as an output; the analysis computes it over all files',
      }),
    );
  }

  async close(): Promise<void> {}
}
