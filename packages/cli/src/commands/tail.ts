import { setTimeout as sleep } from "node:timers/promises";
import type { Row, SearchResponse, TailDropped, TailFailed, TailRows } from "@cordwood/server/api";
import type { Command } from "commander";
import { readEvents, type ReceivedEvent } from "../client/event-reader.js";
import { ask, askJson, type ServerAddress } from "../client/server-client.js";
import { addServerOptions, serverAddress, type ServerFlags } from "../client/server-options.js";
import { CliError } from "../errors.js";
import { reconnectFirstMs, reconnectMsMax } from "../limits.js";
import { type Paint, paintFor } from "../terminal/paint.js";
import { print } from "../terminal/print.js";
import { recordLine } from "../terminal/record-line.js";

interface TailFlags extends ServerFlags {
  lines: string;
  json?: boolean;
}

/** `cordwood tail QUERY`: records as they arrive, until Ctrl-C. */
export function tailCommand(program: Command): void {
  const command = program
    .command("tail")
    .description("show the last records and those that arrive; reconnects and goes on where it was")
    .argument("[QUERY...]", "search language without stages that make tables")
    .option("-n, --lines <N>", "begin with the last N records that are there already", "10")
    .option("--json", "one JSON object per line");
  addServerOptions(command).action(async (words: string[], flags: TailFlags) => tail(words.join(" "), flags));
}

interface Tail {
  server: ServerAddress;
  query: string;
  json: boolean;
  paint: Paint;
  lastEventId: string | undefined;
  /** True once the server has answered: from then on a lost connection is waited out. */
  connected: boolean;
}

async function tail(query: string, flags: TailFlags): Promise<void> {
  const paint = paintFor(process.stdout);
  const state: Tail = {
    server: await serverAddress(flags),
    query,
    json: flags.json === true,
    paint,
    lastEventId: undefined,
    connected: false,
  };
  process.once("SIGINT", () => process.exit(0));
  if (flags.lines !== "0") await showLast(state, flags.lines);
  for (let pauseMs = reconnectFirstMs; ; pauseMs = Math.min(pauseMs * 2, reconnectMsMax)) {
    const received = await follow(state);
    if (received) pauseMs = reconnectFirstMs;
    await sleep(pauseMs);
  }
}

/** The newest records that are there; what comes after them follows without a gap. */
async function showLast(state: Tail, lines: string): Promise<void> {
  const parameters = { query: state.query, limit: lines };
  const answer = await askJson<SearchResponse>(state.server, "/api/v1/search", { parameters });
  if ("columns" in answer) return;
  const [newest] = answer.rows;
  for (const row of answer.rows.toReversed()) await showRow(row, state);
  const lastStored = answer.rows
    .map((row) => row.id)
    .toSorted()
    .at(-1);
  if (newest) state.lastEventId = `${newest.time}/${lastStored}`;
}

async function showRow(row: Row, state: Tail): Promise<void> {
  await print(state.json ? JSON.stringify(row) : recordLine(row, state.paint));
}

/** Follows one connection until it breaks; answers whether anything came. */
async function follow(state: Tail): Promise<boolean> {
  let received = false;
  try {
    const headers = state.lastEventId === undefined ? {} : { "last-event-id": state.lastEventId };
    const response = await ask(state.server, "/api/v1/tail", { parameters: { query: state.query }, headers });
    state.connected = true;
    for await (const event of readEvents(bytesOf(response))) {
      received = true;
      await show(event, state);
    }
  } catch (error) {
    if (!state.connected || error instanceof CliError) throwUnlessPassing(error, state);
  }
  return received;
}

async function* bytesOf(response: Response): AsyncGenerator<Uint8Array> {
  if (response.body) yield* response.body as AsyncIterable<Uint8Array>;
}

/** A server that restarts is waited for; a query that is wrong, or a server that never was, is not. */
function throwUnlessPassing(error: unknown, state: Tail): void {
  const passing = error instanceof CliError && error.code === "CW_CLI_UNREACHABLE" && state.connected;
  if (!passing) throw error;
}

async function show(event: ReceivedEvent, state: Tail): Promise<void> {
  state.lastEventId = event.id ?? state.lastEventId;
  if (event.name === "message") {
    for (const row of (JSON.parse(event.data) as TailRows).rows) await showRow(row, state);
  } else if (event.name === "dropped") {
    const { count } = JSON.parse(event.data) as TailDropped;
    process.stderr.write(`cordwood: ${count} records were left out: this terminal is slower than they come\n`);
  } else if (event.name === "failed") {
    const { error } = JSON.parse(event.data) as TailFailed;
    throw new CliError("CW_CLI_ANSWER", { message: error.message, hint: error.hint });
  }
}
