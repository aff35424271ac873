import type { Behavior, Members, MethodExpansion } from '../../compiler/behavior.ts';
import { call } from '../../compiler/ops/table.ts';
import { type Expr, field, literal } from '../../compiler/tree/expr.ts';
import { ExpressionError, suggest } from '../../compiler/tree/problem.ts';
import { isInteger, type RecordType } from '../../compiler/tree/type.ts';
import type { Argument } from '../../compiler/vocabulary.ts';
import { lift } from '../../compiler/words/build.ts';
import { constantArg } from '../../compiler/words/list-words.ts';

/** The bits of `GenPart_statusFlags`, from the lowest, as the description of NanoAOD names them. */
const STATUS_FLAGS = [
  'isPrompt',
  'isDecayedLeptonHadron',
  'isTauDecayProduct',
  'isPromptTauDecayProduct',
  'isDirectTauDecayProduct',
  'isDirectPromptTauDecayProduct',
  'isDirectHadronDecayProduct',
  'isHardProcess',
  'fromHardProcess',
  'isHardProcessTauDecayProduct',
  'isDirectHardProcessTauDecayProduct',
  'fromHardProcessBeforeFSR',
  'isFirstCopy',
  'isLastCopy',
  'isLastCopyBeforeFSR',
] as const;

/** A bit of `GenPart_statusFlags`, as `hasFlags` takes it. */
export type StatusFlag = (typeof STATUS_FLAGS)[number];

/** Bits and grades of NanoAOD that are properties: of records with this name and field, whether it passes the test. */
const TESTS: readonly {
  readonly on: string;
  readonly field: string;
  readonly name: string;
  readonly test: (value: Expr) => Expr;
}[] = [
  { on: 'Jet', field: 'jetId', name: 'isLoose', test: (id) => hasBits(id, 1) },
  { on: 'Jet', field: 'jetId', name: 'isTight', test: (id) => hasBits(id, 2) },
  { on: 'Jet', field: 'jetId', name: 'isTightLeptonVeto', test: (id) => hasBits(id, 4) },
  { on: 'Electron', field: 'cutBased', name: 'isVeto', test: (grade) => call('ge', [grade, literal(1)]) },
  { on: 'Electron', field: 'cutBased', name: 'isLoose', test: (grade) => call('ge', [grade, literal(2)]) },
  { on: 'Electron', field: 'cutBased', name: 'isMedium', test: (grade) => call('ge', [grade, literal(3)]) },
  { on: 'Electron', field: 'cutBased', name: 'isTight', test: (grade) => call('ge', [grade, literal(4)]) },
];

const known = new WeakMap<RecordType, Members>();

/** Flags of particles and identification of jets and electrons, as NanoAOD stores them: in bits and grades. */
export const particles: Behavior = {
  membersOf: (type) => {
    const members = known.get(type) ?? makeMembers(type);
    known.set(type, members);
    return members.properties.size + members.methods.size === 0 ? undefined : members;
  },
};

function makeMembers(type: RecordType): Members {
  const isWhole = (name: string): boolean => {
    const of = type.fields.get(name);
    return of !== undefined && isInteger(of);
  };
  const tests = TESTS.filter(({ on, field: of }) => on === type.name && isWhole(of));
  return {
    properties: new Map(tests.map(({ name, field: of, test }) => [name, (self) => lift([field(self, of)], test)])),
    methods: new Map(isWhole('statusFlags') ? [['hasFlags', hasFlags]] : []),
    listMethods: new Map(),
  };
}

/** `particle.hasFlags('isPrompt', 'isLastCopy')`: whether it has all of them. */
const hasFlags: MethodExpansion = (self, args) => {
  const mask = args.reduce((bits, _, i) => bits | (1 << flagAt(args, i)), 0);
  return hasBits(field(self, 'statusFlags'), mask);
};

function flagAt(args: readonly Argument[], i: number): number {
  const name = String(constantArg(args, i, 'hasFlags'));
  const bit = (STATUS_FLAGS as readonly string[]).indexOf(name);
  if (bit < 0)
    throw new ExpressionError('unknown-flag', `there is no flag '${name}'`, { hint: suggest(name, STATUS_FLAGS) });
  return bit;
}

function hasBits(value: Expr, mask: number): Expr {
  return call('eq', [call('bitAnd', [value, literal(mask)]), literal(mask)]);
}
