import { BroadcastChannel, isMainThread, threadId } from "node:worker_threads";
import type { Registry } from "prom-client";
import { isMessage, message } from "./messages.js";
import { Peers } from "./peers.js";

/** In the main thread: the worker threads that share their metrics. In a worker thread: shares its own, and answers undefined. */
export function shareBetweenThreads(registry: Registry): Peers | undefined {
  const channel = new BroadcastChannel("cordwood-metrics");
  channel.unref();
  const peers = new Peers((ask) => channel.postMessage(ask));
  const from = String(threadId);
  channel.onmessage = (event) => {
    const { data } = event as { data: unknown };
    if (!isMessage(data)) return;
    if (isMainThread) peers.receive(data);
    else if (data.kind === "ask") void answer(data.id);
  };
  if (isMainThread) return peers;
  channel.postMessage(message({ kind: "joined", from }));
  return undefined;

  async function answer(id: string): Promise<void> {
    channel.postMessage(message({ kind: "answer", id, from, metrics: await registry.getMetricsAsJSON() }));
  }
}
