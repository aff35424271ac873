import { call } from '../../compiler/ops/table.ts';
import { needCondition, needNumbers } from '../../compiler/ops/rules.ts';
import { apply, lambda } from '../../compiler/tree/bind.ts';
import { type Expr, field, type LambdaExpr, literal, record } from '../../compiler/tree/expr.ts';
import { ExpressionError, TypeMismatchError } from '../../compiler/tree/problem.ts';
import { briefType, type TableType, type Type } from '../../compiler/tree/type.ts';
import { and, elementOf, filterList, mapList } from '../../compiler/words/build.ts';
import { captureOver, type Core, fieldOfRow, type Overlap, rowOf, type UserFunction } from './core.ts';
import { asDataset, datasetProxy } from './dataset.ts';
import { distanceOf } from './overlap-distance.ts';
import { checkSteps, inStep, type Options, type Step } from './overlap-steps.ts';
import { overlapLines } from './overlap-words.ts';

/** A step with its functions read, each a lambda over the objects it is of. */
interface ReadStep {
  readonly step: Step;
  /** Whether the pair overlaps. */
  readonly overlaps: LambdaExpr;
  /** Whether the step may remove the object. */
  readonly may: LambdaExpr | undefined;
  readonly prefer: LambdaExpr | undefined;
}

/** One of the collections, and which of its objects take part. */
interface Collection {
  readonly name: string;
  readonly list: Expr;
  readonly takesPart: LambdaExpr;
  /** The elements: objects, or records of an object and its place where a step compares places. */
  readonly members: Expr;
  readonly placed: boolean;
}

/** The dataset after the steps: with flags on each object, or without the objects that do not pass. */
export function overlapDataset(dataset: unknown, given: unknown, told: unknown = {}): object {
  const core = asDataset(dataset);
  if (core === undefined)
    throw new ExpressionError('wrong-argument', 'overlapRemoval takes a dataset, its steps, and options', {
      hint: "overlapRemoval(events, [{ remove: 'Jets', near: 'Electrons', dR: 0.2 }])",
    });
  const { steps, options } = checkSteps(given, told);
  const removal = new Removal(core, steps, options);
  const added = new Map([...core.added, ...removal.fields(options.gives ?? 'flags')]);
  return datasetProxy({ ...removal.core, added, overlaps: [...removal.core.overlaps, removal.overlap()] });
}

/** Builds the expressions of one overlap removal. What is left before each step is one list, shared by all that look at it. */
class Removal {
  core: Core;
  private readonly steps: readonly Step[];
  private readonly options: Options;
  private readonly collections: ReadonlyMap<string, Collection>;
  private readonly read: readonly ReadStep[];
  private readonly left = new Map<string, Expr>();

  constructor(core: Core, steps: readonly Step[], options: Options) {
    this.core = core;
    this.steps = steps;
    this.options = options;
    const where = typeof options.where === 'object' ? Object.keys(options.where) : [];
    const names = [...new Set([...steps.flatMap(({ remove, near }) => [remove, near]), ...where])];
    this.collections = new Map(names.map((name) => [name, this.collection(name)]));
    this.read = steps.map((step, i) => inStep(step, i, () => this.readStep(step)));
  }

  /** The collections as fields of the rows. */
  fields(gives: 'flags' | 'left'): [string, Expr][] {
    const made = [...this.collections.values()].map((collection): [string, Expr] => [
      collection.name,
      gives === 'left' ? this.passing(collection) : this.flagged(collection),
    ]);
    return made;
  }

  /** What explain and the report need to know. */
  overlap(): Overlap {
    const collections = [...this.collections.values()];
    return {
      lines: overlapLines(
        this.steps,
        this.options,
        collections.map(({ name }) => name),
      ),
      fates: this.fates(collections),
      row: (this.core.rows.type as TableType).row,
      steps: this.steps.map(({ label, remove, near }) => ({ label, remove, near })),
      collections: collections.map(({ name }) => name),
    };
  }

