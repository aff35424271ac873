import { describe, expect, it } from 'vitest';
import {
  compute,
  explain,
  fromValues,
  JaggedError,
  type List,
  type LorentzVector,
  overlapRemoval,
  overlapReport,
} from '../../../src/index.ts';
import { reference } from '../../tools/shared.ts';

type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;
interface Physlite {
  readonly synthetic_overlap_removal: {
    readonly events: readonly unknown[];
    readonly results: Readonly<
      Record<
        'rapidity' | 'eta',
        { readonly passOR: Readonly<Record<string, boolean[][]>>; readonly removed_per_step: Counts }
      >
    >;
  };
}
interface Electron extends LorentzVector {
  readonly track: number;
}
interface Muon extends LorentzVector {
  readonly track: number;
  readonly calo: boolean;
}
interface Jet extends LorentzVector {
  readonly ntrk: number;
}
interface Event {
  readonly Electrons: List<Electron>;
  readonly Muons: List<Muon>;
  readonly Jets: List<Jet>;
}

const physlite = reference<Physlite>('physlite.json')?.synthetic_overlap_removal;

/** The steps of object-selection.md. Its first removes electrons and muons at a time: each looks at all of the others. */
const removal = (using: 'rapidity' | 'eta', events = fromValues<Event>(physlite?.events ?? [], { chunkSize: 37 })) =>
  overlapRemoval(
    events,
    [
      { remove: 'Electrons', near: 'Muons', sharing: (el, mu) => el.track === mu.track, unless: (_el, mu) => mu.calo },
      {
        remove: 'Muons',
        near: 'Electrons',
        against: 'all',
        sharing: (mu, el) => el.track === mu.track,
        where: (mu) => mu.calo,
      },
      { remove: 'Jets', near: 'Electrons', dR: 0.2 },
      { remove: 'Electrons', near: 'Jets', dR: 0.4 },
      { remove: 'Jets', near: 'Muons', dR: 0.2, where: (jet) => jet.ntrk < 3 },
      { remove: 'Muons', near: 'Jets', dR: 0.4 },
    ],
    { using },
  );

describe.skipIf(physlite === undefined)('the synthetic events of the reference', () => {
  it.each(['rapidity', 'eta'] as const)('with distances in %s', async (using) => {
    const clean = removal(using);
    const { report, ...passOR } = await compute({
      Electrons: clean.Electrons.passOR,
      Muons: clean.Muons.passOR,
      Jets: clean.Jets.passOR,
      report: overlapReport(clean),
    });
    const wanted = physlite?.results[using];
    expect(passOR).toEqual(wanted?.passOR);
    const [tracked, jets, electrons, fewTracks, muons] = Object.values<Readonly<Record<string, number>>>(
      wanted?.removed_per_step ?? {},
    );
    expect(report.steps.map(({ remove, removed }) => [remove, removed])).toEqual([
      ['Electrons', tracked?.['Electrons']],
      ['Muons', tracked?.['Muons']],
      ['Jets', jets?.['Jets']],
      ['Electrons', electrons?.['Electrons']],
      ['Jets', fewTracks?.['Jets']],
      ['Muons', muons?.['Muons']],
    ]);
    for (const { name, all, takingPart, passed } of report.collections) {
      const flags = (wanted?.passOR[name] ?? []).flat();
      expect([name, all, takingPart, passed]).toEqual([name, flags.length, flags.length, flags.filter(Boolean).length]);
    }
  });

  it('in plain lambdas', async () => {
    const events = fromValues<Event>(physlite?.events ?? []);
    const clean = events
      .with({
        Electrons: (e) => e.Electrons.filter((el) => !e.Muons.some((mu) => mu.track === el.track && !mu.calo)),
        Muons: (e) => e.Muons.filter((mu) => !(mu.calo && e.Electrons.some((el) => mu.track === el.track))),
      })
      .with({ Jets: (e) => e.Jets.filter((jet) => !e.Electrons.some((el) => jet.deltaR(el) < 0.2)) })
      .with({ Electrons: (e) => e.Electrons.filter((el) => !e.Jets.some((jet) => el.deltaR(jet) < 0.4)) })
      .with({ Jets: (e) => e.Jets.filter((j) => !(j.ntrk < 3 && e.Muons.some((mu) => j.deltaR(mu) < 0.2))) })
      .with({ Muons: (e) => e.Muons.filter((mu) => !e.Jets.some((jet) => mu.deltaR(jet) < 0.4)) });
    const left = await compute({ Electrons: clean.Electrons.pt, Muons: clean.Muons.pt, Jets: clean.Jets.pt });
    const flagged = removal('eta', events);
    const wanted = await compute({
      Electrons: flagged.Electrons.filter((x) => x.passOR).pt,
      Muons: flagged.Muons.filter((x) => x.passOR).pt,
      Jets: flagged.Jets.filter((x) => x.passOR).pt,
    });
    expect(left).toEqual(wanted);
  });
});

