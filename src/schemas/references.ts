import {
  type DroppedReference,
  fieldsOf,
  isKeyed,
  isKeyedList,
  type Link,
  type Reference,
} from '../../compiler/reference.ts';
import { isInteger, present, type RecordType, type Type } from '../../compiler/tree/type.ts';
import type { Arrangement } from './schema.ts';

/** The elements of a collection, the record of a singleton; undefined for other values. */
export function recordsOf(type: Type | undefined): RecordType | undefined {
  const inner = type === undefined ? undefined : present(type);
  const of = inner?.is === 'list' ? present(inner.of) : inner;
  return of?.is === 'record' ? of : undefined;
}

/** The same rows, also with those of the references that lead somewhere; of the others it is said why they do not. */
export function withReferences(made: Arrangement, wanted: readonly Reference[]): Arrangement {
  const references: Reference[] = [...(made.references ?? [])];
  const dropped: DroppedReference[] = [...(made.dropped ?? [])];
  for (const { on, name, targets, link } of wanted) {
    const here = targets.filter(({ collection }) => isCollection(made.row.fields.get(collection)));
    const why = here.length === 0 ? missing(targets) : obstacle(made.row, { on, name, targets: here, link });
    if (why === undefined) references.push({ on, name, targets: here, link });
    else dropped.push({ on, name, why });
  }
  return { ...made, references, dropped };
}

// Of elements without fields there is nothing to follow a reference for.
function isCollection(type: Type | undefined): boolean {
  return type !== undefined && present(type).is === 'list' && (recordsOf(type)?.fields.size ?? 0) > 0;
}

function missing(targets: Reference['targets']): string {
  const names = targets.map(({ collection }) => collection);
  return names.length === 0
    ? 'it is not known where it leads'
    : `there is no collection ${names.length === 1 ? names[0] : `of ${names.join(', ')}`}`;
}

/** Why a reference whose targets are there cannot be followed; undefined where it can. */
function obstacle(row: RecordType, { on, name, targets, link }: Reference): string | undefined {
  const record = recordsOf(row.fields.get(on));
  if (record?.fields.has(name)) return 'a stored field has its name';
  const bad = fieldsOf(link).find((field) => !isLinkType(link, field, record?.fields.get(field)));
  if (bad !== undefined) return `the field ${bad} cannot be followed`;
  const target = recordsOf(row.fields.get(targets[0]?.collection as string));
  const lacking = parentFields(link).find((field) => target?.fields.get(field)?.is !== 'number');
  return lacking === undefined ? undefined : `${targets[0]?.collection} has no numbers ${lacking}`;
}

function isLinkType(link: Link, field: string, type: Type | undefined): boolean {
  if (type === undefined) return false;
  if (link.is === 'keyed') return isKeyed(present(type));
  if (link.is === 'keyedList') return isKeyedList(type);
  return ('value' in link && field === link.value) || isInteger(present(type));
}

/** The fields by which elements of the target are compared with this one. */
function parentFields(link: Link): readonly string[] {
  switch (link.is) {
    case 'children':
      return [link.parent];
    case 'distinctParent':
    case 'distinctChildren':
    case 'distinctChildrenDeep':
      return [link.parent, link.value];
    default:
      return [];
  }
}
