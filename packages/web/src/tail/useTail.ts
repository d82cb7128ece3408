import type { Row, TailDropped, TailFailed, TailRows } from "@cordwood/server/api";
import { useCallback, useEffect, useRef, useState } from "react";
import { apiAddress } from "../api/request.js";
import { WebError } from "../errors.js";
import { tailFlushMs, tailWaitingMax } from "../limits.js";
import { arrive, drop, emptyTail, pause, resume, type TailBuffer } from "./tailBuffer.js";

/** Where the live tail stands. */
export type TailState = "off" | "connecting" | "open" | "failed";

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

/** Runs the live tail of a search while `enabled`; records are collected for a moment so that a flood costs few redraws. */
export function useTail(query: string, enabled: boolean): Tail {
  const [state, setState] = useState<TailState>("off");
  const [error, setError] = useState<WebError | null>(null);
  const [buffer, setBuffer] = useState(emptyTail);
  const pending = useRef<Row[]>([]);

  useEffect(() => {
    setBuffer(emptyTail);
    setError(null);
    setState(enabled ? "connecting" : "off");
    if (!enabled) return undefined;
    const flush = (): void => {
      const records = pending.current;
      pending.current = [];
      if (records.length > 0) setBuffer((held) => arrive(held, records));
    };
    const timer = setInterval(flush, tailFlushMs);
    const stop = listen(query, {
      opened: () => setState("open"),
      lost: () => setState("connecting"),
      failed: (reason) => {
        setError(reason);
        setState("failed");
      },
      rows: (rows) => {
        pending.current.push(...rows);
        if (pending.current.length > tailWaitingMax) flush();
      },
      dropped: (count) => setBuffer((held) => drop(held, count)),
    });
    return () => {
      clearInterval(timer);
      stop();
      pending.current = [];
    };
  }, [query, enabled]);

  const hold = useCallback(() => setBuffer(pause), []);
  const go = useCallback(() => setBuffer(resume), []);
  return { state, buffer, error, hold, go };
}
