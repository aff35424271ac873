import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../../../src/cli/main.ts';
import { dask, inProcess } from '../../../../src/index.ts';
import { daskPython } from '../../../tools/dask.ts';
import { hasSlurm, Slurm } from '../../../tools/slurm.ts';
import { until } from '../../../tools/until.ts';
import { scratch } from '../../sources/support.ts';
import { analysisOf, bitsOf, type Files, makeFiles } from '../data.ts';

const folder = scratch();
const python = daskPython();
let files: Files;
let job: ReturnType<typeof analysisOf>;
beforeAll(async () => {
  files = await makeFiles(folder);
  job = analysisOf({ simulated: files.simulated, recorded: files.recorded }, { chunkSize: 700 });
}, 120_000);

/** The scripts of docs/cluster.md. */
function scripts(): { readonly slurm: string; readonly htcondor: string } {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/cluster.md'), 'utf8');
  const [, slurm = ''] = /```bash\n(#!\/bin\/bash\n#SBATCH[\s\S]*?)```/.exec(page) ?? [];
  const [, htcondor = ''] = /```\n(executable[\s\S]*?)```/.exec(page) ?? [];
  return { slurm, htcondor };
}

/** The same for four jobs instead of twenty. */
function fewer(text: string): string {
  const here = text.replace('=0-19', '=0-3').replace('queue 20', 'queue 4').replace('/20 ', '/4 ');
  expect(here).not.toBe(text);
  return here;
}

describe('the page on clusters', () => {
  test('has scripts for Slurm and HTCondor that do the parts of a job', async () => {
    const { slurm, htcondor } = scripts();
    const [, commands = ''] = /^jagged (.*)$/m.exec(fewer(slurm)) ?? [];
    const [, condor = ''] = /^arguments += (.*)$/m.exec(fewer(htcondor)) ?? [];
    const bash = commands.replaceAll('$SLURM_ARRAY_TASK_ID', '$(Process)');
    expect(condor.split(/\s+/)).toEqual(bash.split(/\s+/));
    const here = join(folder, 'page');
    mkdirSync(join(here, 'parts'), { recursive: true });
    await job.writeJob(join(here, 'job.json'));
    for (let process = 0; process < 4; process++) {
      const args = condor
        .replaceAll('$(Process)', String(process))
        .replace('job.json', join(here, 'job.json'))
        .replace('parts/', join(here, 'parts/'));
      expect(await main(args.split(/\s+/), { out: () => undefined, err: () => undefined })).toBe(0);
    }
    const gathered = await job.gather(join(here, 'job.json'), join(here, 'parts'));
    expect(bitsOf(gathered)).toBe(bitsOf(await job.run()));
  });
});

describe.skipIf(python === undefined)('jobs of a batch system, as workers of Dask', () => {
  /** What differs from machine to machine. */
  const plain = (text: string): string =>
    text
      .replaceAll(python as string, 'PYTHON')
      .replaceAll(/tcp:\/\/[\d.]+:\d+/g, 'tcp://HOST:PORT')
      .replaceAll(/^.*(?:#!|[Ss]hebang).*\n/gm, '');

  const golden = (name: string): string => readFileSync(join(import.meta.dirname, `${name}.golden`), 'utf8').trim();

  test('of HTCondor: what is submitted', async () => {
    const options = {
      cores: 2,
      processes: 1,
      memory: '4GB',
      disk: '1GB',
      job_extra_directives: { '+Group': '"atlas"' },
    };
    await using cluster = dask({ python, htcondor: options, workers: 0 });
    const text = plain(await cluster.jobScript()).trim();
    expect(text).toBe(golden('htcondor'));
  });

  test('of Slurm: what is submitted', async () => {
    const options = {
      queue: 'short',
      cores: 2,
      processes: 1,
      memory: '4GB',
      walltime: '01:00:00',
      account: 'physics',
    };
    await using cluster = dask({ python, slurm: options, workers: 0 });
    const text = plain(await cluster.jobScript()).trim();
    expect(text).toBe(golden('slurm'));
  });

  test('an option that Dask does not know is an error', async () => {
    await using cluster = dask({ python, slurm: { cores: 1, memory: '1GB', no_such_option: 1 } });
    await expect(cluster.info()).rejects.toMatchObject({ code: 'dask-failed' });
  });
});

// no skip: where there is no Slurm, these are none of the tests
if (hasSlurm())
  describe('Slurm', () => {
    let slurm: Slurm;
    beforeAll(async () => {
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
      mkdirSync(join(folder, 'parts'));
      const jagged = `${process.execPath} --import ${import.meta.resolve('tsx')} ${cli}`;
      writeFileSync(script, fewer(scripts().slurm).replaceAll(/^jagged /gm, `${jagged} `));
      execFileSync('sbatch', ['--wait', '--parsable', script], { cwd: folder, encoding: 'utf8' });
      const gathered = await job.gather(at, join(folder, 'parts'));
      expect(gathered.ledger.executor).toBe('4 parts of a job');
      expect(bitsOf(gathered)).toBe(bitsOf(await job.run()));
    });
  });
