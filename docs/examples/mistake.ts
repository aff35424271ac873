// A mistake made on purpose: muons have no field ptt. Run it: npx tsx docs/examples/mistake.ts [FOLDER]
import { demoEvents } from '../../src/demo/generate.ts';
import { JaggedError, type List, type LorentzVector, open } from '../../src/index.ts';

interface Events {
  readonly Muon: List<LorentzVector>;
}

const events = await open<Events>(await demoEvents(process.argv[2]), { schema: 'nanoaod' });
try {
  // @ts-expect-error An editor marks ptt already: the type of muons does not have it.
  events.Muon.filter((m) => m.ptt > 20);
} catch (error) {
  console.log(error instanceof JaggedError ? error.message : error);
}
await events.close();
