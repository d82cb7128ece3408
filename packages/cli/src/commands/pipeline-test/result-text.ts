import type { Paint } from "../../terminal/paint.js";
import { visible } from "../../terminal/visible.js";
import type { ConfigTestResult, PlacedFailure } from "./run-config-tests.js";

/** The result of a test for people: its name, and for each failure the place and what differs. */
export function resultText({ name, passed, failures }: ConfigTestResult, paint: Paint): string {
  const mark = passed ? paint("good", "pass") : paint("bad", "FAIL");
  return [`${mark} ${visible(name)}`, ...failures.flatMap((failure) => failureLines(failure, paint))].join("\n");
}

function failureLines({ place, message, expected, actual }: PlacedFailure, paint: Paint): string[] {
  const same = new Set(expected.filter((line) => actual.includes(line)));
  const missing = expected.map((line) =>
    same.has(line) ? `      ${visible(line)}` : paint("bad", `    - ${visible(line)}`),
  );
  const other = actual.filter((line) => !same.has(line)).map((line) => paint("good", `    + ${visible(line)}`));
  return [`  ${paint("strong", place)}: ${visible(message)}`, ...missing, ...other];
}
