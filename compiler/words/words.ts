import { sameCollection } from './collections.ts';
import type { Behavior, Members, MethodExpansion } from '../behavior.ts';
import { mismatch } from '../ops/rules.ts';
import { call, type OpName } from '../ops/table.ts';
import { lambda } from '../tree/bind.ts';
import { type Expr, field, literal } from '../tree/expr.ts';
import { noteMeaning } from '../tree/meaning.ts';
import { ExpressionError, suggest, TypeMismatchError } from '../tree/problem.ts';
import { briefType, type ListType, present, type RecordType } from '../tree/type.ts';
import type { Argument, Vocabulary } from '../vocabulary.ts';
import { choose, elementOf, elementwise, isPresent, known, lift, mapList, orElse } from './build.ts';
import { functionWords, isFunctionWord } from './functions.ts';
import { listWords, valueArg, valueOf } from './list-words.ts';
import { textWords } from './text-words.ts';

const OPERATORS: ReadonlyMap<string, OpName> = new Map<string, OpName>([
  ['+', 'add'],
  ['-', 'sub'],
  ['*', 'mul'],
  ['/', 'div'],
  ['%', 'rem'],
  ['**', 'pow'],
  ['<', 'lt'],
  ['<=', 'le'],
  ['>', 'gt'],
  ['>=', 'ge'],
  ['==', 'eq'],
  ['===', 'eq'],
  ['!=', 'ne'],
  ['!==', 'ne'],
  ['&&', 'and'],
  ['||', 'or'],
  ['!', 'not'],
]);

/**
 * The vocabulary over a set of behaviours. Inside lambdas (`columns` false) a value that may be missing must be checked
 * before it is used, as TypeScript demands; chained columns carry it along, as Awkward does, and walk lists elementwise.
 */
