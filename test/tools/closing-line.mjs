// Prints `N passed, N failed, N skipped` from vitest's JSON report and sets the exit code.
// usage: node test/tools/closing-line.mjs REPORT.json [exit code of what ran before]
import { readFileSync } from 'node:fs';

const [reportFile = '', before = '0'] = process.argv.slice(2);
const count = { passed: 0, failed: 0, skipped: 0 };

try {
  for (const file of JSON.parse(readFileSync(reportFile, 'utf8')).testResults) {
    const failedBefore = count.failed;
    for (const { status } of file.assertionResults) count[status in count ? status : 'skipped'] += 1;
    // A file that does not load, or whose hook throws, has no failed test to show for it.
    if (file.status === 'failed' && count.failed === failedBefore) count.failed += 1;
  }
} catch (error) {
  console.log(`the tests left no report: ${error.message}`);
  count.failed += 1;
}
if (before !== '0' && count.failed === 0) {
  console.log('a step outside the tests failed, see above; it counts as one');
  count.failed += 1;
}
if (count.passed + count.failed === 0) {
  console.log('no test ran; that counts as one failure');
  count.failed += 1;
}

const skipIsFailure = process.env.JAGGED_REQUIRE_REFERENCE === '1';
if (skipIsFailure && count.skipped > 0) console.log('JAGGED_REQUIRE_REFERENCE=1 allows no skipped tests');
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exitCode = count.failed > 0 || (skipIsFailure && count.skipped > 0) ? 1 : 0;
