import type { Expr } from '../../compiler/tree/expr.ts';
import type { Type } from '../../compiler/tree/type.ts';
import type { Vocabulary } from '../../compiler/vocabulary.ts';

type Connective = '&&' | '||';
const isBool = (e: Expr): boolean => e.type.is === 'bool';

/**
 * Builds conditions, and remembers what they say: which value is there when one holds, which condition is the opposite
 * of which. Minifiers turn conditions about; here all their forms become one, so that equal code gives equal trees.
 */
export class Conditions {
  readonly #words: Vocabulary;
  readonly #presence = new WeakMap<Expr, Expr>();
  readonly #opposite = new WeakMap<Expr, () => Expr>();
  readonly #negative = new WeakSet<Expr>();
  readonly #bang = new WeakSet<Expr>();
  readonly #joined = new WeakMap<Expr, { op: Connective; left: Expr; right: Expr }>();
  readonly #chosen = new WeakMap<Expr, { test: Expr; then: Expr; other: Expr }>();
  constructor(words: Vocabulary) {
    this.#words = words;
  }

  /** Whether x is there. */
  isPresent(x: Expr): Expr {
    const test = this.#words.isPresent(x);
    if (test.node !== 'literal') this.#presence.set(test, x);
    return test;
  }

  /** Two values compared for being equal, or for not being. */
  equality(left: Expr, right: Expr, equal: boolean): Expr {
    const build = (yes: boolean): Expr => this.#words.operator(yes ? '===' : '!==', [left, right]);
    const made = build(equal);
    if (made.node === 'literal') return made;
    this.#opposite.set(made, () => this.equality(left, right, !equal));
    if (!equal) this.#negative.add(made);
    return made;
  }

  not(test: Expr): Expr {
    const opposite = this.#opposite.get(test);
    if (opposite !== undefined) return opposite();
    const made = this.#words.operator('!', [test]);
    if (!isBool(test) || made.node === 'literal') return made;
    this.#opposite.set(made, () => test);
    this.#opposite.set(test, () => made);
    this.#negative.add(made);
    this.#bang.add(made);
    return made;
  }

  join(op: Connective, left: Expr, right: Expr): Expr {
    if (left === right) return left;
    if (!isBool(left) || !isBool(right)) return this.#words.operator(op, [left, right]);
    if (this.#bang.has(left) && this.#bang.has(right))
      return this.not(this.join(op === '&&' ? '||' : '&&', this.not(left), this.not(right)));
    const inner = this.#joined.get(right);
    if (inner?.op === op) return this.join(op, this.join(op, left, inner.left), inner.right);
    const made = this.#words.operator(op, [left, right]);
    if (made !== left && made !== right && made.node !== 'literal') this.#joined.set(made, { op, left, right });
    return made;
  }

  choose(test: Expr, then: Expr, other: Expr): Expr {
    if (then === other) return then;
    const opposite = this.#negative.has(test) ? this.#opposite.get(test)?.() : undefined;
    if (opposite !== undefined) return this.choose(opposite, other, then);
    const logic = isBool(then) && isBool(other) ? this.#asLogic(test, then, other) : undefined;
    if (logic !== undefined) return logic;
    const second = this.#chosen.get(other);
    if (second?.then === then) return this.choose(this.join('||', test, second.test), then, second.other);
    const first = this.#chosen.get(then);
    if (first?.other === other) return this.choose(this.join('&&', test, first.test), first.then, other);
    const made = this.#words.operator('?:', [test, then, other]);
    this.#chosen.set(made, { test, then, other });
    return made;
  }

  #asLogic(test: Expr, then: Expr, other: Expr): Expr | undefined {
    if (!isBool(test)) return undefined;
    const [yes, no] = [constantOf(then), constantOf(other)];
    if (yes !== undefined && no !== undefined) return yes ? test : this.not(test);
    if (yes !== undefined) return yes ? this.join('||', test, other) : this.join('&&', this.not(test), other);
    if (no !== undefined) return no ? this.join('||', this.not(test), then) : this.join('&&', test, then);
    return undefined;
  }

  /** The values that are there when the condition is `outcome`. */
  facts(test: Expr, outcome: boolean): Expr[] {
    if (this.#negative.has(test)) return this.facts(this.#opposite.get(test)?.() as Expr, !outcome);
    const subject = this.#presence.get(test);
    if (subject !== undefined) return outcome ? [subject, ...this.#implied(subject)] : [];
    const parts = this.#joined.get(test);
    if (parts === undefined || (parts.op === '&&') !== outcome) return [];
    return [...this.facts(parts.left, outcome), ...this.facts(parts.right, outcome)];
  }

  /** What else is there where the value is: of `a && b`, which is b where a is there, both. */
  #implied(value: Expr): Expr[] {
    const chosen = this.#chosen.get(value);
    if (chosen?.other.node !== 'literal' || chosen.other.value !== undefined) return [];
    return [...this.facts(chosen.test, true), chosen.then, ...this.#implied(chosen.then)];
  }

  /** What the condition is about, where it only says whether a value is there: the value, and which outcome says so. */
  subject(test: Expr): { of: Expr; when: boolean } | undefined {
    const positive = this.#negative.has(test) ? (this.#opposite.get(test)?.() as Expr) : test;
    const of = this.#presence.get(positive);
    return of === undefined ? undefined : { of, when: positive === test };
  }
}

function constantOf(e: Expr): boolean | undefined {
  return e.node === 'literal' && typeof e.value === 'boolean' ? e.value : undefined;
}

/** Whether a condition on a value of the type can only mean that it is there. */
export function meansPresence(type: Type): boolean {
  return type.is === 'option' && type.of.is !== 'bool' && type.of.is !== 'number' && type.of.is !== 'string';
}
