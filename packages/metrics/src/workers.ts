import { randomUUID } from "node:crypto";
import { BroadcastChannel, isMainThread, threadId } from "node:worker_threads";
import { AggregatorRegistry, register, type Registry } from "prom-client";
import { WORKER_ANSWER_MS } from "./limits.js";

const channelName = "cordwood-metrics";

interface Ask {
  kind: "ask";
  id: string;
}

interface Answer {
  kind: "answer";
  id: string;
  thread: number;
  metrics: object[];
}

const threads = new Set<number>();
let hub: BroadcastChannel | undefined;

/**
 * In a worker thread: shares this thread's metrics with the main thread, which adds them up when they are collected. In the main thread: makes
 * ready to ask. Call it in both. (Worker processes of `cluster` need prom-client's own `AggregatorRegistry`.)
 */
export function shareMetrics(registry: Registry = register): void {
  if (hub !== undefined) return;
  hub = new BroadcastChannel(channelName);
  hub.unref();
  hub.onmessage = (event) =>
    void receive((event as { data: Ask | Answer | { kind: "joined"; thread: number } }).data, registry);
  if (!isMainThread) hub.postMessage({ kind: "joined", thread: threadId });
}

const waiting = new Map<string, (answer: Answer) => void>();

async function receive(message: Ask | Answer | { kind: "joined"; thread: number }, registry: Registry): Promise<void> {
  if (message.kind === "joined") threads.add(message.thread);
  else if (message.kind === "answer") waiting.get(message.id)?.(message);
  else if (!isMainThread) {
    const metrics = await registry.getMetricsAsJSON();
    hub?.postMessage({ kind: "answer", id: message.id, thread: threadId, metrics } satisfies Answer);
  }
}

/** The registry itself, or, where worker threads share theirs, one with the sums of all. A thread that does not answer in time is left out. */
export async function aggregatedRegistry(registry: Registry): Promise<Registry> {
  if (!isMainThread || hub === undefined || threads.size === 0) return registry;
  const answers = await askThreads(hub);
  return AggregatorRegistry.aggregate([await registry.getMetricsAsJSON(), ...answers.map((answer) => answer.metrics)]);
}

async function askThreads(channel: BroadcastChannel): Promise<Answer[]> {
  const id = randomUUID();
  const answers: Answer[] = [];
  await new Promise<void>((resolve) => {
    const deadline = setTimeout(resolve, WORKER_ANSWER_MS);
    waiting.set(id, (answer) => {
      answers.push(answer);
      if (answers.length < threads.size) return;
      clearTimeout(deadline);
      resolve();
    });
    channel.postMessage({ kind: "ask", id } satisfies Ask);
  });
  waiting.delete(id);
  // Threads that have ended no longer answer, and are not waited for again.
  const answered = new Set(answers.map((answer) => answer.thread));
  for (const thread of threads) if (!answered.has(thread)) threads.delete(thread);
  return answers;
}
