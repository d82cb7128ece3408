import cluster from "node:cluster";
import { isMessage, message } from "./messages.js";
import { Peers } from "./peers.js";

/** In the primary process of a cluster: the workers that share their metrics. In a worker: shares its own, and answers undefined. */
export function shareBetweenProcesses(metrics: () => Promise<object[]>): Peers | undefined {
  if (cluster.isWorker) {
    answerPrimary(metrics);
    return undefined;
  }
  const peers = new Peers((ask) => {
    for (const worker of Object.values(cluster.workers ?? {})) if (worker?.isConnected() === true) worker.send(ask);
  });
  cluster.on("message", (_worker, received: unknown) => {
    if (isMessage(received)) peers.receive(received);
  });
  cluster.on("disconnect", (worker) => peers.left(String(worker.id)));
  return peers;
}

function answerPrimary(metrics: () => Promise<object[]>): void {
  const from = String(cluster.worker?.id);
  process.on("message", (received) => {
    if (isMessage(received) && received.kind === "ask") void answer(received.id);
  });
  process.send?.(message({ kind: "joined", from }));

  async function answer(id: string): Promise<void> {
    const content = message({ kind: "answer", id, from, metrics: await metrics() });
    if (process.connected) process.send?.(content);
  }
}
