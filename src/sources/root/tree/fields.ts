import { record, type Type } from '../../../../compiler/tree/type.ts';
import type { Form } from '../../../../compiler/source.ts';
import { Unreadable } from './unreadable.ts';

/** A branch as a value: of an entry, or of each item of the collections it is in. */
export interface Value {
  readonly type: Type;
  readonly form: Form;
}

/** The fields of a record, put together from branches. */
export class Fields {
  readonly #fields = new Map<string, Value | Fields>();

  get isEmpty(): boolean {
    return this.#fields.size === 0;
  }

  /** Adds a field, or a field of the records that `path` leads to. Throws Unreadable where there is one of its name. */
  add([name, ...inner]: readonly string[], value: Value): void {
    if (name === undefined) return;
    const known = this.#fields.get(name);
    if (inner.length === 0 || (known !== undefined && !(known instanceof Fields))) {
      if (known !== undefined) throw new Unreadable('another branch has the same name');
      this.#fields.set(name, value);
      return;
    }
    const fields = known ?? new Fields();
    this.#fields.set(name, fields);
    fields.add(inner, value);
  }

  /** Adds the fields of a record, such as a base. */
  addAll({ type, form }: Value): void {
    if (type.is !== 'record' || form.is !== 'record') return;
    for (const [name, field] of type.fields) this.add([name], { type: field, form: form.fields.get(name) as Form });
  }

  *values(): Iterable<readonly [string, Value]> {
    for (const [name, field] of this.#fields) yield [name, field instanceof Fields ? field.asRecord() : field];
  }

  asRecord(): Value {
    const values = [...this.values()];
    return {
      type: record(values.map(([name, { type }]) => [name, type])),
      form: { is: 'record', fields: new Map(values.map(([name, { form }]) => [name, form])) },
    };
  }
}
