import { isKeyed, leadsToMany, type Reference } from '../../compiler/reference.ts';
import type { SourceInfo } from '../../compiler/source.ts';
import { param } from '../../compiler/tree/expr.ts';
import { present, type RecordType, type Type } from '../../compiler/tree/type.ts';
import { referencesOn, targetType } from '../behaviors/references.ts';
import { shippedWords } from '../behaviors/registry.ts';
import { vectors } from '../behaviors/vector/vector.ts';
import { VECTOR_TYPES, vectorBase } from '../api/vector-base.ts';

const PLAIN_NAME = /^[A-Za-z_$][\w$]*$/;
/** The types that the generated file may import. */
const IMPORTED = ['List', 'StatusFlag', ...VECTOR_TYPES];
/** Names that are taken in the generated file. */
const TAKEN = ['Events', ...IMPORTED, 'Readonly', 'Object', 'String', 'Number', 'Boolean', 'Array', 'Symbol'];

/** The methods of behaviours that are not those of vectors, as TypeScript, with the types that they name. */
const METHODS: ReadonlyMap<string, { readonly text: string; readonly names: string }> = new Map([
  ['hasFlags', { text: 'hasFlags(...flags: readonly StatusFlag[]): boolean;', names: 'StatusFlag' }],
]);

/** TypeScript interfaces for the rows, to be used as `open<Events>()`. */
export function typescriptOf(info: Pick<SourceInfo, 'row' | 'references'>, file: string): string {
  const { row } = info;
  const writer = new Writer(info);
  const events = writer.interfaceOf('Events', row);
  const used = IMPORTED.filter((name) => writer.used.has(name)).sort();
  const imports = used.length === 0 ? [] : [`import type { ${used.join(', ')} } from 'jagged';`, ''];
  return [
    `// Written by: jagged typegen ${JSON.stringify(file).slice(1, -1)}`,
    ...imports,
    ...writer.done.flatMap((text) => [text, '']),
    events,
    '',
  ].join('\n');
}

const property = (name: string, type: string): string =>
  `  readonly ${PLAIN_NAME.test(name) ? name : JSON.stringify(name)}: ${type};`;

class Writer {
  readonly done: string[] = [];
  readonly used = new Set<string>();
  readonly #names = new Map<RecordType, string>();
  readonly #taken = new Set(TAKEN);
  readonly #row: RecordType;
  readonly #references: readonly Reference[];

  constructor({ row, references = [] }: Pick<SourceInfo, 'row' | 'references'>) {
    this.#row = row;
    this.#references = references;
  }

  interfaceOf(name: string, type: RecordType): string {
    const vector = vectorBase(type);
    if (vector !== undefined) this.used.add(vector.type);
    const fields = [...type.fields].filter(([field]) => !vector?.fields.includes(field));
    const stored = fields.map(([field, of]) => property(field, this.#text(of, field)));
    const linked = referencesOn(type, this.#references).map((reference) =>
      property(reference.name, this.#target(reference)),
    );
    const lines = [...stored, ...linked, ...this.#behaviors(type)];
    const head = `export interface ${name}${vector ? ` extends ${vector.text}` : ''}`;
    return lines.length === 0 ? `${head} {}` : [`${head} {`, ...lines, '}'].join('\n');
  }

  /** What records of the type have besides: flags of particles, the momentum of a track. */
  #behaviors(type: RecordType): string[] {
    const ofVectors = vectors.membersOf(type)?.properties;
    const has = (name: string): boolean => type.fields.has(name) || ofVectors?.has(name) === true;
    const others = shippedWords().behaviors.flatMap((one) => (one === vectors ? [] : (one.membersOf(type) ?? [])));
    return others.flatMap(({ properties, methods }) => [
      ...[...properties].flatMap(([name, expand]) =>
        has(name) ? [] : property(name, this.#text(expand(param(0, type)).type, name)),
      ),
      ...[...methods.keys()].flatMap((name) => {
        const method = METHODS.get(name);
        if (method === undefined || has(name)) return [];
        this.used.add(method.names);
        return `  ${method.text}`;
      }),
    ]);
  }

  /** What a reference gives: elements that may be missing, except where it finds them. */
  #target(reference: Reference): string {
    const { link, name } = reference;
    const one = this.#text(targetType(this.#row, reference), name);
    if (!leadsToMany(link)) return `${one} | undefined`;
    this.used.add('List');
    return link.is === 'indices' || link.is === 'keyedList' ? `List<${one} | undefined>` : `List<${one}>`;
  }

  #text(type: Type, field: string): string {
    switch (type.is) {
      case 'number':
        return 'number';
      case 'bool':
        return 'boolean';
      case 'string':
        return 'string';
      case 'option':
        return `${this.#text(present(type), field)} | undefined`;
      case 'list':
        this.used.add('List');
        return `List<${this.#text(type.of, field)}>`;
      case 'record':
        return this.#record(type, field);
      default:
        return 'undefined';
    }
  }

  #record(type: RecordType, field: string): string {
    const known = this.#names.get(type);
    if (known !== undefined) return known;
    const called = type.name || (isKeyed(type) ? 'ElementLink' : field);
    const wanted = called.replace(/[^\w$]+/g, '_').replace(/^(?=\d)/, '_') || 'Row';
    let name = wanted[0] === wanted[0]?.toUpperCase() ? wanted : `${wanted[0]?.toUpperCase()}${wanted.slice(1)}`;
    for (let i = 2; this.#taken.has(name); i++) name = `${wanted}${i}`;
    this.#taken.add(name);
    this.#names.set(type, name);
    this.done.push(this.interfaceOf(name, type));
    return name;
  }
}
