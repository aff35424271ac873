import type { AxisSpec } from '../compiler/axis.ts';
import type { ExplainOptions } from '../compiler/explain.ts';
import { akFunctions } from './api/ak.ts';
import { akMath } from './api/ak-math.ts';
import { akStr } from './api/ak-str.ts';
import { computeAll } from './api/compute.ts';
import { cutflowOfSelection, nMinusOneOfSelection } from './api/counting.ts';
import { analyzeAll, explainAll } from './api/explain.ts';
import { countByOf, distinctOf, sumByOf } from './api/groups.ts';
import { HistogramBuilder } from './api/histogram.ts';
import { lumiListOfRows, lumiMaskOf } from './api/lumi.ts';
import { overlapDataset } from './api/overlap.ts';
import { overlapReportOf } from './api/overlap-report.ts';
import { joinedDataset } from './api/join.ts';
import { planJson, runPlanJson } from './api/plans.ts';
import type { PlanJson } from '../compiler/plan/plan.ts';
import {
  arrowDataset,
  columnsDataset,
  jsonDataset,
  ndjsonDataset,
  openDataset,
  type OpenOptions,
  valuesDataset,
} from './api/open.ts';
import { selectionOf } from './api/selection.ts';
import type {
  Ak,
  Compute,
  CountBy,
  CountingOptions,
  Dataset,
  DatasetOf,
  DeltaPhi,
  DeltaR,
  Distinct,
  Lazy,
  LumiMask,
  Join,
  MakeHistogram,
  MakeLumiList,
  MakeSelection,
  MakeWeights,
  OverlapCounts,
  OverlapRemoval,
  P4,
  Outputs,
  Reduced,
  Results,
  Selection,
  Stacked,
  SumBy,
  Untyped,
  Vary,
  WithoutEach,
} from './api/types.ts';
import { Analysis, type AnalysisOptions } from './analysis/analysis.ts';
import type { DataSets } from './analysis/data-sets.ts';
import type { Process, ProcessorObject } from './analysis/processor.ts';
import { varied } from './api/vary.ts';
import { weightsOf } from './api/weights.ts';
import type { BehaviorDefinition } from './behaviors/behavior.ts';
import * as functions from './behaviors/functions.ts';
import type { UserBehavior } from './behaviors/registry.ts';
import type { JsonMemoryOptions } from './sources/json/read.ts';
import type { MemoryOptions } from './sources/memory.ts';
import type { MemoryColumn } from './sources/memory/columns.ts';
import type { Source } from './sources/source.ts';
import type { DatasetOptions } from './api/dataset.ts';
import type { Cutflow } from './results/cutflow.ts';
import type { LumiList, LumiRanges } from './results/lumi-list.ts';
import type { NMinusOne } from './results/n-minus-one.ts';
import { stacked } from './results/stack.ts';
import type { RunOptions } from './execute/run.ts';

