import { describe, expect, it } from 'vitest';
import { fromValues, JaggedError, type List } from '../../src/index.ts';

interface Row {
  readonly jets: List<{ readonly pt: number; readonly tracks: List<{ readonly z: number }> }>;
  readonly taus: List<{ readonly pt: number }> | undefined;
  readonly MET: { readonly pt: number };
  readonly flags: List<boolean>;
  readonly cut: number;
}
const rows = [
  {
    jets: [
      { pt: 30.5, tracks: [{ z: 1.5 }, { z: -20 }] },
      { pt: 10, tracks: [] },
    ],
    taus: [{ pt: 5.5 }],
    MET: { pt: 3 },
    flags: [true, false],
    cut: 20,
  },
  { jets: [], taus: undefined, MET: { pt: 40.5 }, flags: [], cut: 5 },
];
const events = fromValues<Row>(rows);

function problemOf(work: () => unknown): JaggedError {
  try {
    work();
  } catch (error) {
    if (error instanceof JaggedError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a field added by its path', () => {
  it('is one of each element, of the element and its event', async () => {
    const flagged = events.withField('jets.hard', (jet, event) => jet.pt > event.cut);
    expect(await flagged.jets.hard.toArray()).toEqual([[true, false], []]);
    expect(await flagged.jets.pt.toArray()).toEqual([[30.5, 10], []]);
    expect(await flagged.jets.filter((jet) => jet.hard).tracks.z.toArray()).toEqual([[[1.5, -20]], []]);
    expect(flagged.type).toContain('hard: bool');
    expect(events.type).not.toContain('hard');
    expect(flagged.jets.hard.explain()).toContain('reads 2 of 5 columns: jets, cut');
  });

  it('is seen by the next ones, and replaces a field of its name', async () => {
    const twice = events
      .withField('jets.pt', (jet) => jet.pt / 10)
      .withField('jets.rank', (jet, event) => event.jets.count((other) => other.pt > jet.pt));
    expect(await twice.jets.pt.toArray()).toEqual([[3.05, 1], []]);
    expect(await twice.jets.rank.toArray()).toEqual([[0, 1], []]);
  });

  it('may be deep inside', async () => {
    const far = events.withField('jets.tracks.far', (track, event) => Math.abs(track.z) > event.cut / 2);
    expect(await far.jets.tracks.far.toArray()).toEqual([[[false, true], []], []]);
    expect(await far.jets.tracks.z.toArray()).toEqual([[[1.5, -20], []], []]);
  });

  it('may be one of a record, or of the row', async () => {
    expect(await events.withField('MET.high', (met) => met.pt > 20).MET.toArray()).toEqual([
      { pt: 3, high: false },
      { pt: 40.5, high: true },
    ]);
    expect(await events.withField('twice', (event) => 2 * event.cut).twice.toArray()).toEqual([40, 10]);
  });

  it('is missing where its collection is', async () => {
    const soft = events.withField('taus.soft', (tau) => tau.pt < 20);
    expect(await soft.taus.soft.toArray()).toEqual([[true], undefined]);
    const column = events.withField('taus.hard', events.taus.pt.gt(20));
    expect(await column.taus.toArray()).toEqual([[{ pt: 5.5, hard: false }], undefined]);
  });

  it('takes the values of a column of the collection, or one for each event', async () => {
    expect(await events.withField('jets.hard', events.jets.pt.gt(20)).jets.toArray()).toEqual([
      [
        { pt: 30.5, tracks: [{ z: 1.5 }, { z: -20 }], hard: true },
        { pt: 10, tracks: [], hard: false },
      ],
      [],
    ]);
    expect(await events.withField('jets.flag', events.flags).jets.flag.toArray()).toEqual([[true, false], []]);
    expect(await events.withField('jets.cut', events.cut).jets.cut.toArray()).toEqual([[20, 20], []]);
    expect(await events.withField('jets.tracks.near', events.jets.tracks.z.gt(0)).jets.tracks.near.toArray()).toEqual([
      [[true, false], []],
      [],
    ]);
  });

  it('takes parameters', async () => {
    const hard = events.withField('jets.hard', (jet, _event, { least }) => jet.pt > least, { least: 9 });
    expect(await hard.jets.hard.toArray()).toEqual([[true, true], []]);
  });

  it('may have any name', async () => {
    const odd = (events as any).withField('jets.__proto__', () => 1);
    expect(await odd.jets.field('__proto__').toArray()).toEqual([[1, 1], []]);
  });

  const any = events as any;
  const MISTAKES: readonly (readonly [what: string, code: string, work: () => unknown, ...says: string[]])[] = [
    ['no path', 'wrong-argument', () => any.withField(), 'the path of the new field'],
    ['an empty name', 'wrong-argument', () => any.withField('jets.', () => 1), 'joined by dots'],
    ['no value', 'wrong-argument', () => any.withField('jets.x', 3), 'a function or a column'],
    ['an unknown collection', 'unknown-field', () => any.withField('jet.x', () => 1), "mean 'jets'"],
    ['an unknown name inside', 'unknown-field', () => any.withField('jets.track.x', () => 1), "mean 'tracks'"],
    ['a number on the way', 'not-records', () => any.withField('jets.pt.x', () => 1), 'jets.pt holds no records'],
    ['a list of flags on the way', 'not-records', () => any.withField('flags.x', () => 1), 'flags holds no records'],
    ['an unknown field', 'unknown-field', () => any.withField('jets.x', (j: any) => j.ptt), 'j.ptt', '^'],
    [
      'a list that may be missing',
      'maybe-missing',
      () => any.withField('jets.x', any.taus.pt),
      'jets.x may be missing',
    ],
    [
      'another collection',
      'other-collection',
      () => any.withField('jets.x', any.jets.filter((j: any) => j.pt > 20).pt),
      'jets.x',
    ],
  ];
  for (const [what, code, work, ...says] of MISTAKES)
    it(`refuses ${what}`, () => {
      const problem = problemOf(work);
      for (const text of says) expect(problem.message).toContain(text);
      expect(problem.code).toBe(code);
    });
});