const at = (eta: number, pt = 30.5, more: object = {}) => ({ pt, eta, phi: 0.5, mass: 0.5, good: true, ...more });
const A = [at(0), at(0.1), at(1, 50.5), at(2)];
const B = [at(0.15, 20.5), at(1.1, 20.5), at(5, 20.5, { good: false })];
const rows = [
  { A, B, n: [1, 2], MET: at(0), bare: [{ eta: 0.05, phi: 0.5 }] },
  { A: [], B: [], n: [], MET: at(1), bare: [] },
];
interface Thing extends LorentzVector {
  readonly good: boolean;
}
interface Row {
  readonly A: List<Thing>;
  readonly B: List<Thing>;
  readonly bare: List<{ readonly eta: number; readonly phi: number }>;
}
const events = fromValues<Row>(rows);

describe('steps', () => {
  it('see what the steps before them have left', async () => {
    const clean = overlapRemoval(events, [
      { remove: 'B', near: 'A', dR: 0.06 },
      { remove: 'A', near: 'B', dR: 0.2 },
    ]);
    expect(await clean.B.removedBy.toArray()).toEqual([[0, -1, -1], []]);
    expect(await clean.A.removedBy.toArray()).toEqual([[-1, -1, 1, -1], []]);
    expect(await clean.A.passOR.toArray()).toEqual([[true, true, false, true], []]);
  });

  it('see all that take part with against: all', async () => {
    const clean = overlapRemoval(events, [
      { remove: 'B', near: 'A', dR: 0.06 },
      { remove: 'A', near: 'B', dR: 0.2, against: 'all' },
    ]);
    expect(await clean.A.removedBy.toArray()).toEqual([[1, 1, 1, -1], []]);
  });

  it('go in circles, each once', async () => {
    const clean = overlapRemoval(events, [
      { remove: 'A', near: 'B', dR: 0.08 },
      { remove: 'B', near: 'A', dR: 0.2 },
      { remove: 'A', near: 'B', dR: 0.2 },
    ]);
    expect(await clean.A.removedBy.toArray()).toEqual([[-1, 0, -1, -1], []]);
    expect(await clean.B.removedBy.toArray()).toEqual([[1, 1, -1], []]);
  });

  it('within one collection keep the preferred object, of equal ones the first', async () => {
    const some = overlapRemoval(events, [{ remove: 'A', near: 'A', dR: 1.05, prefer: (a) => a.pt }]);
    expect(await some.A.passOR.toArray()).toEqual([[false, false, true, false], []]);
    const pair = overlapRemoval(events, [{ remove: 'A', near: 'A', dR: 0.2, prefer: (a) => a.pt }]);
    expect(await pair.A.passOR.toArray()).toEqual([[true, false, true, true], []]);
  });

  it('leave alone what takes no part', async () => {
    const clean = overlapRemoval(events, [{ remove: 'A', near: 'B', dR: 10 }], {
      where: { A: (a) => a.eta > 0.5, B: 'good' },
    });
    expect(await clean.A.removedBy.toArray()).toEqual([[-1, -1, 0, 0], []]);
    expect(await clean.A.passOR.toArray()).toEqual([[false, false, false, false], []]);
    expect(await clean.B.passOR.toArray()).toEqual([[true, true, false], []]);
    const named = overlapRemoval(events, [{ remove: 'A', near: 'B', dR: 0.12 }], { where: 'good' });
    expect(await named.A.removedBy.toArray()).toEqual([[-1, 0, 0, -1], []]);
  });

  it('measure records that are no vectors', async () => {
    const clean = overlapRemoval(events, [
      { remove: 'A', near: 'bare', dR: 0.06 },
      { remove: 'bare', near: 'B', dR: 0.2 },
    ]);
    expect(await clean.A.removedBy.toArray()).toEqual([[0, 0, -1, -1], []]);
    expect(await clean.bare.removedBy.toArray()).toEqual([[1], []]);
    const self = overlapRemoval(events, [{ remove: 'bare', near: 'bare', dR: 3, prefer: (x) => x.eta }]);
    expect(await self.bare.passOR.toArray()).toEqual([[true], []]);
  });

  it('may be none', async () => {
    expect(overlapRemoval(events, []).type).toBe(events.type);
    const clean = overlapRemoval(events, [], { where: { A: 'good' } });
    expect(await clean.A.passOR.toArray()).toEqual([[true, true, true, true], []]);
    const report = await overlapReport(overlapRemoval(events, [])).value();
    expect(report).toEqual({ steps: [], collections: [] });
  });

  it('read variables from outside once', async () => {
    const RADIUS = 0.12;
    const clean = overlapRemoval(events, [{ remove: 'A', near: 'B', dR: () => RADIUS }]);
    expect(clean.A.passOR.explain()).toContain('RADIUS = 0.12');
    expect(await clean.A.removedBy.toArray()).toEqual([[-1, 0, 0, -1], []]);
  });
});