  private collection(name: string): Collection {
    const list = collectionNamed(this.core, name);
    const placed = this.steps.some(({ remove, near }) => remove === name && near === name);
    const takesPart = this.takingPart(name, list);
    const members = placed
      ? call('map', [
          list,
          call('indices', [list]),
          lambda([elementOf(list), elementOf(call('indices', [list]))], (object, place) =>
            record([
              ['object', object as Expr],
              ['place', place as Expr],
            ]),
          ),
        ])
      : list;
    return { name, list, takesPart, members, placed };
  }

  private takingPart(name: string, list: Expr): LambdaExpr {
    const { where } = this.options;
    const given = typeof where === 'object' ? where[name] : where;
    if (given === undefined) return lambda([elementOf(list)], () => literal(true));
    if (typeof given === 'function') return this.condition(given, [elementOf(list)], `where of ${name}`);
    const fn = lambda([elementOf(list)], (x) => this.core.words.inside.property(x as Expr, given, false));
    needCondition(`where, ${name}.${given},`, fn.body.type);
    return fn;
  }

  private readStep(step: Step): ReadStep {
    const [a, b] = [this.elementOf(step.remove), this.elementOf(step.near)];
    const test = (fn: UserFunction | undefined, what: string): LambdaExpr | undefined =>
      fn === undefined ? undefined : this.condition(fn, [a, b], what);
    const [sharing, unless] = [test(step.sharing, 'sharing'), test(step.unless, 'unless')];
    const cone = this.cone(step, [a, b]);
    const overlaps = lambda([a, b], (x, n) => {
      const pair = [x, n] as [Expr, Expr];
      const tests = [
        ...(sharing === undefined ? [] : [apply(sharing, pair)]),
        ...(cone === undefined
          ? []
          : [call('lt', [distanceOf(this.core.words.inside, step, this.options, ...pair), apply(cone, pair)])]),
        ...(unless === undefined ? [] : [call('not', [apply(unless, pair)])]),
      ];
      return tests.reduce(and);
    });
    return {
      step,
      overlaps,
      may: step.where === undefined ? undefined : this.condition(step.where, [a], 'where'),
      prefer: step.prefer === undefined ? undefined : this.number(step.prefer, [a], 'prefer'),
    };
  }

  private cone({ dR }: Step, pair: readonly [Type, Type]): LambdaExpr | undefined {
    if (dR === undefined) return undefined;
    return typeof dR === 'number' ? lambda(pair, () => literal(dR)) : this.number(dR, pair, 'dR');
  }

  private elementOf(name: string): Type {
    return elementOf((this.collections.get(name) as Collection).list);
  }

  private condition(fn: UserFunction, of: readonly Type[], what: string): LambdaExpr {
    const made = this.capture(fn, of);
    needCondition(what, made.body.type);
    return made;
  }

  private number(fn: UserFunction, of: readonly Type[], what: string): LambdaExpr {
    const made = this.capture(fn, of);
    if (needNumbers(what, [made.body]))
      throw new TypeMismatchError('maybe-missing', `what ${what} gives may be missing: ${briefType(made.body.type)}`, {
        hint: 'say what to use instead: (x ?? 0)',
      });
    return made;
  }

  /** A user's function of objects and the event, as a lambda over the objects. */
  private capture(fn: UserFunction, of: readonly Type[]): LambdaExpr {
    return lambda(of, (...objects) => {
      const made = captureOver(this.core, fn, [...objects, rowOf(this.core)]);
      this.core = made.core;
      return made.expr;
    });
  }

  /** The members of a collection that the steps before one have left. */
  private leftBefore(name: string, at: number): Expr {
    const collection = this.collections.get(name) as Collection;
    const removing = this.stepsOn(name).filter((i) => i < at);
    const key = `${removing.length} ${name}`;
    const known = this.left.get(key) ?? this.chosen(collection, (member) => this.stays(collection, member, removing));
    this.left.set(key, known);
    return known;
  }

  private chosen({ members }: Collection, test: (member: Expr) => Expr): Expr {
    const list = filterList(members, test);
    const [, { body }] = (list as Expr & { args: [Expr, LambdaExpr] }).args;
    return body.node === 'literal' && body.value === true ? members : list;
  }

  private stepsOn(name: string): number[] {
    return this.steps.flatMap(({ remove }, i) => (remove === name ? [i] : []));
  }

