// stdin to the server; with no server, pretty to the terminal.
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { ServerAddress } from "../client/server-client.js";
import { pipeFlushMs } from "../limits.js";
import { paintFor } from "../terminal/paint.js";
import { print } from "../terminal/print.js";
import { Batches } from "./batches.js";
import { deliver, type Destination, isReady } from "./deliver.js";
import { prettyLine } from "./pretty.js";

/** What `cordwood pipe` was told. */
export interface PipeOptions {
  server: ServerAddress;
  /** `service`, `dataset`, `host` and `format` of what is sent. */
  parameters: Record<string, string | undefined>;
  /** Show the lines as well as sending them. */
  echo: boolean;
  /** Fail instead of showing the lines when there is no server. */
  serverRequired: boolean;
}

/** Reads `input` to its end. @throws CliError `CW_CLI_PIPE_LOST` */
export async function pipe(input: Readable, options: PipeOptions): Promise<void> {
  // Ctrl-C goes to the whole pipeline: what the program before us still says while it ends is worth keeping.
  process.on("SIGINT", () => {});
  if (!options.serverRequired && !(await isReady(options.server))) return show(input);
  await send(input, options);
}

async function show(input: Readable): Promise<void> {
  const paint = paintFor(process.stdout);
  for await (const line of createInterface({ input, crlfDelay: Infinity })) await print(prettyLine(line, paint));
}

/** One batch is under way at a time; meanwhile the pipe fills and the program before us waits. */
async function send(input: Readable, options: PipeOptions): Promise<void> {
  const destination: Destination = options;
  const batches = new Batches();
  let sending = Promise.resolve();
  let failure: unknown;
  const queue = (piece: Buffer | undefined): Promise<void> => {
    if (piece) sending = sending.then(async () => sendPiece(piece, destination, options.echo));
    return sending;
  };
  const timer = setInterval(() => {
    queue(batches.due()).catch((error: unknown) => {
      failure = error;
      input.destroy();
    });
  }, pipeFlushMs);
  try {
    for await (const chunk of input) for (const piece of batches.add(chunk as Buffer)) await queue(piece);
  } catch (error) {
    if (failure === undefined) throw error;
  } finally {
    clearInterval(timer);
  }
  if (failure !== undefined) throw failure;
  await queue(batches.rest());
}

async function sendPiece(piece: Buffer, destination: Destination, echo: boolean): Promise<void> {
  if (echo) {
    const paint = paintFor(process.stdout);
    const lines = piece.toString("utf8").replace(/\n$/, "").split(/\r?\n/);
    await print(lines.map((line) => prettyLine(line, paint)).join("\n"));
  }
  const { rejected } = await deliver(piece, destination);
  for (const { line, reason } of rejected.slice(0, 3))
    process.stderr.write(`cordwood: line ${line} of this batch was refused: ${reason}\n`);
}
