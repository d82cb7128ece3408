// Measures one library with one destination, in a process of its own: `node measure.mjs LIBRARY PATH`. Writes one line
// of JSON: the median microseconds per call of each case, and the peak of the resident memory.
import { LIBRARIES } from "./libraries.mjs";

const ROUNDS = 9;

/** Calls per round, and the name of the case in libraries.mjs. */
const CASES = {
  string: [40_000, "text"],
  "string + 3 fields": [40_000, "fields"],
  printf: [40_000, "printf"],
  "child, 2 fields": [40_000, "child"],
  error: [20_000, "error"],
  "2.5 KB object": [4000, "big"],
  disabled: [200_000, "disabled"],
};

function timed(run, count) {
  const started = process.hrtime.bigint();
  run(count);
  return Number(process.hrtime.bigint() - started) / 1000 / count;
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

const [library, path] = process.argv.slice(2);
const log = await LIBRARIES[library](path);
const result = {};
for (const [name, [count, run]] of Object.entries(CASES)) {
  timed(log[run], count);
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    times.push(timed(log[run], count));
    // winston hands its lines on in later turns of the event loop
    await new Promise((resolve) => setImmediate(resolve));
  }
  result[name] = median(times);
}
await log.flush();
const memoryMB = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ result, memoryMB }));
