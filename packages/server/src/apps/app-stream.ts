import { tailHeartbeatMs } from "../limits.js";
import { heartbeat, serverSentEvent } from "../tail/server-sent-event.js";
import type { SendEvent } from "./app-registry.js";

/**
 * The answer that stays open to an application: events as they are sent, a comment now and then.
 * @param register is given how to send events, and answers what to do when the connection ends
 */
export function appStream(register: (send: SendEvent) => () => void, closing: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let end: (() => void) | undefined;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string): void => controller.enqueue(encoder.encode(text));
      const remove = register((name, data) => write(serverSentEvent({ name, data })));
      const beating = setInterval(() => write(heartbeat), tailHeartbeatMs);
      const close = (): void => {
        end?.();
        controller.close();
      };
      end = () => {
        clearInterval(beating);
        closing.removeEventListener("abort", close);
        remove();
      };
      closing.addEventListener("abort", close, { once: true });
    },
    cancel: () => end?.(),
  });
}
