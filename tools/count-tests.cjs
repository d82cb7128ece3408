// Adds up vitest's JSON reports and prints the closing line of a CI run; a failed step counts as a failed test.
"use strict";
const fs = require("node:fs");

const [failedSteps, ...reports] = process.argv.slice(2);
let passed = 0;
let failed = Number(failedSteps);
let skipped = 0;
for (const file of reports) {
  if (!fs.existsSync(file)) {
    failed += 1;
    process.stdout.write(`no test report at ${file}\n`);
    continue;
  }
  const report = JSON.parse(fs.readFileSync(file, "utf8"));
  passed += report.numPassedTests;
  failed +=
    report.numFailedTests +
    report.testResults.filter((suite) => suite.status === "failed" && suite.assertionResults.length === 0).length;
  skipped += report.numPendingTests + report.numTodoTests;
}
process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
