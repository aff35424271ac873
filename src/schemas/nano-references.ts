import type { Reference } from '../../compiler/reference.ts';
import { isInteger, list, number, present, record, type RecordType, type Type } from '../../compiler/tree/type.ts';
import { recordsOf, withReferences } from './references.ts';
import type { Arrangement, Field } from './schema.ts';

// Names of indices that are no collection's name, as NanoAOD has them.
const ABBREVIATED: ReadonlyMap<string, string> = new Map([
  ['ele', 'Electron'],
  ['mu', 'Muon'],
]);

const PARTICLES = 'GenPart';
const MOTHER = 'genPartIdxMother';
/** The field that holds the place of a particle in its list. */
const PLACE = 'index';

/**
 * The references of NanoAOD: `jetIdx` is the property `jet`, `muonIdx1`, `muonIdx2` the list `muons`, and particles know
 * their parent, their children, and those that differ in the kind of particle.
 */
export function nanoReferences(made: Arrangement): Arrangement {
  const collections = new Map([...made.row.fields.keys()].map((name) => [name.toLowerCase(), name]));
  const target = (stem: string): string =>
    ABBREVIATED.get(stem) ?? collections.get(stem.toLowerCase()) ?? `${stem.charAt(0).toUpperCase()}${stem.slice(1)}`;
  const wanted = [...made.row.fields].flatMap(([on, type]) => {
    const of = recordsOf(type);
    return of === undefined || present(type).is !== 'list' ? [] : [...ofFields(on, of, target), ...ofParticles(on, of)];
  });
  return withReferences(made, wanted);
}

function ofFields(on: string, { fields }: RecordType, target: (stem: string) => string): Reference[] {
  const one: Reference[] = [];
  const several = new Map<string, string[]>();
  for (const [field, type] of fields) {
    const [, stem, number] = /^(.+)Idx([1-9]\d*)?$/.exec(field) ?? [];
    if (stem === undefined || !isInteger(present(type))) continue;
    if (number === undefined)
      one.push({ on, name: stem, targets: [{ collection: target(stem) }], link: { is: 'index', field } });
    else several.set(stem, [...(several.get(stem) ?? []), field]);
  }
  const lists = [...several].map(([stem, names]): Reference => {
    return { on, name: `${stem}s`, targets: [{ collection: target(stem) }], link: { is: 'indices', fields: names } };
  });
  return [...one, ...lists];
}

function ofParticles(on: string, { fields }: RecordType): Reference[] {
  if (!fields.has(MOTHER)) return [];
  const targets = [{ collection: PARTICLES }];
  const parent: Reference = { on, name: 'parent', targets, link: { is: 'index', field: MOTHER } };
  if (on !== PARTICLES || !fields.has('pdgId')) return [parent];
  const distinct = { parent: MOTHER, value: 'pdgId' } as const;
  return [
    parent,
    { on, name: 'children', targets, link: { is: 'children', parent: MOTHER, place: PLACE } },
    { on, name: 'distinctParent', targets, link: { is: 'distinctParent', ...distinct } },
    { on, name: 'distinctChildren', targets, link: { is: 'distinctChildren', ...distinct, place: PLACE } },
    { on, name: 'distinctChildrenDeep', targets, link: { is: 'distinctChildrenDeep', ...distinct, place: PLACE } },
  ];
}

/** Particles with their place in the list, by which their children are found. It is counted, not stored. */
export function withPlaces(fields: readonly Field[]): Field[] {
  return fields.map((field) => {
    const of = recordsOf(field.type);
    if (field.name !== PARTICLES || of === undefined || !of.fields.has(MOTHER) || of.fields.has(PLACE)) return field;
    const { type, form } = field;
    if (type.is !== 'list' || form.is !== 'list' || form.of.is !== 'record') return field;
    const more: readonly (readonly [string, Type])[] = [...of.fields, [PLACE, number('int32')]];
    return {
      name: field.name,
      type: list(record(more, of.name)),
      form: { ...form, of: { is: 'record', fields: new Map([...form.of.fields, [PLACE, { is: 'place' }]]) } },
    };
  });
}
