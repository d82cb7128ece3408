import type { SearchResponse } from "@cordwood/server/api";
import { type Command, Option } from "commander";
import { askQuery } from "../client/query-progress.js";
import { addServerOptions, serverAddress, type ServerFlags } from "../client/server-options.js";
import { paintFor } from "../terminal/paint.js";
import { partialNotes } from "../terminal/partial-notes.js";
import { print } from "../terminal/print.js";
import { recordLine } from "../terminal/record-line.js";
import { tableText } from "../terminal/table.js";
import { visible } from "../terminal/visible.js";

interface SearchFlags extends ServerFlags {
  from?: string;
  to?: string;
  limit?: string;
  order: "asc" | "desc";
  fields?: string;
  cursor?: string;
  json?: boolean;
}

/** `cordwood search QUERY`: the newest records that match, oldest of them first, or a table. */
export function searchCommand(program: Command): void {
  const command = program
    .command("search")
    .description("search records, newest page first; with stages, print a table")
    .argument("[QUERY...]", "search language, such as: level:>=warning timeout | stats count() by service")
    .option("--from <TIME>", "from this time: 2026-01-31T12:00, 1769860800, now-15m")
    .option("--to <TIME>", "until this time")
    .option("-n, --limit <N>", "at most so many records (default: 100)")
    .addOption(new Option("--order <ORDER>", "which records come first").choices(["asc", "desc"]).default("desc"))
    .option("--fields <NAMES>", "only these fields, separated by commas")
    .option("--cursor <CURSOR>", "continue where an earlier page ended")
    .option("--json", "one JSON object per line");
  addServerOptions(command).action(async (words: string[], flags: SearchFlags) => search(words.join(" "), flags));
}

async function search(query: string, flags: SearchFlags): Promise<void> {
  const { from, to, limit, order, fields, cursor } = flags;
  const parameters = { query, from, to, limit, order, fields, cursor };
  const answer = await askQuery<SearchResponse>(await serverAddress(flags), "/api/v1/search", { parameters });
  for (const note of notesOf(answer)) process.stderr.write(`cordwood: ${visible(note)}\n`);
  if (flags.json === true) return printJson(answer);
  const paint = paintFor(process.stdout);
  if ("columns" in answer) return print(tableText(answer, paint));
  // A terminal is read from the bottom: the newest record stands last.
  const rows = order === "desc" ? answer.rows.toReversed() : answer.rows;
  for (const row of rows) await print(recordLine(row, paint));
}

/** What a person should know of the answer; it is no part of it, so it goes to stderr. */
function notesOf({ hints = [], stats }: SearchResponse): string[] {
  return [...partialNotes(stats), ...hints];
}

/** Records as they are; a table's rows as objects named by its columns. The next page's cursor goes to stderr. */
async function printJson(answer: SearchResponse): Promise<void> {
  if (!("columns" in answer)) {
    for (const row of answer.rows) await print(JSON.stringify(row));
    if (answer.cursor !== null) process.stderr.write(`${JSON.stringify({ cursor: answer.cursor })}\n`);
    return;
  }
  for (const row of answer.rows)
    await print(JSON.stringify(Object.fromEntries(answer.columns.map((column, index) => [column.name, row[index]]))));
}