describe('the report', () => {
  it('counts the rows that are chosen', async () => {
    const clean = overlapRemoval(events, [{ remove: 'A', near: 'B', dR: 0.12, label: 'close' }]);
    const chosen = clean.where((e) => e.A.length === 0);
    const { all, none } = await compute({ all: overlapReport(clean), none: overlapReport(chosen) });
    expect(all).toEqual({
      steps: [{ step: 0, label: 'close', remove: 'A', near: 'B', removed: 2 }],
      collections: [
        { name: 'A', all: 4, takingPart: 4, passed: 2 },
        { name: 'B', all: 3, takingPart: 3, passed: 3 },
      ],
    });
    expect(none.steps.map(({ removed }) => removed)).toEqual([0]);
    expect(none.collections.map((c) => c.all)).toEqual([0, 0]);
  });

  it('has a type and a plan, and is of the last removal', async () => {
    const first = overlapRemoval(events, [{ remove: 'A', near: 'B', dR: 0.12 }], { gives: 'left' });
    const second = overlapRemoval(first, [{ remove: 'B', near: 'A', dR: 10 }]);
    const report = overlapReport(second);
    expect(report.explain()).toContain('removes A closer than 0.12');
    expect(String((report as unknown as { type: string }).type)).toContain('removed: int64');
    const { steps, collections } = await report.value();
    expect(steps.map(({ removed }) => removed)).toEqual([3]);
    expect(collections.map(({ name, all }) => [name, all])).toEqual([
      ['B', 3],
      ['A', 2],
    ]);
  });

  it('is of rows that went through a removal', () => {
    expect(problemOf(() => overlapReport(events)).code).toBe('no-overlap-removal');
    const clean = overlapRemoval(events, [{ remove: 'A', near: 'B', dR: 0.12 }]);
    expect(problemOf(() => overlapReport(clean.flatten((e) => e.A))).code).toBe('no-overlap-removal');
  });
});

