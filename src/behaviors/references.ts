import type { Behavior, Members } from '../../compiler/behavior.ts';
import { commonType } from '../../compiler/ops/lists.ts';
import { call } from '../../compiler/ops/table.ts';
import {
  type DroppedReference,
  fieldsOf,
  LINK_FIELDS,
  type Link,
  type Reference,
  type Target,
} from '../../compiler/reference.ts';
import type { SourceInfo } from '../../compiler/source.ts';
import { type Expr, field, literal, param } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { isInteger, type ListType, present, type RecordType, type Type } from '../../compiler/tree/type.ts';
import { and, choose, lift, mapList } from '../../compiler/words/build.ts';
import { childrenIn, distinctChildrenDeepIn, distinctChildrenIn, distinctPlace, elementAt } from './family.ts';

/** What is known of a source's references. */
export type References = Pick<SourceInfo, 'row' | 'references' | 'dropped'>;

type Property = (self: Expr) => Expr;

/**
 * The references of a source as properties of its elements: `el.jet` stands for the jet at `el.jetIdx` in the stored
 * `Jet` of the same row. They go by the name of the record and its fields, so that chosen, sorted and extended elements
 * have them too; records without a name have those whose fields they have.
 */
export function references({ row, references: found = [], dropped = [] }: References): Behavior {
  return behaviorOf(found, dropped, (reference) => followed(row, reference));
}

/** The references where rows are no events any more: the collections cannot be reached. */
export function unreachable({ references: found = [], dropped = [] }: References): Behavior {
  return behaviorOf(found, dropped, ({ name, targets }) => () => {
    const to = targets.map(({ collection }) => collection).join(', ');
    throw new ExpressionError(
      'no-event',
      `${name} leads to ${to} of the event, but after flatten the rows are no events`,
      {
        hint: `follow it before: events.flatten(e => e.list.map(x => ({ ...x, its: x.${name} })))`,
      },
    );
  });
}

function behaviorOf(
  found: readonly Reference[],
  dropped: readonly DroppedReference[],
  propertyOf: (reference: Reference) => Property,
): Behavior {
  const members = new Map<RecordType, Members>();
  const properties = new Map(found.map((reference) => [reference, propertyOf(reference)]));
  const make = (type: RecordType): Members => {
    const all = new Map(
      referencesOn(type, found).map((reference) => [reference.name, properties.get(reference) as Property]),
    );
    for (const { on, name, why } of dropped)
      if (type.name === on && !all.has(name)) all.set(name, refusing(on, name, why));
    return { properties: all, methods: new Map(), listMethods: new Map() };
  };
  return {
    membersOf: (type) => {
      const made = members.get(type) ?? make(type);
      members.set(type, made);
      return made.properties.size === 0 ? undefined : made;
    },
  };
}

function isOn(type: RecordType, { on, link }: Reference): boolean {
  return (
    (type.name === on || type.name === '') && fieldsOf(link).every((name) => fits(link, name, type.fields.get(name)))
  );
}

function fits(link: Link, name: string, type: Type | undefined): boolean {
  if (type === undefined) return false;
  if (link.is === 'keyed') return present(type).is === 'record';
  if (link.is === 'keyedList') return present(type).is === 'list';
  return 'value' in link && name === link.value ? present(type).is === 'number' : isInteger(present(type));
}

function refusing(on: string, name: string, why: string): Property {
  return () => {
    throw new ExpressionError('no-target', `${on}.${name} leads nowhere in these data: ${why}`);
  };
}

function followed(row: RecordType, { link, targets }: Reference): Property {
  const [first] = targets as readonly [Target];
  const collection = ({ collection: name }: Target): Expr => field(param(0, row), name);
  const there = (build: (list: Expr) => Expr): Expr => lift([collection(first)], build);
  switch (link.is) {
    case 'index':
      return (self) => there((list) => elementAt(list, field(self, link.field)));
    case 'indices':
      return (self) =>
        there((list) =>
          call(
            'listOf',
            link.fields.map((name) => elementAt(list, field(self, name))),
          ),
        );
    case 'keyed':
      return (self) => keyed(field(self, link.field), targets, collection);
    case 'keyedList':
      return (self) =>
        lift([field(self, link.field)], (links) => mapList(links, (one) => keyed(one, targets, collection)));
    case 'children':
      return (self) => there((list) => childrenIn(list, self, link));
    case 'distinctParent':
      return (self) => there((list) => elementAt(list, distinctPlace(list, self, link)));
    case 'distinctChildren':
      return (self) => there((list) => distinctChildrenIn(list, self, link));
    case 'distinctChildrenDeep':
      return (self) => there((list) => distinctChildrenDeepIn(list, self, link));
  }
}

/** What a link by key and place leads to: one of several collections, which are put one after the other. */
function keyed(link: Expr, targets: readonly Target[], collection: (target: Target) => Expr): Expr {
  const lists = targets.map(collection);
  return lift([link, ...lists], (self, ...there) => {
    const [key, place] = [field(self, LINK_FIELDS.key), field(self, LINK_FIELDS.place)];
    const isFor = (target: Target): Expr =>
      target.key === undefined ? call('ne', [key, literal(0)]) : call('eq', [key, literal(target.key)]);
    const [list] = there as [Expr];
    if (targets.length === 1) return call('mask', [elementAt(list, place), isFor(targets[0] as Target)]);
    const joined = there.reduce((all, one) => call('concat', [all, one]));
    return elementAt(joined, placeInJoined(place, there, targets.map(isFor)));
  });
}

/** The place among joined lists, -1 where the one that is meant has no such place. */
function placeInJoined(place: Expr, lists: readonly Expr[], tests: readonly Expr[]): Expr {
  const lengths = lists.map((list) => call('length', [list]));
  const starts = lengths.map((_, i) => lengths.slice(0, i).reduce<Expr>((sum, n) => call('add', [sum, n]), literal(0)));
  return lists.reduceRight<Expr>((otherwise, _, i) => {
    const inside = and(tests[i] as Expr, call('lt', [place, lengths[i] as Expr]));
    return choose(inside, call('add', [starts[i] as Expr, place]), otherwise);
  }, literal(-1));
}

/** The references that records of the type have: of several with one name the first. */
export function referencesOn(type: RecordType, found: readonly Reference[]): Reference[] {
  const on = found.filter((reference) => !type.fields.has(reference.name) && isOn(type, reference));
  return on.filter(({ name }, i) => on.findIndex((other) => other.name === name) === i);
}

/** The type of the elements that a reference leads to; of several collections, what they have in common. */
export function targetType(row: RecordType, { targets }: Reference): Type {
  return targets
    .map(({ collection }) => present((present(row.fields.get(collection) as Type) as ListType).of))
    .reduce(commonType);
}