export {
  type Analysis,
  type AnalysisOptions,
  type AnalysisRunOptions,
  type Estimate,
  type PartialResult,
  RunError,
} from './analysis/analysis.ts';
export { AnalysisResult, type ReportOptions } from './analysis/result.ts';
export type { DataSet, DataSetFiles, DataSets } from './analysis/data-sets.ts';
export type { JobSummary } from './analysis/job.ts';
export type { DataSetEntry, ErrorEntry, FileEntry, Ledger, PartitionEntry } from './analysis/ledger.ts';
export type { OddFile } from './analysis/odd-files.ts';
export { type Context, formOf, type KnownForm, type Process, type ProcessorObject } from './analysis/processor.ts';
export type { Progress, Screen } from './analysis/progress.ts';
export type { RunEvent } from './analysis/runner.ts';
export type { Crew, Executor, Handle, RemoteCrew, Run } from './execute/crew/crew.ts';
export { inProcess, type InProcessOptions } from './execute/crew/in-process.ts';
export { threads } from './execute/crew/threads.ts';
export { type Dask, dask, type DaskInfo } from './execute/dask/dask.ts';
export type { Adapt, DaskOptions, DaskTls, JobOptions } from './execute/dask/options.ts';
export type { ClusterInfo, WorkerInfo } from './execute/dask/told.ts';
export type { Done, FileTask, Parts, TaskReport, Work } from './execute/crew/work.ts';
export { Workbench } from './execute/crew/workbench.ts';
export { axis } from '../compiler/axis.ts';
export { ArrayBuilder } from './api/builder.ts';
export {
  ExecutionError,
  ExpressionError,
  JaggedError,
  SourceError,
  TypeMismatchError,
} from '../compiler/tree/problem.ts';
export type { PlanJson } from '../compiler/plan/plan.ts';
export type { AxisSpec } from '../compiler/axis.ts';
export type { ExplainOptions } from '../compiler/explain.ts';
export type * from './api/types.ts';
export type { OpenOptions } from './api/open.ts';
export type { BehaviorDefinition } from './behaviors/behavior.ts';
export type { RunOptions, Step } from './execute/run.ts';
export type { StatusFlag } from './behaviors/particles.ts';
export type { UserBehavior } from './behaviors/registry.ts';
export type { Counted } from './results/counted.ts';
export { Cutflow, type CutflowRow } from './results/cutflow.ts';
export { Histogram } from './results/histogram.ts';
export { cutflowChart, overlay, type Picture, type PictureOptions, stack } from './results/plots/picture.ts';
export { type Drawable, report, type ReportData, type ReportPart, type ReportSection } from './results/plots/report.ts';
export type { MimeBundle } from './results/notebook.ts';
export type { TerminalOptions } from './results/plots/bins-text.ts';
export type { CutflowOptions } from './results/plots/cutflow.ts';
export type { CutflowData, CutflowStep } from './results/plots/figure.ts';
export type { PlotMark, PlotSpec } from './results/plots/observable.ts';
export type { HistogramSet, OverlayOptions, RatioOptions } from './results/plots/overlay.ts';
export type { SizeOptions } from './results/plots/svg.ts';
export type { TableData } from './results/table.ts';
export { LumiList, type LumiRanges } from './results/lumi-list.ts';
export { NMinusOne, type NMinusOneRow } from './results/n-minus-one.ts';
export type { Partition, ReadRequest, Source } from './sources/source.ts';

/**
 * Opens files as a dataset: a path, several, a glob, a directory, a file URL, the bytes of a ROOT file, or a source of your
 * own. They are Parquet (of which it reads footers, no data), ROOT (a tree is named behind a colon; it reads metadata, no
 * data), Arrow IPC (`.arrow`, `.feather`), JSON lines (`.ndjson`, `.jsonl`), a JSON array (`.json`) or CSV (`.csv`). The
 * type parameter gives the rows' type (`jagged typegen FILE` writes it); without it fields are
 * checked when an expression is built. Throws SourceError where there is nothing to read.
 *
 * @example
 * const events = await open<Events>('events.parquet');
 * const muons = await open('data/*.root:Events');
 */
export function open<E = Untyped>(
  where: string | URL | readonly (string | URL)[] | Uint8Array | Source,
  options: OpenOptions = {},
): Promise<Dataset<E>> {
  return openDataset(where, options) as Promise<Dataset<E>>;
}

/** A dataset of plain objects, one a row; types are inferred (whole numbers are int64, missing values options). */
export function fromValues<E = Untyped>(
  rows: readonly unknown[],
  options: MemoryOptions & DatasetOptions = {},
): Dataset<E> {
  return valuesDataset(rows, options) as Dataset<E>;
}

/** A dataset of columns of equal length: arrays of values, or buffers as `toTypedArrays` gives them, which are not copied. */
export function fromColumns<E = Untyped>(
  columns: Readonly<Record<string, MemoryColumn>>,
  options: MemoryOptions & DatasetOptions = {},
): Dataset<E> {
  return columnsDataset(columns, options) as Dataset<E>;
}

/** A dataset of an Arrow table; its buffers are not copied where it has one chunk. */
export function fromArrow<E = Untyped>(
  table: import('apache-arrow').Table,
  options: MemoryOptions & DatasetOptions = {},
): Dataset<E> {
  return arrowDataset(table, options) as Dataset<E>;
}

/**
 * A dataset of a JSON array of records: text, its bytes, or what JSON.parse made of it. Text is read here, so that
 * integers of 64 bits keep all digits. Throws SourceError with line and column where it is no JSON, or where values in
 * one place are unlike.
 *
 * @example
 * const events = fromJson(await (await fetch(address)).text());
 */
export function fromJson<E = Untyped>(
  json: string | Uint8Array | readonly unknown[],
  options: JsonMemoryOptions & DatasetOptions = {},
): Dataset<E> {
  return jsonDataset(json, options) as Dataset<E>;
}

/**
 * A dataset of JSON records that stand on a line each: text, its bytes, or pieces of either, such as a stream gives. All
 * rows are kept in memory; `open('events.ndjson')` reads a file by partitions.
 *
 * @example
 * const events = await fromNdjson(createReadStream('events.ndjson'));
 */