describe('the generated loops', () => {
  it('find what is left once for each event: rows, objects and those near them are all that is walked', () => {
    const clean = overlapRemoval(
      events,
      [
        { remove: 'A', near: 'B', sharing: (a, b) => a.pt === b.pt },
        { remove: 'B', near: 'A', dR: 0.2, unless: (b, a) => a.pt > b.pt },
        { remove: 'bare', near: 'B', dR: 0.2 },
        { remove: 'A', near: 'A', dR: 0.2, prefer: (a) => a.pt },
        { remove: 'A', near: 'bare', dR: (a) => 0.4 + 1 / a.pt },
        { remove: 'B', near: 'A', dR: 0.2 },
      ],
      { where: { A: 'good' } },
    );
    const column = clean.withField('B.again', clean.B.passOR).B.again;
    expect(deepestLoop(column.explain({ verbose: true }))).toBe(3);
    expect(deepestLoop(events.A.pt.explain({ verbose: true }))).toBeLessThan(3);
  });
});

/** How many loops stand inside one another in the loop that explain shows. */
function deepestLoop(text: string): number {
  const open: boolean[] = [];
  let deepest = 0;
  for (const line of text.slice(text.indexOf('\nloop')).split('\n')) {
    if (line.trim().startsWith('}')) open.pop();
    if (line.trim().endsWith('{')) open.push(line.includes('for ('));
    deepest = Math.max(deepest, open.filter(Boolean).length);
  }
  return deepest;
}

describe('explain', () => {
  it('has the steps in words', () => {
    const clean = overlapRemoval(
      events,
      [
        { remove: 'A', near: 'B', dR: 0.2, unless: (a, b) => a.pt > b.pt },
        { remove: 'B', near: 'A', dR: (b) => 10 / b.pt, using: 'rapidity', where: (b) => b.good, against: 'all' },
        { remove: 'A', near: 'A', sharing: (a, b) => a.pt === b.pt, prefer: (a) => a.eta, label: 'twice' },
      ],
      { where: { A: 'good', B: (b) => b.pt > 3 } },
    );
    const text = explain({ pt: clean.A.filter((a) => a.passOR).pt });
    expect(text).toContain('overlap removal: each step sees what the steps before it have left');
    expect(text).toContain('of A those with good take part');
    expect(text).toMatch(/of B those with \(?b\)? ?=> ?b\.pt ?> ?3 take part/);
    expect(text).toMatch(
      /0\. removes A closer than 0\.2 in eta and phi to B that are left, unless \(a, ?b\) ?=> ?a\.pt/,
    );
    expect(text).toMatch(/1\. removes B where .*good, closer than .* in rapidity and phi to all A that take part/);
    expect(text).toMatch(/2\. twice: removes A that share with A that are left: .*, of two the one with more .* stays/);
    expect(text).toMatch(/reads \d of \d columns/);
    const json = JSON.parse(explain({ n: clean.A.length }, { format: 'json' })) as { overlaps: string[][] };
    expect(json.overlaps).toHaveLength(1);
    expect(events.A.pt.explain()).not.toContain('overlap');
  });
});

