import { randomUUID } from "node:crypto";
import { PEER_ANSWER_MS } from "../limits.js";
import { type Message, message } from "./messages.js";

/** Threads or processes that share their metrics with this one. */
export class Peers {
  readonly #send: (ask: Message) => void;
  readonly #known = new Set<string>();
  readonly #waiting = new Map<string, (from: string, metrics: object[]) => void>();

  /** @param send brings a message to all of them */
  constructor(send: (ask: Message) => void) {
    this.#send = send;
  }

  /** Hears of a peer that has joined, and takes its answers. */
  receive(received: Message): void {
    if (received.kind === "ask") return;
    this.#known.add(received.from);
    if (received.kind === "answer") this.#waiting.get(received.id)?.(received.from, received.metrics);
  }

  /** Forgets a peer that has ended. */
  left(from: string): void {
    this.#known.delete(from);
  }

  /** The metrics of all. One that does not answer in time is left out, and not waited for again until it is heard of. */
  async metrics(): Promise<object[][]> {
    if (this.#known.size === 0) return [];
    const id = randomUUID();
    const answers = new Map<string, object[]>();
    const complete = new Promise<void>((resolve) => {
      const deadline = setTimeout(resolve, PEER_ANSWER_MS);
      this.#waiting.set(id, (from, metrics) => {
        answers.set(from, metrics);
        if ([...this.#known].some((peer) => !answers.has(peer))) return;
        clearTimeout(deadline);
        resolve();
      });
    });
    this.#send(message({ kind: "ask", id }));
    await complete;
    this.#waiting.delete(id);
    for (const peer of this.#known) if (!answers.has(peer)) this.#known.delete(peer);
    return [...answers.values()];
  }
}
