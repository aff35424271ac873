import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dask, inProcess } from '../../../../src/index.ts';
import { daskPython } from '../../../tools/dask.ts';
import { hasSlurm, Slurm } from '../../../tools/slurm.ts';
import { scratch } from '../../sources/support.ts';
import { analysisOf, bitsOf, type Files, makeFiles } from '../data.ts';

const folder = scratch();
const python = daskPython();

/** Waits until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 200));
}

if (hasSlurm())
  describe('Slurm', () => {
    let slurm: Slurm;
    let files: Files;
    let job: ReturnType<typeof analysisOf>;
    beforeAll(async () => {
      files = await makeFiles(folder);
      job = analysisOf({ simulated: files.simulated, recorded: files.recorded }, { chunkSize: 700 });
      mkdirSync(join(folder, 'slurm'));
      slurm = await Slurm.start(join(folder, 'slurm'));
    }, 120_000);
    afterAll(() => slurm.stop(), 60_000);

    if (python !== undefined)
      test('runs Dask workers as jobs, which end with the cluster', async () => {
        const slurmOptions = {
          queue: 'p',
          cores: 1,
          processes: 1,
          memory: '1GB',
          walltime: '00:10:00',
          interface: 'lo',
          log_directory: folder,
          local_directory: folder,
          scheduler_options: { dashboard_address: '127.0.0.1:0' },
        };
        const cluster = dask({ python, slurm: slurmOptions, workers: 2, scratch: join(folder, 'scratch') });
        const { ledger, ...result } = await job.run({ executor: cluster });
        expect(bitsOf(result)).toBe(bitsOf(await job.run({ executor: inProcess() })));
        expect(ledger.executor).toBe('Dask in jobs of Slurm');
        expect(ledger.partitions.every(({ worker }) => /^worker SLURMCluster-\d/.test(worker ?? ''))).toBe(true);
        expect(slurm.jobs().every((line) => / dask-worker /.test(line))).toBe(true);
        expect(slurm.jobs().length).toBeGreaterThan(0);
        await cluster.close();
        await until(() => slurm.jobs().length === 0);
      });

    test('does the parts of a job as an array', async () => {
      const at = join(folder, 'job.json');
      await job.writeJob(at);
      const script = join(folder, 'job.sh');
      const cli = join(import.meta.dirname, '../../../../src/cli/main.ts');
      const jagged = `${process.execPath} --import ${import.meta.resolve('tsx')} ${cli}`;
      mkdirSync(join(folder, 'parts'));
      const page = readFileSync(join(import.meta.dirname, '../../../../docs/cluster.md'), 'utf8');
      const [, written = ''] = /```bash\n(#!\/bin\/bash\n#SBATCH[\s\S]*?)```/.exec(page) ?? [];
      const here = written
        .replaceAll(/^jagged /gm, `${jagged} `)
        .replace('--array=0-19', '--array=0-3')
        .replace('/20', '/4');
      expect(here).not.toBe(written);
      writeFileSync(script, here);
      execFileSync('sbatch', ['--wait', '--parsable', script], { cwd: folder, encoding: 'utf8' });
      const gathered = await job.gather(at, join(folder, 'parts'));
      expect(gathered.ledger.executor).toBe('4 parts of a job');
      expect(bitsOf(gathered)).toBe(bitsOf(await job.run()));
    });
  });
