import type { UserFunction } from './core.ts';
import type { Options, Step } from './overlap-steps.ts';

/** The steps in words, as explain has them. */
export function overlapLines(steps: readonly Step[], options: Options, collections: readonly string[]): string[] {
  return [
    'overlap removal: each step sees what the steps before it have left',
    ...takingPart(options, collections).map((line) => `  ${line}`),
    ...steps.map((step, i) => `  ${i}. ${stepText(step, options)}`),
  ];
}

function takingPart({ where }: Options, collections: readonly string[]): string[] {
  if (where === undefined || collections.length === 0) return [];
  if (typeof where === 'string') return [`of ${collections.join(', ')} those with ${where} take part`];
  return Object.entries(where).flatMap(([name, given]) =>
    given === undefined ? [] : [`of ${name} those with ${typeof given === 'string' ? given : textOf(given)} take part`],
  );
}

function stepText(step: Step, options: Options): string {
  const { remove, near, label, dR, sharing, unless, where, against, prefer } = step;
  const along = (step.using ?? options.using ?? 'eta') === 'eta' ? 'eta and phi' : 'rapidity and phi';
  const whose = against === 'all' ? `all ${near} that take part` : `${near} that are left`;
  const parts = [
    `removes ${remove}${where === undefined ? '' : ` where ${textOf(where)}`}`,
    ...(dR === undefined
      ? [`that share with ${whose}: ${textOf(sharing as UserFunction)}`]
      : [
          `closer than ${typeof dR === 'number' ? dR : textOf(dR)} in ${along} to ${whose}`,
          ...(sharing === undefined ? [] : [`sharing ${textOf(sharing)}`]),
        ]),
    ...(unless === undefined ? [] : [`unless ${textOf(unless)}`]),
    ...(prefer === undefined ? [] : [`of two the one with more ${textOf(prefer)} stays`]),
  ];
  const told = label === `${remove} near ${near}` ? '' : `${label}: `;
  return `${told}${parts.join(', ')}`.replace(`removes ${remove}, `, `removes ${remove} `);
}

/** A function as it was written, on one line. */
const textOf = (fn: UserFunction): string => String(fn).replaceAll(/\s+/g, ' ');
