import type { ReactElement } from "react";
import { Icon } from "../shell/Icon.js";
import { formatCount } from "../text/count.js";
import type { Tail } from "./useTail.js";

function said(tail: Tail, empty: boolean): string {
  if (tail.state === "failed") return tail.error?.message ?? "The live tail ended.";
  if (tail.state === "connecting") return "Connecting…";
  if (tail.buffer.paused) return "Paused while you read.";
  return empty ? "Waiting for records…" : "Live: new records appear on top.";
}

/** What the live tail is doing, how many records wait, and how to go on or stop. */
export function TailBar(props: { tail: Tail; empty: boolean; onStop: () => void }): ReactElement {
  const { tail, empty, onStop } = props;
  const { buffer } = tail;
  return (
    <div className={`tail-bar ${tail.state} ${buffer.paused ? "paused" : ""}`}>
      <span className="tail-light" aria-hidden="true" />
      <span role="status">{said(tail, empty)}</span>
      {buffer.dropped > 0 ? (
        <span className="muted">{formatCount(buffer.dropped)} left out: too many to show</span>
      ) : null}
      {buffer.paused ? (
        <button type="button" className="button small primary" onClick={tail.go}>
          <Icon name="up" />
          {buffer.waiting.length > 0 ? `${formatCount(buffer.waiting.length)} new` : "Go on"}
        </button>
      ) : (
        <button type="button" className="button small" onClick={tail.hold}>
          <Icon name="pause" /> Pause
        </button>
      )}
      <button type="button" className="button small" onClick={onStop}>
        Stop
      </button>
    </div>
  );
}
