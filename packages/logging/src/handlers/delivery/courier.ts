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
  /** `stream`: speak TLS. */
  tls?: boolean;
  /** `datagram`: 4 or 6. */
  family?: number;
  /** PEM of the certificate authority that signed the server's certificate. */
  ca?: string;
  /** Lengths of the pieces that make up the body; one request, one datagram or one write each. */
  lengths: number[];
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
  const result = spawnSync(process.execPath, ["--no-warnings", "-e", `(${deliver.toString()})()`], {
    input: Buffer.concat([header, ...pieces]),
    timeout: Math.max(1, timeoutMs),
    stdio: ["pipe", "ignore", "ignore"],
    windowsHide: true,
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  return result.status === 0;
}

/**
 * The child's whole program: its source text is handed to `node -e`, so it can use nothing from outside
 * itself, and works the same from a bundle.
 */
async function deliver(): Promise<void> {
  const { readFileSync } = process.getBuiltinModule("node:fs");
  const input = readFileSync(0);
  const end = input.indexOf(10);
  const job = JSON.parse(input.subarray(0, end).toString()) as CourierJob;
  let at = end + 1;
  const pieces = job.lengths.map((length) => input.subarray(at, (at += length)));
  const post = (piece: Buffer): Promise<void> =>
    new Promise((resolve, reject) => {
      const url = new URL(job.url ?? "");
      const client = process.getBuiltinModule(url.protocol === "https:" ? "node:https" : "node:http");
      const options = {
        method: job.method ?? "POST",
        headers: { ...job.headers, "content-length": piece.length },
        ca: job.ca,
      };
      const request = client.request(url, options, (response) => {
        response.resume();
        response.on("end", () => ((response.statusCode ?? 500) < 300 ? resolve() : reject(new Error("status"))));
      });
      request.on("error", reject);
      request.end(piece);
    });
  const stream = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const to = job.path === undefined ? { host: job.host ?? "localhost", port: job.port ?? 0 } : { path: job.path };
      const socket =
        job.tls === true
          ? process.getBuiltinModule("node:tls").connect({ ...to, ...(job.ca === undefined ? {} : { ca: job.ca }) })
          : process.getBuiltinModule("node:net").connect(to);
      socket.on("error", reject);
      socket.on("close", () => resolve());
      socket.resume();
      socket.end(Buffer.concat(pieces));
    });
  const datagrams = async (): Promise<void> => {
    const socket = process.getBuiltinModule("node:dgram").createSocket(job.family === 6 ? "udp6" : "udp4");
    for (const piece of pieces) {
      await new Promise<void>((resolve, reject) => {
        socket.send(piece, job.port ?? 0, job.host ?? "localhost", (error) => (error ? reject(error) : resolve()));
      });
    }
    socket.close();
  };
  try {
    if (job.kind === "stream") await stream();
    else if (job.kind === "datagram") await datagrams();
    else for (const piece of pieces) await post(piece);
  } catch {
    process.exitCode = 1;
  }
}
