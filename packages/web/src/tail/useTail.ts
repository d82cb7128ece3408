import type { Row, TailDropped, TailFailed, TailRows } from "@cordwood/server/api";
import { useCallback, useEffect, useState } from "react";
import { apiAddress } from "../api/request.js";
import { WebError } from "../errors.js";
import { tailFlushMs, tailWaitingMax } from "../limits.js";
import { arrive, drop, emptyTail, pause, resume, type TailBuffer } from "./tailBuffer.js";

type TailState = "off" | "connecting" | "open" | "failed";

/** The live tail as the page uses it. */
export interface Tail {
  state: TailState;
  buffer: TailBuffer;
  error: WebError | null;
  /** Holds the list still; arriving records wait. */
  hold: () => void;
  /** Lets the waiting records in. */
  go: () => void;
}

interface Sink {
  opened: () => void;
  lost: () => void;
  failed: (error: WebError) => void;
  rows: (rows: readonly Row[]) => void;
  dropped: (count: number) => void;
}

/** Listens to `GET /api/v1/tail`. The browser reconnects by itself and says where it was (`Last-Event-ID`). */
function listen(query: string, sink: Sink): () => void {
  const source = new EventSource(apiAddress("tail", { query }));
  source.addEventListener("open", sink.opened);
  source.addEventListener("message", (event: MessageEvent<string>) =>
    sink.rows((JSON.parse(event.data) as TailRows).rows),
  );
  source.addEventListener("dropped", (event: MessageEvent<string>) =>
    sink.dropped((JSON.parse(event.data) as TailDropped).count),
  );
  source.addEventListener("failed", (event: MessageEvent<string>) => {
    const { error } = JSON.parse(event.data) as TailFailed;
    source.close();
    sink.failed(new WebError(error.code, error.message, error.hint, 0));
  });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) sink.failed(WebError.of("CW_WEB_UNREACHABLE", location.host));
    else sink.lost();
  });
  return () => source.close();
}

interface Held {
  /** Search that this belongs to; null while the tail is off. */
  query: string | null;
  state: TailState;
  error: WebError | null;
  buffer: TailBuffer;
}

function begin(query: string | null): Held {
  return { query, state: query === null ? "off" : "connecting", error: null, buffer: emptyTail };
}

/** Runs the live tail of a search while `enabled`; records are collected for a moment so that a flood costs few redraws. */
export function useTail(query: string, enabled: boolean): Tail {
  const wanted = enabled ? query : null;
  const [held, setHeld] = useState(() => begin(wanted));
  const current = held.query === wanted ? held : begin(wanted);
  if (current !== held) setHeld(current);

  useEffect(() => {
    if (wanted === null) return undefined;
    const pending: Row[] = [];
    const patch = (change: Partial<Held>): void => setHeld((before) => ({ ...before, ...change }));
    const edit = (change: (buffer: TailBuffer) => TailBuffer): void =>
      setHeld((before) => ({ ...before, buffer: change(before.buffer) }));
    const flush = (): void => {
      const records = pending.splice(0);
      if (records.length > 0) edit((buffer) => arrive(buffer, records));
    };
    const timer = setInterval(flush, tailFlushMs);
    const stop = listen(wanted, {
      opened: () => patch({ state: "open" }),
      lost: () => patch({ state: "connecting" }),
      failed: (error) => patch({ state: "failed", error }),
      rows: (rows) => {
        pending.push(...rows);
        if (pending.length > tailWaitingMax) flush();
      },
      dropped: (count) => edit((buffer) => drop(buffer, count)),
    });
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [wanted]);

  const hold = useCallback(() => setHeld((before) => ({ ...before, buffer: pause(before.buffer) })), []);
  const go = useCallback(() => setHeld((before) => ({ ...before, buffer: resume(before.buffer) })), []);
  return { state: current.state, buffer: current.buffer, error: current.error, hold, go };
}
