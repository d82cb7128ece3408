// Cordwood's paths, each in a process of its own.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { PipelineConfig } from "@cordwood/collector";
import { listening, sendForward } from "./forward-senders.js";
import { lineCount } from "./lines.js";
import { type Figures, measure } from "./measure.js";
import type { Order } from "./worker.js";

const who = "cordwood";
const forwardPort = 24_299;

class Worker {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, "worker.js"), {
    env: { ...process.env, UV_THREADPOOL_SIZE: "12" },
  });

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async order(order: Order): Promise<void> {
    this.#child.send(order);
    const [answer] = (await Promise.race([once(this.#child, "message"), once(this.#child, "exit")])) as unknown[];
    if (answer !== "done") throw new Error(`the worker ended during ${order.do}`);
  }

  async stop(): Promise<void> {
    this.#child.send({ do: "stop" } satisfies Order);
    await once(this.#child, "exit");
  }
}

async function run(path: string, start: Order, work: (worker: Worker) => Promise<void>): Promise<Figures> {
  const worker = new Worker();
  await worker.order(start);
  const figures = await measure({ path, who, lines: lineCount, pid: worker.pid }, () => work(worker));
  await worker.stop();
  return figures;
}

/** A file through the fsynced buffer to nowhere. */
export function tail(path: string, directory: string, file: string): Promise<Figures> {
  return run(path, { do: "start", directory }, (worker) => worker.order({ do: "tail", file, lines: lineCount }));
}

/** Bodies of a thousand lines, eight at a time, each acknowledged after the fsync. */
export function ingest(path: string, directory: string): Promise<Figures> {
  return run(path, { do: "start", directory, pipeline: {} }, (worker) =>
    worker.order({ do: "ingest", lines: lineCount }),
  );
}

/** Forward chunks, each acknowledged after the fsync. */
export function forward(path: string, directory: string): Promise<Figures> {
  const pipeline: PipelineConfig = { inputs: [{ type: "forward", listen: `127.0.0.1:${forwardPort}` }] };
  return run(path, { do: "start", directory, pipeline }, async () => {
    await listening(forwardPort);
    await sendForward(forwardPort);
  });
}

/** A file until the last of its lines can be searched. */
export function searchable(path: string, directory: string, file: string): Promise<Figures> {
  const store = join(directory, "store");
  return run(path, { do: "start", directory, store }, (worker) => worker.order({ do: "tail", file, lines: lineCount }));
}

/** Segments that lie there already, inserted by the store alone. */
export async function storeAlone(path: string, directory: string, file: string): Promise<Figures> {
  const keep = `${directory}-segments`;
  await run(path, { do: "start", directory: `${directory}-collector`, keep }, (worker) =>
    worker.order({ do: "tail", file, lines: lineCount }),
  );
  const store = join(directory, "store");
  return run(path, { do: "start", directory, store }, (worker) => worker.order({ do: "insert", directory: keep }));
}