export function makeWords(behaviors: () => readonly Behavior[], columns = false): Vocabulary {
  const words: Vocabulary = {
    property: (of, name, optional) => property(of, name, optional || columns),
    method: (of, name, args, optional) => method(of, name, args, optional || columns),
    operator: (symbol, args) => operator(symbol, args),
    global: (name, args) => functionWords(name, args, words),
    isGlobal: isFunctionWord,
    listOf: (items) => call('listOf', items),
    isPresent,
    known,
  };
  return words;

  function property(of: Expr, name: string, optional: boolean): Expr {
    checkPresent(of, optional, `.${name}`);
    const type = present(of.type);
    if (of.type.is === 'option' && type.is !== 'record') return lift([of], (x) => property(x, name, false));
    switch (type.is) {
      case 'record':
        return memberOf(of, type, name);
      case 'list':
        if (name === 'length') return call('length', [of]);
        if (elementRecord(type) === undefined) throw unknownOfList(type, name);
        return mapList(of, (x) => property(x, name, true));
      case 'string':
        if (name === 'length') return call('lengthUnits', [of]);
        throw new TypeMismatchError('unknown-field', `text has no field ${name}`, {
          hint: textWords.has(name) ? `call it: .${name}(…)` : suggest(name, ['length', ...textWords.keys()]),
        });
      default:
        throw new TypeMismatchError('unknown-field', `${briefType(type)} has no field ${name}`);
    }
  }

  function membersOf(type: RecordType): Members[] {
    return behaviors().flatMap((behavior) => behavior.membersOf(type) ?? []);
  }

  function memberOf(of: Expr, type: RecordType, name: string): Expr {
    if (type.fields.has(name)) return field(of, name);
    const all = membersOf(type);
    for (const { properties, methods } of all) {
      const computed = properties.get(name);
      if (computed !== undefined) return noteMeaning(lift([of], computed), { name, args: [of], called: false });
      if (methods.has(name))
        throw new ExpressionError('not-called', `${name} is a method`, { hint: `call it: .${name}(…)` });
    }
    const names = all.flatMap(({ properties, methods }) => [...properties.keys(), ...methods.keys()]);
    throw new ExpressionError('unknown-field', `${type.name || 'the record'} has no field '${name}'`, {
      hint: suggest(name, [...type.fields.keys(), ...names]),
    });
  }

  function method(of: Expr, name: string, args: readonly Argument[], optional: boolean): Expr {
    checkPresent(of, optional, `.${name}()`);
    if (name === 'field')
      return property(
        of,
        String(
          valueArg(args, 0, 'field').node === 'literal' ? (valueArg(args, 0, 'field') as { value: unknown }).value : '',
        ),
        optional,
      );
    const type = present(of.type);
    switch (type.is) {
      case 'list':
        return listMethod(of, type, name, args);
      case 'record':
        return recordMethod(of, type, name, args);
      case 'string': {
        const word = textWords.get(name);
        if (word !== undefined) return lift([of], (x) => word(x, args, name));
        throw new ExpressionError('unknown-method', `text has no method '${name}'`, {
          hint: suggest(name, textWords.keys()),
        });
      }
      default:
        throw new ExpressionError('unknown-method', `${briefType(type)} has no method '${name}'`, {
          hint: type.is === 'number' ? 'use Math.abs(x), Math.sqrt(x), … on numbers' : undefined,
        });
    }
  }

  function listMethod(of: Expr, type: ListType, name: string, args: readonly Argument[]): Expr {
    const own = args.some(({ is }) => is === 'lambda') ? undefined : listMembers(type, name);
    if (own !== undefined) return liftCall(of, args, name, own);
    const word = listWords.get(name);
    if (word !== undefined)
      return of.type.is === 'option' ? lift([of], (x) => word(x, args, name)) : word(of, args, name);
    const element = elementRecord(type);
    if (element !== undefined && membersOf(element).some(({ methods }) => methods.has(name)))
      return broadcastMethod(of, name, args);
    throw new ExpressionError('unknown-method', `a list has no method '${name}'`, {
      hint: suggest(name, listWords.keys()),
    });
  }

  function listMembers(type: ListType, name: string): MethodExpansion | undefined {
    const element = present(type.of);
    if (element.is !== 'record') return undefined;
    return membersOf(element)
      .map(({ listMethods }) => listMethods.get(name))
      .find((method) => method !== undefined);
  }

  /** A method of the elements, applied to each; lists among the arguments are walked together with it. */
  function broadcastMethod(of: Expr, name: string, args: readonly Argument[]): Expr {
    const lists = args.flatMap((arg) => (arg.is === 'value' && arg.expr.type.is === 'list' ? [arg.expr] : []));
    if (lists.length === 0) return mapList(of, (x) => method(x, name, args, true));
    const each = (elements: readonly Expr[]): Argument[] =>
      args.map((arg) =>
        arg.is === 'value' && lists.includes(arg.expr)
          ? { is: 'value', expr: elements[lists.indexOf(arg.expr)] as Expr }
          : arg,
      );
    sameCollection([of, ...lists], name);
    return lift([of], (list) =>
      call('map', [
        list,
        ...lists,
        lambda([list, ...lists].map(elementOf), (x, ...rest) => method(x as Expr, name, each(rest), true)),
      ]),
    );
  }

  function recordMethod(of: Expr, type: RecordType, name: string, args: readonly Argument[]): Expr {
    if (name === 'with') return call('with', [of, valueArg(args, 0, name)]);
    const all = membersOf(type);
    for (const { methods } of all) {
      const expand = methods.get(name);
      if (expand !== undefined) return liftCall(of, args, name, expand);
    }
    const names = all.flatMap(({ methods }) => [...methods.keys()]);
    const lists = listWords.has(name) ? `this is one ${type.name || 'record'}, not a list` : suggest(name, names);
    throw new ExpressionError('unknown-method', `${type.name || 'the record'} has no method '${name}'`, {
      hint: lists,
    });
  }

  /** A method of what is there, of values that are there; missing where one of them is. */
  function liftCall(of: Expr, args: readonly Argument[], name: string, expand: MethodExpansion): Expr {
    const values = args.flatMap((arg) => (arg.is === 'value' ? [arg.expr] : []));
    if (!columns) for (const value of values) checkPresent(value, false, name);
    const shown = args.flatMap((arg) => valueOf(arg) ?? []);
    const made = lift([of, ...values], (self, ...rest) => {
      const given = [...rest];
      return expand(
        self,
        args.map((arg) => (arg.is === 'value' ? { is: 'value', expr: given.shift() as Expr } : arg)),
      );
    });
    return noteMeaning(made, { name, args: [of, ...shown], called: true });
  }

  function operator(symbol: string, args: readonly Expr[]): Expr {
    const [a, b, c] = args as [Expr, Expr, Expr];
    if (symbol === '??') return orElse(a, b);
    if (symbol === '?:') return conditional(a, b, c);
    if (args.length === 1 && symbol === '-') return applyScalar('neg', args);
    if (args.length === 1 && symbol === '+') return applyScalar('toNumber', args);
    const op = OPERATORS.get(symbol);
    if (op === undefined) throw new ExpressionError('unknown-operator', `the operator ${symbol} is not known here`);
    if (symbol === '+' && args.every((x) => present(x.type).is === 'string'))
      return applyScalar('joinTexts', [...args, literal('')]);
    if (symbol === '+' && args.some((x) => present(x.type).is === 'string'))
      throw mismatch(
        '+',
        'numbers',
        (args.find((x) => present(x.type).is === 'string') as Expr).type,
        'only texts are put together: text + text',
      );
    return applyScalar(op, args);
  }

  function conditional(test: Expr, a: Expr, b: Expr): Expr {
    call('if', [test, literal(1), literal(1)]);
    return choose(test, a, b);
  }

  function applyScalar(op: OpName, args: readonly Expr[]): Expr {
    if (columns) return elementwise(op, args);
    for (const arg of args) {
      if (arg.type.is === 'option' && !['and', 'or', 'not'].includes(op)) {
        throw new TypeMismatchError('maybe-missing', `a value in ${op} may be missing: ${briefType(arg.type)}`, {
          hint: 'say what to use instead: (x ?? 0)',
        });
      }
    }
    return call(op, args);
  }
}

function checkPresent(of: Expr, optional: boolean, what: string): void {
  if (of.type.is !== 'option' || optional) return;
  throw new TypeMismatchError('maybe-missing', `the value before ${what} may be missing`, {
    hint: `write ?.${what.replace(/^\./, '')} and, where a value is needed, ?? with what to use instead`,
  });
}

function elementRecord(type: ListType): RecordType | undefined {
  const inner = present(type.of);
  if (inner.is === 'list') return elementRecord(inner);
  return inner.is === 'record' ? inner : undefined;
}

function unknownOfList(type: ListType, name: string): ExpressionError {
  const hint = listWords.has(name) ? `call it: .${name}(…)` : suggest(name, ['length', ...listWords.keys()]);
  return new ExpressionError('unknown-field', `a ${briefType(type)} has no field '${name}'`, { hint });
}