export function fromNdjson<E = Untyped>(
  json: string | Uint8Array | AsyncIterable<string | Uint8Array>,
  options: JsonMemoryOptions & DatasetOptions = {},
): Promise<Dataset<E>> {
  return ndjsonDataset(json, options) as Promise<Dataset<E>>;
}

/** Begins a histogram: `histogram(axis.regular(60, 60, 120)).fill(column)` is computed by `compute` or `run`. */
export const histogram: MakeHistogram = ((...axes: AxisSpec[]) =>
  new HistogramBuilder(axes)) as unknown as MakeHistogram;

/**
 * Computes several lazy things in one pass over the data: histograms, columns, counts and sums. They may stand in objects
 * inside each other; the results stand in the same objects. Throws ExpressionError where something is not lazy.
 *
 * @example
 * ```ts
 * const { muons, jets } = await compute({ muons: { mass, n: events.count() }, jets: { ht } });
 * ```
 */
export const compute: Compute = computeAll as unknown as Compute;

/** The plan of several outputs as text, JSON or DOT; reads no data. */
export function explain(outputs: Readonly<Record<string, unknown>>, options: ExplainOptions = {}): string {
  return explainAll(outputs, options);
}

/** Runs several outputs and shows their plan with the rows and the time of each kind of step. */
export function analyze(outputs: Readonly<Record<string, unknown>>, options: ExplainOptions = {}): Promise<string> {
  return analyzeAll(outputs, options);
}

/** The plan of outputs over one source as plain JSON: data only, no code. `runPlan` runs it on another machine's data. */
export function plan(outputs: Readonly<Record<string, unknown>>): PlanJson {
  return planJson(outputs);
}

/** Runs a plan from `plan` on a dataset. A plan from outside is checked like hostile input; throws ExpressionError. */
export function runPlan<E>(
  json: unknown,
  dataset: DatasetOf<E>,
  options: RunOptions = {},
): Promise<Record<string, unknown>> {
  return runPlanJson(json, dataset, options);
}

/**
 * Removes objects that overlap, step by step: a step removes objects of one collection near objects of another, both taken
 * from what the steps before it have left; the decisions of one step do not see each other. Each collection named gets the
 * flags `passOR` and `removedBy` (the place of the step, −1 where none removed the object), or is reduced to the objects that
 * pass with `gives: 'left'`. Distances are in radians and units of η, by default ΔR; with `using: 'rapidity'` they are
 * √(Δy² + Δφ²), as the ATLAS recommendations have it. A pair overlaps where its distance is below `dR`, so never where that is
 * NaN. Throws ExpressionError or TypeMismatchError, naming the step, where a collection, a coordinate or a field is not there.
 *
 * @example
 * ```ts
 * const clean = overlapRemoval(events, [
 *   { remove: 'Jets', near: 'Electrons', dR: 0.2 },
 *   { remove: 'Electrons', near: 'Jets', dR: (el, jet) => Math.min(0.4, 0.04 + 10 / el.pt) },
 * ], { where: 'baseline' });
 * ```
 */
export const overlapRemoval: OverlapRemoval = overlapDataset as unknown as OverlapRemoval;

/**
 * How many objects each step of an overlap removal has removed, and how many of each collection passed: over the rows of the
 * dataset, in one pass with what else is computed. Throws ExpressionError for rows that went through none.
 *
 * @example
 * ```ts
 * const { report, pt } = await compute({ report: overlapReport(clean), pt: clean.Jets.pt });
 * ```
 */
export function overlapReport<E>(events: DatasetOf<E>): Reduced<OverlapCounts> {
  return overlapReportOf(events) as unknown as Reduced<OverlapCounts>;
}

/**
 * Named cuts on events, each a function of the event or a column of truth values: for masks of all, any or some of them, the
 * events that pass, cutflows and N−1. There may be any number of cuts. A condition may not be missing: TypeMismatchError.
 *
 * @example
 * ```ts
 * const good = selection(events, { trigger: (e) => e.HLT.Mu24, twoMuons: (e) => e.Muon.length >= 2 });
 * const mass = histogram(axis.regular(60, 60, 120)).fill(good.events.mass);
 * const sideband = events.where(good.require({ trigger: true, twoMuons: false }));
 * ```
 */
export const selection: MakeSelection = selectionOf as unknown as MakeSelection;

