import type { Row } from "@cordwood/server/api";
import { type ReactElement, useState } from "react";
import { useNeighbours } from "../api/useNeighbours.js";
import { ErrorNote } from "../empty/ErrorNote.js";
import { contextRows, rowTextCharsMax } from "../limits.js";
import type { Zone } from "../range/instant.js";
import { levelStep } from "../level/level.js";
import { TimeCell } from "../rows/TimeCell.js";
import { Text } from "../text/Text.js";

/** Braces, because a browser may answer with a promise, which React would take for a clean-up. */
function centre(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "center" });
}

/** What happened just before and after a record in the same stream, in the order it happened. */
export function RecordContext(props: { row: Row; zone: Zone; onOpen: (row: Row) => void }): ReactElement {
  const { row, zone, onOpen } = props;
  const [count, setCount] = useState(contextRows);
  const neighbours = useNeighbours(row.id, count);
  if (neighbours.error) return <ErrorNote error={neighbours.error} onRetry={() => void neighbours.refetch()} />;
  if (neighbours.data === undefined) return <div className="skeleton-lines" aria-label="Loading" />;
  const { before, record, after } = neighbours.data;
  return (
    <div className="context">
      <p className="note">
        The same stream ({[row.service, row.host, row.logger].filter((part) => part !== "").join(", ") || "no service"}
        ), oldest first.
      </p>
      <ol>
        {[...before, record, ...after].map((near) => (
          <li key={near.id} ref={near.id === row.id ? centre : null} aria-current={near.id === row.id}>
            <button
              type="button"
              className={`context-line edge-${levelStep(near.level, near.severity)}`}
              onClick={() => onOpen(near)}
            >
              <TimeCell time={near.time} zone={zone} />
              <span>
                <Text value={near.message.slice(0, rowTextCharsMax)} />
              </span>
            </button>
          </li>
        ))}
      </ol>
      <button type="button" className="button small" onClick={() => setCount((shown) => Math.min(500, shown * 3))}>
        Show more
      </button>
    </div>
  );
}
