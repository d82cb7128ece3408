/**
 * Delivers what is left when the process may no longer wait for anything: `process.exit()`, an uncaught
 * exception, or a full queue that has to block. A child process is run synchronously, with a time limit,
 * and given the bytes on its standard input. Node has no synchronous sockets, so this is the only way that
 * loses nothing; it costs some 50 ms and happens at most once per full queue or exit.
 */
import { spawnSync } from "node:child_process";

/** What the child process is asked to do. */
export interface CourierJob {
  kind: "http" | "stream" | "datagram";
  /** `http`: the whole URL. */
  url?: string;
  method?: string;
  headers?: Record<string, string>;
  /** `stream` and `datagram`: where to. */
  host?: string;
  port?: number;
  /** `stream`: a Unix socket instead of host and port. */
  path?: string;
  /** `datagram`: 4 or 6. */
  family?: number;
  /** Lengths of the pieces that make up the body; one request, one datagram or one write each. */
  lengths: number[];
}

/** A job and what it sends. */
export interface Courier {
  job: Omit<CourierJob, "lengths">;
  pieces: Uint8Array[];
}

/**
 * Runs the job and waits for it, for `timeoutMs` at most.
 * @returns whether the child says that all was delivered.
 */
export function runCourier(
  job: Omit<CourierJob, "lengths">,
  pieces: readonly Uint8Array[],
  timeoutMs: number,
): boolean {
  const complete: CourierJob = { ...job, lengths: pieces.map((piece) => piece.length) };
  const header = Buffer.from(`${JSON.stringify(complete)}\n`);
  const result = spawnSync(process.execPath, ["--no-warnings", "-e", program], {
    input: Buffer.concat([header, ...pieces]),
    timeout: Math.max(1, timeoutMs),
    stdio: ["pipe", "ignore", "ignore"],
    windowsHide: true,
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  return result.status === 0;
}

/*
 * The child's program: the source text of these functions is handed to `node -e`, so they can use nothing from outside
 * but each other, and work the same from a bundle.
 */

type Send = (job: CourierJob, pieces: readonly Buffer[]) => Promise<void>;

async function sendByHttp(job: CourierJob, pieces: readonly Buffer[]): Promise<void> {
  const url = new URL(job.url ?? "");
  const client = process.getBuiltinModule(url.protocol === "https:" ? "node:https" : "node:http");
  for (const piece of pieces) {
    const headers = { ...job.headers, "content-length": piece.length };
    await new Promise<void>((resolve, reject) => {
      const request = client.request(url, { method: job.method ?? "POST", headers }, (response) => {
        response.resume();
        response.on("end", () => ((response.statusCode ?? 500) < 300 ? resolve() : reject(new Error("refused"))));
      });
      request.on("error", reject);
      request.end(piece);
    });
  }
}

async function sendByStream(job: CourierJob, pieces: readonly Buffer[]): Promise<void> {
  const { connect } = process.getBuiltinModule("node:net");
  await new Promise<void>((resolve, reject) => {
    const to = job.path === undefined ? { host: job.host ?? "localhost", port: job.port ?? 0 } : { path: job.path };
    const socket = connect(to);
    socket.on("error", reject);
    socket.on("close", () => resolve());
    socket.resume();
    socket.end(Buffer.concat(pieces));
  });
}

async function sendByDatagram(job: CourierJob, pieces: readonly Buffer[]): Promise<void> {
  const socket = process.getBuiltinModule("node:dgram").createSocket(job.family === 6 ? "udp6" : "udp4");
  for (const piece of pieces) {
    await new Promise<void>((resolve, reject) => {
      socket.send(piece, job.port ?? 0, job.host ?? "localhost", (error) => (error ? reject(error) : resolve()));
    });
  }
  socket.close();
}

async function deliver(ways: Record<CourierJob["kind"], Send>): Promise<void> {
  const input = process.getBuiltinModule("node:fs").readFileSync(0);
  const end = input.indexOf(10);
  const job = JSON.parse(input.subarray(0, end).toString()) as CourierJob;
  let at = end + 1;
  const pieces = job.lengths.map((length) => input.subarray(at, (at += length)));
  try {
    await ways[job.kind](job, pieces);
  } catch {
    process.exitCode = 1;
  }
}

const program = `(${deliver.toString()})({
  http: ${sendByHttp.toString()},
  stream: ${sendByStream.toString()},
  datagram: ${sendByDatagram.toString()},
})`;