/**
 * How many events pass the cuts of a selection one after the other, and each alone, in the order of the cuts; with a weight
 * also the sums of weights and of their squares. Printed it is a table with percentages.
 *
 * @example
 * ```ts
 * const { cuts } = await compute({ cuts: cutflow(good, { weight: (e) => e.genWeight }) });
 * console.log(String(cuts), cuts.rows()[1]?.passed.events);
 * ```
 */
export function cutflow<E, N extends string>(
  cuts: Selection<E, N>,
  options?: CountingOptions<NoInfer<E>>,
): Lazy<Cutflow> {
  return cutflowOfSelection(cuts, options) as unknown as Lazy<Cutflow>;
}

/**
 * How many events pass all cuts but one, for each cut of a selection. Given a function, what it makes of these events, by the
 * name of the cut that is left out: the function is called, once for each cut.
 *
 * @example
 * ```ts
 * const { table, met } = await compute({
 *   table: nMinusOne(good),
 *   met: nMinusOne(good, (events) => ({ met: histogram(axis.regular(50, 0, 200)).fill(events.MET.pt) })),
 * });
 * ```
 */
export function nMinusOne<E, N extends string>(
  cuts: Selection<E, N>,
  options?: CountingOptions<NoInfer<E>>,
): Lazy<NMinusOne>;
export function nMinusOne<E, N extends string, O extends Outputs>(
  cuts: Selection<E, N>,
  make: (events: Dataset<E>, without: N) => O,
): WithoutEach<N, O>;
export function nMinusOne(cuts: unknown, asked: object = {}): unknown {
  return nMinusOneOfSelection(cuts, asked);
}

/**
 * The weight of events as a product of named factors, each with its variations. It never changes: `with` gives a new one.
 * Columns of it are weights of histograms and cutflows; `variationsOf` gives its variations to `vary`.
 *
 * @example
 * ```ts
 * const w = weights(events)
 *   .with('generator', (e) => e.genWeight)
 *   .with('pileup', (e) => e.puWeight, { up: (e) => e.puWeightUp, down: (e) => e.puWeightDown });
 * const weighted = events.with({ weight: w.total(), weightUp: w.variation('pileupUp') });
 * ```
 */
export const weights: MakeWeights = weightsOf as unknown as MakeWeights;

/**
 * An analysis of events as they are (`nominal`) and with each variation, to be computed in one pass: its outputs by the
 * name of the variation. A variation makes other events of the events; fields keep their names. What does not depend on
 * what is varied is the same, and computed once: `explain` says which outputs these are. Variations and the analysis are
 * functions that are called. Throws ExpressionError where a variation has other fields.
 *
 * @example
 * ```ts
 * const outputs = vary(
 *   events,
 *   {
 *     jesUp: (e) => e.withField('Jet.pt', (j) => j.pt * 1.02),
 *     jesDown: (e) => e.withField('Jet.pt', (j) => j.pt * 0.98),
 *   },
 *   (e) => ({ ht: histogram(axis.regular(50, 0, 500)).fill(e.Jet.pt.sum()) }),
 * );
 * const { nominal, jesUp } = await compute(outputs);
 * ```
 */
export const vary: Vary = varied as unknown as Vary;

/**
 * The results of `vary` the other way round: each histogram once, with an axis `variation` before its own; other results by
 * the name of the variation. The histograms must have the same axes: ExpressionError.
 *
 * @example
 * ```ts
 * const { ht } = stackVariations(await compute(outputs));
 * ht.at({ variation: 'jesUp' });
 * ```
 */
export function stackVariations<R extends object>(results: R): Stacked<R> {
  return stacked(results) as Stacked<R>;
}

/**
 * Whether luminosity sections are certified, by the usual JSON: `{"273158": [[1, 12], [20, 21]]}`, the first and the last
 * section of each range by run. It is an object, its text, or the path of a file. Throws SourceError where it is no such
 * list: ranges that overlap or end before they begin, numbers that are not whole, a run twice.
 *
 * @example
 * ```ts
 * const golden = lumiMask('Cert_Collisions2016_golden.json');
 * const certified = events.where(golden(events)); // reads run and luminosityBlock
 * const both = events.where((e) => golden(e.run, e.luminosityBlock) && e.HLT.Mu24);
 * ```
 */
export function lumiMask(json: string | URL | LumiRanges | LumiList): LumiMask {
  return lumiMaskOf(json) as LumiMask;
}

/**
 * The luminosity sections of the events, each once: for the integrated luminosity of what was read. `toJSON` gives them in
 * the usual form, which brilcalc and `lumiMask` take.
 *
 * @example
 * ```ts
 * const { seen } = await compute({ seen: lumiList(events) });
 * await writeFile('processed.json', JSON.stringify(seen));
 * ```
 */