  /** Whether the member takes part and none of the steps removes it. */
  private stays(collection: Collection, member: Expr, steps: readonly number[]): Expr {
    const tests = steps.map((i) => call('not', [this.isRemoved(i, collection, member)]));
    return [this.takesPart(collection, member), ...tests].reduce(and);
  }

  private takesPart(collection: Collection, member: Expr): Expr {
    return apply(collection.takesPart, [objectOf(collection, member)]);
  }

  /** Whether the step removes the member, if it is left by the steps before. */
  private isRemoved(i: number, collection: Collection, member: Expr): Expr {
    const { step, overlaps, may, prefer } = this.read[i] as ReadStep;
    const other = this.collections.get(step.near) as Collection;
    const near = step.against === 'all' ? this.leftBefore(step.near, 0) : this.leftBefore(step.near, i);
    const object = objectOf(collection, member);
    const hits = mapList(near, (x) => {
      const overlap = apply(overlaps, [object, objectOf(other, x)]);
      return prefer === undefined ? overlap : and(preferred(prefer, object, member, x), overlap);
    });
    const hit = call('any', [hits]);
    return may === undefined ? hit : and(apply(may, [object]), hit);
  }

  private passing(collection: Collection): Expr {
    const left = this.leftBefore(collection.name, this.steps.length);
    return collection.placed ? mapList(left, (x) => field(x, 'object')) : left;
  }

  private flagged(collection: Collection): Expr {
    return mapList(collection.members, (member) => {
      const on = this.stepsOn(collection.name);
      const flags = record([
        ['passOR', this.stays(collection, member, on)],
        ['removedBy', this.fate(collection, member, -1, -1)],
      ]);
      return call('with', [objectOf(collection, member), flags]);
    });
  }

  /** The step that removes the member, or a number for those that take no part, and one for those that are left. */
  private fate(collection: Collection, member: Expr, outside: number, left: number): Expr {
    const on = this.stepsOn(collection.name);
    const removed = on.reduceRight<Expr>(
      (otherwise, i) => choice(this.isRemoved(i, collection, member), literal(i), otherwise),
      literal(left),
    );
    return choice(this.takesPart(collection, member), removed, literal(outside));
  }

  /** The fates of all objects in one list: the step, or two numbers of the collection behind those of all steps. */
  private fates(collections: readonly Collection[]): Expr {
    const lists = collections.map((collection, i) => {
      const outside = this.steps.length + 2 * i;
      return mapList(collection.members, (member) => this.fate(collection, member, outside, outside + 1));
    });
    return lists.length === 0
      ? call('slice', [call('listOf', [literal(0)]), literal(0), literal(0)])
      : lists.reduce((a, b) => call('concat', [a, b]));
  }
}

const choice = (test: Expr, yes: Expr, no: Expr): Expr =>
  yes === no ? yes : test.node === 'literal' ? (test.value === true ? yes : no) : call('if', [test, yes, no]);

const objectOf = ({ placed }: Collection, member: Expr): Expr => (placed ? field(member, 'object') : member);

/** Whether the other member goes before this one: by its value, and of equal ones by its place. */
function preferred(prefer: LambdaExpr, object: Expr, member: Expr, other: Expr): Expr {
  const [mine, its] = [apply(prefer, [object]), apply(prefer, [field(other, 'object')])];
  const first = call('lt', [field(other, 'place'), field(member, 'place')]);
  return call('or', [call('gt', [its, mine]), call('and', [call('eq', [its, mine]), first])]);
}

/** The list of records that is a field of the rows. */
function collectionNamed(core: Core, name: string): Expr {
  const list = fieldOfRow(core, name);
  if (list.type.is === 'list' && list.type.of.is === 'record') return list;
  const { row } = core.rows.type as TableType;
  const names = row.is === 'record' ? [...row.fields].flatMap(([key, type]) => (isCollection(type) ? [key] : [])) : [];
  throw new TypeMismatchError('no-collection', `${name} is no collection of objects, found ${briefType(list.type)}`, {
    hint:
      list.type.is === 'option'
        ? `where it is missing say what to use instead: events.with({ ${name}: (e) => e.${name} ?? [] })`
        : `the collections are ${names.join(', ')}`,
  });
}

const isCollection = (type: Type): boolean => type.is === 'list' && type.of.is === 'record';
