import { readFileSync } from 'node:fs';
import { loopProgram } from '../../compiler/emit/loop-program.ts';
import { oracle } from '../oracle/check.ts';
import { Draw, layoutOf, rowType, valueOf } from '../oracle/data.ts';
import { program, showTree } from '../oracle/programs.ts';
const draw = new Draw(JSON.parse(readFileSync('/tmp/find/last.json', 'utf8')));
const type = rowType(draw);
const rows = Array.from({ length: draw.pick([0, 1, 2, 3, 5, 9]) }, () => valueOf(draw, type));
layoutOf(draw, type, rows);
const outputs = program(draw, type);
console.log(outputs.map(showTree).join('\n').slice(0, 3000));
for (const o of outputs) {
let t = Date.now();
try { oracle([o], rows, 'lenient'); } catch (e) { console.log(String(e).slice(0,100)); } console.log('oracle', Date.now() - t); t = Date.now();
try { console.log(loopProgram([o]).text.length); } catch (e) { console.log(String(e).slice(0,100)); } console.log('emit', Date.now() - t);
}
