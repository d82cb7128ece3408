// One reader of a live tail: rows from the store go through a bounded queue into server-sent events, as fast as
// the reader takes them.
import type { Row } from "@cordwood/store";
import type { TailDropped, TailRows } from "../api/tail.js";
import { errorAnswer } from "../error-answer.js";
import { tailEventRowsMax, tailHeartbeatMs, tailQueueRowsMax } from "../limits.js";
import { eventId } from "./event-id.js";
import { RowQueue } from "./row-queue.js";
import { heartbeat, serverSentEvent } from "./server-sent-event.js";

/** What a live tail is made of. */
export interface EventStreamOptions {
  /** Batches as they become searchable; ends when `stop` aborts. */
  batches: AsyncIterable<Row[]>;
  /** Ends the tail from either side. */
  stop: AbortController;
  requestId: string;
  /** Told once for every time rows were dropped. */
  onDropped: (count: number) => void;
  /** Told once, when the stream has ended. */
  onEnd: () => void;
}

/** The body of `text/event-stream`. */
export function eventStream(options: EventStreamOptions): ReadableStream<Uint8Array> {
  const { stop } = options;
  const queue = new RowQueue(tailQueueRowsMax);
  const state: PumpState = { ended: false, failure: undefined };
  const pumping = pump(options, queue, state).finally(options.onEnd);
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(heartbeat)),
    async pull(controller) {
      const text = await nextText(queue, state, options.requestId);
      if (text !== undefined) controller.enqueue(encoder.encode(text));
      if (text === undefined || state.failureTold === true) controller.close();
    },
    async cancel() {
      stop.abort();
      await pumping;
    },
  });
}

interface PumpState {
  ended: boolean;
  failure: unknown;
  failureTold?: boolean;
}

async function pump(options: EventStreamOptions, queue: RowQueue, state: PumpState): Promise<void> {
  try {
    for await (const rows of options.batches) {
      const dropped = queue.push(rows);
      if (dropped > 0) options.onDropped(dropped);
    }
  } catch (error) {
    if (!options.stop.signal.aborted) state.failure = error;
  }
  state.ended = true;
  queue.wake();
}

/** The next piece of the stream, or undefined at its end. */
async function nextText(queue: RowQueue, state: PumpState, requestId: string): Promise<string | undefined> {
  if (!state.ended) await queue.ready(tailHeartbeatMs);
  const { rows, dropped } = queue.take(tailEventRowsMax);
  const last = rows.at(-1);
  if (last) return droppedText(dropped) + serverSentEvent({ id: eventId(last), data: { rows } satisfies TailRows });
  if (!state.ended) return heartbeat;
  if (state.failure === undefined) return undefined;
  state.failureTold = true;
  return serverSentEvent({ name: "failed", data: errorAnswer(state.failure, requestId).body });
}

function droppedText(count: number): string {
  return count === 0 ? "" : serverSentEvent({ name: "dropped", data: { count } satisfies TailDropped });
}
