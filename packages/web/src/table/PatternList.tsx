import type { TableResponse } from "@cordwood/server/api";
import type { ReactElement } from "react";
import { tableRowsMax } from "../limits.js";
import { formatCount, formatShare } from "../text/count.js";
import { Text } from "../text/Text.js";
import { type Pattern, patternsOf } from "./patternsOf.js";

/** Messages by their shape, most frequent first; a click shows the records of one shape. */
export function PatternList(props: { table: TableResponse; onShow: (clause: string) => void }): ReactElement {
  const patterns = patternsOf(props.table) ?? [];
  return (
    <ol className="patterns" aria-label="Patterns">
      {patterns.slice(0, tableRowsMax).map((pattern) => (
        <li key={pattern.query}>
          <button type="button" title="Show these records" onClick={() => props.onShow(pattern.query)}>
            <span className="pattern-count">{formatCount(pattern.count)}</span>
            <span className="pattern-share">{formatShare(pattern.share)}</span>
            <meter min={0} max={patterns[0]?.share ?? 1} value={pattern.share} />
            <Template pieces={pattern.pieces} />
          </button>
        </li>
      ))}
    </ol>
  );
}

/** The shape, with the places that differ from record to record dimmed. */
export function Template({ pieces }: Pick<Pattern, "pieces">): ReactElement {
  return (
    <span className="pattern-template">
      {pieces.map(({ text, at, varies }) =>
        varies ? (
          <span key={at} className="varies" title="differs from record to record">
            ✱
          </span>
        ) : (
          <Text key={at} value={text} />
        ),
      )}
    </span>
  );
}