export const lumiList: MakeLumiList<LumiList> = lumiListOfRows as unknown as MakeLumiList<LumiList>;

/**
 * The different values of a column, or of the elements of its lists, in the order of their first appearance. Records of
 * single values are keys of several parts. More than `most` (a million) are an error, so that memory has a bound.
 *
 * @example
 * ```ts
 * const { runs } = await compute({ runs: distinct(events.run) });
 * runs.has(273158);
 * ```
 */
export const distinct: Distinct = distinctOf as unknown as Distinct;

/**
 * How often each value of a column, or of the elements of its lists, is there: a map. As `distinct` otherwise.
 *
 * @example
 * ```ts
 * const { flavours } = await compute({ flavours: countBy(events.Jet.hadronFlavour) });
 * ```
 */
export const countBy: CountBy = countByOf as unknown as CountBy;

/**
 * The sums of a column by the values of another: a map. Lists are walked together; single values are repeated for them. As
 * `distinct` otherwise.
 *
 * @example
 * ```ts
 * const { sumw } = await compute({ sumw: sumBy(events.dataset, events.genWeight) });
 * ```
 */
export const sumBy: SumBy = sumByOf as unknown as SumBy;

/**
 * The rows of a dataset with fields of another one, its friend: those of the friend's row with the same key, wherever it
 * stands. The friend is a dataset as it was opened; it may have more rows, in any order, each key once. Keys are integers,
 * compared exactly, whatever their kinds; `on: 'row'` is for files with the same rows in the same order. Nothing is read
 * before a result is asked for, and then only what that needs: of the friend the key, of which an index is kept (20 to 40
 * bytes a row), and the needed fields in the partitions that hold wanted rows, of which the last 256 MB are kept.
 *
 * Throws ExpressionError or TypeMismatchError where a key or a field cannot be, or the rows have a field of that name. A
 * run throws SourceError: `missing-rows` where the friend has no row for one of the events, unless `missing` is `none`;
 * `duplicate-keys`; row by row, `lengths-differ`.
 *
 * @example
 * ```ts
 * const scores = await open('scores.parquet');
 * const joined = join(events, scores, { on: ['run', 'luminosityBlock', 'event'], fields: ['score'] });
 * ```
 */
export const join: Join = joinedDataset as unknown as Join;

/** Functions on columns, with the names, arguments and axes of Awkward Array 2. */
export const ak: Ak = { ...akFunctions, ...akMath, str: akStr } as unknown as Ak;

/** ΔR = √(Δη² + Δφ²) of two vectors. As ROOT's VectorUtil::DeltaR. */
export const deltaR: DeltaR = functions.deltaR as unknown as DeltaR;
/** The difference of two angles in radians, in [-π, π). As ROOT's VectorUtil::DeltaPhi. */
export const deltaPhi: DeltaPhi = functions.deltaPhi as unknown as DeltaPhi;
/** A Lorentz vector of coordinates, inside expressions (GeV, radians). */
export const p4: P4 = functions.p4 as unknown as P4;

/** Methods and properties for records that have certain fields, handed to `open`: `{ behaviors: [behavior('Muon', …)] }`. */
export function behavior(name: string, definition: BehaviorDefinition): UserBehavior {
  return { name, definition };
}

/**
 * An analysis: a processor over all files of data sets. The processor is called once for each data set, with lazy events, and
 * returns lazy outputs by name; nothing is read until `run` (or `stream`). What it returns is merged over partitions, files
 * and data sets, by one fixed tree, so that results have the same bits with any executor and number of workers.
 * Throws ExpressionError where the outputs cannot be computed or merged, SourceError where a data set has no files.
 *
 * @example
 * ```ts
 * const peak = analysis({ ZJets: 'zjets/', Data: ['a.root:Events', 'b.root:Events'] }, (events: Dataset<Events>, { dataset, datasets }) => ({
 *   mass: histogram(axis.category(datasets), axis.regular(60, 60, 120)).fill(dataset, events.dimuon.mass),
 *   events: events.count(),
 * }));
 * const { outputs, ledger } = await peak.run({ executor: threads(), progress: true });
 * ```
 */
export function analysis<E = Untyped, O extends Outputs = Outputs, R = Results<O>>(
  datasets: DataSets,
  processor: Process<E, O> | ProcessorObject<E, O, R>,
  options: AnalysisOptions = {},
): Analysis<E, O, R> {
  return new Analysis(datasets, processor, options);
}
