import type { CompareResponse } from "@cordwood/server/api";
import type { Command } from "commander";
import { askQuery } from "../client/query-progress.js";
import { addServerOptions, serverAddress, type ServerFlags } from "../client/server-options.js";
import { paintFor } from "../terminal/paint.js";
import { print } from "../terminal/print.js";
import { partialNotes } from "../terminal/partial-notes.js";
import { tableText } from "../terminal/table.js";

interface CompareFlags extends ServerFlags {
  from?: string;
  to?: string;
  baseline?: string;
  baselineFrom?: string;
  baselineTo?: string;
  limit?: string;
  json?: boolean;
}

/** `cordwood compare QUERY`: what differs between two ranges of time, or two queries. */
export function compareCommand(program: Command): void {
  const command = program
    .command("compare")
    .description("show what differs between two ranges of time or two queries, the most significant first")
    .argument("[QUERY...]", "search language; without a baseline it is compared with the time before --from")
    .option("--from <TIME>", "from this time: 2026-01-31T12:00, 1769860800, now-15m")
    .option("--to <TIME>", "until this time")
    .option("--baseline <QUERY>", "compare with this query (default: the same)")
    .option("--baseline-from <TIME>", "compare with records from this time")
    .option("--baseline-to <TIME>", "compare with records until this time")
    .option("-n, --limit <N>", "at most so many differences (default: 50)")
    .option("--json", "one JSON object per line");
  addServerOptions(command).action(async (words: string[], flags: CompareFlags) => compare(words.join(" "), flags));
}

async function compare(query: string, flags: CompareFlags): Promise<void> {
  const { from, to, baseline, baselineFrom, baselineTo, limit } = flags;
  const other = { baseline_query: baseline, baseline_from: baselineFrom, baseline_to: baselineTo };
  const parameters = { query, from, to, ...other, limit };
  const answer = await askQuery<CompareResponse>(await serverAddress(flags), "/api/v1/compare", { parameters });
  for (const note of partialNotes(answer.stats)) process.stderr.write(`cordwood: ${note}\n`);
  if (flags.json !== true) return print(comparisonText(answer));
  for (const difference of answer.differences) await print(JSON.stringify(difference));
}

function comparisonText({ selection, baseline, differences, approximate }: CompareResponse): string {
  const paint = paintFor(process.stdout);
  const about = approximate ? "; counts are estimates from a sample" : "";
  const counted = `${selection.count} records, compared with ${baseline.count}${about}`;
  if (differences.length === 0) return `${counted}: no difference that chance would not explain`;
  const names = ["field", "value", "share", "baseline", "lift", "count", "significance"];
  const columns = names.map((name, index) => ({ name, type: index < 2 ? "string" : "number" }));
  const rows = differences.map(({ field, value, selection: here, baseline: there, lift, significance }) => [
    field,
    value,
    percent(here.share),
    percent(there.share),
    lift === null ? "new" : lift === 0 ? "gone" : lift.toFixed(2),
    here.count,
    Math.round(significance),
  ]);
  return `${paint("faint", counted)}\n${tableText({ columns, rows }, paint)}`;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
