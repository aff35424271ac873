import { showType } from '../../compiler/tree/type.ts';
import { differenceOf } from '../oracle/check.ts';
import { Draw, layoutOf, rowType, show, valueOf } from '../oracle/data.ts';
import { program, showTree } from '../oracle/programs.ts';
let seed = Number(process.argv[2] ?? 1); const n = Number(process.argv[3] ?? 3000);
const rnd = () => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return seed >>> 16; };
const groups = new Map<string, { count: number; best: string; tape: number[]; cost: number }>();
const slow: number[] = [];
let refused=0; const kinds: Record<string,number>={};let ran=0;
function run(tape: number[]): [string, string] | undefined {
  const draw = new Draw(tape);
  const type = rowType(draw);
  const rows = Array.from({ length: draw.pick([0, 1, 2, 3, 5, 9]) }, () => valueOf(draw, type));
  const layout = layoutOf(draw, type, rows);
  const outputs = program(draw, type);
  const said = () => `row ${showType(type)}\n${rows.map((r) => show(r, type)).join('\n')}\n${outputs.map(showTree).join('\n')}`;
  try {
    const d = differenceOf(outputs, rows, layout);
    if (d === undefined) return undefined;
    return [d.split('\n')[0]!.replace(/\d+/g, 'N').slice(0, 60), `${said()}\n${d}`];
  } catch (e) {
    const stack = String((e as Error).stack);
    if (/cannot be remembered|rows of joined/.test(stack)) { refused++; const k=/cannot be/.test(stack)?'rem':'rows'; kinds[k]=(kinds[k]??0)+1; return undefined; }
    return [(stack.split('\n')[0]!.replace(/\d+/g, 'N').slice(0, 90)), `${said()}\n${stack.slice(0, 6000)}`];
  }
}
const t0 = Date.now();
for (let i = 0; i < n && Date.now() - t0 < 40000; i++) {
  const tape = Array.from({ length: 60 + (rnd() % 900) }, rnd);
  ran++;
  const bad = run(tape);
  if (bad === undefined) continue;
  const g = groups.get(bad[0]);
  if (g === undefined) groups.set(bad[0], { count: 1, best: bad[1], tape, cost: bad[1].length });
  else { g.count++; if (bad[1].length < g.cost) { g.best = bad[1]; g.tape = tape; g.cost = bad[1].length; } }
}
// shrink each group's best: delete chunks, zero values
for (const [key, g] of groups) {
  const end = Date.now() + 5000;
  let improved = true;
  while (improved && Date.now() < end) {
    improved = false;
    for (let size = Math.max(1, g.tape.length >> 1); size >= 1 && Date.now() < end; size = size >> 1) {
      for (let at = 0; at < g.tape.length && Date.now() < end; at += size) {
        for (const cand of [[...g.tape.slice(0, at), ...g.tape.slice(at + size)], g.tape.map((x, i) => (i >= at && i < at + size ? 0 : x))]) {
          const bad = run(cand);
          if (bad !== undefined && bad[0] === key && bad[1].length < g.cost) { g.tape = cand; g.best = bad[1]; g.cost = bad[1].length; improved = true; break; }
        }
      }
    }
  }
}
for (const [key, g] of [...groups].sort((a, b) => b[1].count - a[1].count)) console.log(`##### ${g.count} × ${key}\n${g.best.slice(0, 3500)}\n`);
console.log(`done, refused ${refused} ${JSON.stringify(kinds)} of ${ran}`);
