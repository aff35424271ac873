import fc from 'fast-check';

// the same random data every time; JAGGED_SEED looks elsewhere
fc.configureGlobal({ seed: Number(process.env['JAGGED_SEED'] ?? 20261123) });
