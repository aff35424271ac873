import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoEvents } from '../demo/generate.ts';

/** Makes events, then runs the two examples as they are: the query, and the mistake. */
export async function runDemo(folder: string, events: number, say: (text: string) => void): Promise<number> {
  say(
    `1. ${events.toLocaleString('en-US')} simulated events (the same every time) go to ${join(folder, 'events.parquet')}`,
  );
  await rm(join(folder, 'events.parquet'), { force: true });
  await demoEvents(folder, { events });
  say('\n2. docs/examples/zpeak.ts: the plan, then the Z boson in pairs of muons\n');
  const peak = await runExample('zpeak', folder);
  if (peak !== 0) return peak;
  say(`\n   the same picture is in ${join(folder, 'zpeak.svg')}`);
  say('\n3. docs/examples/mistake.ts: what happens when a name is wrong (m.ptt)\n');
  const mistake = await runExample('mistake', folder);
  if (mistake !== 0) return mistake;
  say(
    `\nYour turn: change PT in docs/examples/zpeak.ts, then\n\n  npx tsx docs/examples/zpeak.ts${folder === 'demo' ? '' : ` ${folder}`}\n`,
  );
  return 0;
}

// The examples lie beside the sources, and compiled beside the compiled sources.
function runExample(name: string, folder: string): Promise<number> {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const script = fileURLToPath(
    new URL(['..', '..', 'docs', 'examples', `${name}.${ending}`].join('/'), import.meta.url),
  );
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, script, folder], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