function problemOf(work: () => unknown): JaggedError {
  try {
    work();
  } catch (error) {
    if (error instanceof JaggedError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

type Any = any;
const over = (steps: unknown, options?: unknown): unknown =>
  overlapRemoval(events as Any, steps as Any, options as Any);
const step = { remove: 'A', near: 'B', dR: 0.2 };

describe('mistakes', () => {
  const MISTAKES: readonly (readonly [what: string, code: string, work: () => unknown, ...says: string[]])[] = [
    ['no dataset', 'wrong-argument', () => overlapRemoval({} as Any, [] as Any), 'takes a dataset'],
    ['no list of steps', 'wrong-argument', () => over(step), 'a list of steps'],
    ['a step that is none', 'wrong-argument', () => over([3]), 'step 0 is no object'],
    ['an unknown collection', 'unknown-field', () => over([{ ...step, near: 'BB' }]), "no field 'BB'", "mean 'B'"],
    ['a list of numbers', 'no-collection', () => over([{ ...step, near: 'n' }]), 'n is no collection', 'A, B, bare'],
    ['one record', 'no-collection', () => over([{ ...step, remove: 'MET' }]), 'MET is no collection'],
    ['a name that is none', 'wrong-argument', () => over([{ near: 'B', dR: 1 }]), 'remove of step 0 must be'],
    ['an unknown part', 'wrong-argument', () => over([{ ...step, dr: 1 }]), "step 0 has 'dr'", "mean 'dR'"],
    ['a cone of nothing', 'wrong-argument', () => over([{ ...step, dR: 0 }]), 'dR of step 0 must be a number above 0'],
    ['a cone that is NaN', 'wrong-argument', () => over([{ ...step, dR: Number.NaN }]), 'dR of step 0'],
    ['an unknown distance', 'wrong-argument', () => over([{ ...step, using: 'theta' }]), "'eta' or 'rapidity'"],
    ['an unknown option', 'wrong-argument', () => over([step], { were: 'good' }), "mean 'where'"],
    ['nothing that overlaps', 'no-overlap', () => over([{ remove: 'A', near: 'B' }]), 'step 0, A near B', 'dR: 0.2'],
    [
      'no distance to measure',
      'no-overlap',
      () => over([{ remove: 'A', near: 'B', sharing: (a: Any, b: Any) => a.pt === b.pt, using: 'eta' }]),
      'how to measure dR',
    ],
    ['no preference', 'no-preference', () => over([step, { ...step, near: 'A' }]), 'step 1, A near A', 'prefer: '],
    [
      'a preference between two',
      'no-preference',
      () => over([{ ...step, prefer: (a: Any) => a.pt }]),
      'within one collection',
    ],
    [
      'no rapidity',
      'no-distance',
      () => over([{ ...step, near: 'bare', using: 'rapidity' }]),
      'step 0',
      'bare have no rapidity',
      'pt, eta, phi and mass',
    ],
    [
      'an unknown field',
      'unknown-field',
      () => over([{ ...step, unless: (a: Any) => a.ptt > 3 }]),
      'step 0, A near B',
      'a.ptt',
      '^',
    ],
    ['no condition', 'wrong-type', () => over([{ ...step, unless: (a: Any) => a.pt }]), 'unless needs true or false'],
    ['a cone that is no number', 'wrong-type', () => over([{ ...step, dR: (a: Any) => a.good }]), 'dR needs a number'],
    ['an unknown flag', 'unknown-field', () => over([step], { where: 'god' }), "no field 'god'", "mean 'good'"],
    ['a flag that is none', 'wrong-type', () => over([step], { where: { A: 'pt' } }), 'true or false'],
    ['a captured column', 'captured-column', () => over([{ ...step, unless: () => events.A as Any }])],
  ];
  for (const [what, code, work, ...says] of MISTAKES)
    it(what, () => {
      const problem = problemOf(work);
      for (const text of says) expect(problem.message).toContain(text);
      expect(problem.code).toBe(code);
    });

  it('a distance to what may be missing', () => {
    const some = fromValues([{ A: [at(1)], B: [{ ...at(1), eta: undefined }, at(2)] }]);
    const problem = problemOf(() => overlapRemoval(some as Any, [step] as Any));
    expect(problem.code).toBe('no-distance');
    expect(problem.message).toContain('B have eta of type');
  });

  it('a collection that may be missing, and the way out', async () => {
    const some = fromValues<{ A?: List<Thing>; B: List<Thing> }>([{ A: [at(1)], B: [at(1)] }, { B: [at(1)] }]);
    const problem = problemOf(() => overlapRemoval(some as Any, [step] as Any));
    expect(problem.code).toBe('no-collection');
    expect(problem.message).toContain('e.A ?? []');
    const there = some.with({ A: (e) => e.A ?? ([] as unknown as List<Thing>) });
    expect(await overlapRemoval(there, [{ remove: 'A', near: 'B', dR: 0.2 }]).A.passOR.toArray()).toEqual([
      [false],
      [],
    ]);
  });

  it('names of objects of JavaScript are names like others', async () => {
    const odd = fromValues([
      JSON.parse('{"__proto__": [{"eta": 0.5, "phi": 0.5}], "constructor": [{"eta": 0.5, "phi": 0.5}]}'),
    ]);
    const clean = overlapRemoval(odd as Any, [{ remove: '__proto__', near: 'constructor', dR: 1 }] as Any) as Any;
    expect(await clean.field('__proto__').passOR.toArray()).toEqual([[false]]);
  });
});
