import type { SqlResponse } from "@cordwood/server/api";
import type { Command } from "commander";
import { askQuery } from "../client/query-progress.js";
import { addServerOptions, serverAddress, type ServerFlags } from "../client/server-options.js";
import { paintFor } from "../terminal/paint.js";
import { partialNotes } from "../terminal/partial-notes.js";
import { print } from "../terminal/print.js";
import { tableText } from "../terminal/table.js";

interface SqlFlags extends ServerFlags {
  json?: boolean;
}

/** `cordwood sql SQL`: read-only SQL over the records. */
export function sqlCommand(program: Command): void {
  const command = program
    .command("sql")
    .description("run read-only SQL over the table logs")
    .argument("<SQL...>", "one SELECT, such as: SELECT service, count() FROM logs GROUP BY service")
    .option("--json", "one JSON object per line");
  addServerOptions(command).action(async (words: string[], flags: SqlFlags) => sql(words.join(" "), flags));
}

async function sql(statement: string, flags: SqlFlags): Promise<void> {
  const answer = await askQuery<SqlResponse>(await serverAddress(flags), "/api/v1/sql", {
    method: "POST",
    contentType: "application/json",
    body: JSON.stringify({ sql: statement }),
  });
  for (const note of [...partialNotes(answer.stats), ...(answer.hints ?? [])])
    process.stderr.write(`cordwood: ${note}\n`);
  if (flags.json !== true) return print(tableText(answer, paintFor(process.stdout)));
  for (const row of answer.rows)
    await print(JSON.stringify(Object.fromEntries(answer.columns.map((column, index) => [column.name, row[index]]))));
}
