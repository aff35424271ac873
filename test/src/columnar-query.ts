// A query in a process of its own: prints its result, and whether code may be generated there.
import { axis, compute, fromValues, histogram, type List } from '../../src/index.ts';

interface Event {
  readonly Muon: List<{ readonly pt: number; readonly charge: number }>;
  readonly MET: { readonly pt: number };
}

const rows = Array.from({ length: 500 }, (_, i) => ({
  Muon: Array.from({ length: i % 5 }, (_x, k) => ({
    pt: ((i * 37 + k * 101) % 200) / 2,
    charge: (i + k) % 2 === 0 ? 1 : -1,
  })),
  MET: { pt: (i * 13) % 120 },
}));

function generates(): boolean {
  try {
    return new Function('return true')() as boolean;
  } catch {
    return false;
  }
}

async function main(): Promise<void> {
  const events = fromValues<Event>(rows);
  const pairs = events.where((e) =>
    e.Muon.combinations(2, ['a', 'b']).some(({ a, b }) => a.charge !== b.charge && a.pt + b.pt > 60),
  );
  const { met, sums } = await compute({
    met: histogram(axis.regular(20, 0, 120)).fill(pairs.MET.pt),
    sums: events.map((e) =>
      e.Muon.filter((m) => m.pt > 20)
        .map((m) => m.pt)
        .sum(),
    ),
  });
  console.log(JSON.stringify({ generated: generates(), text: JSON.stringify([[...met.values()], String(sums)]) }));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
