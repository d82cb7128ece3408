import { memo, type ReactElement } from "react";
import { type Layout, markHits, visiblePieces } from "./visible.js";

/** Draws log content: as text only, with hidden characters made visible and the search's hits marked. */
export const Text = memo(function Text(props: { value: string; layout?: Layout; hits?: RegExp | null }): ReactElement {
  const pieces = markHits(visiblePieces(props.value, props.layout ?? "line"), props.hits ?? null);
  let offset = 0;
  return (
    <>
      {pieces.map(({ kind, text }) => {
        const key = offset;
        offset += text.length;
        if (kind === "text") return text;
        return kind === "hit" ? (
          <mark key={key}>{text}</mark>
        ) : (
          <span key={key} className="control">
            {text}
          </span>
        );
      })}
    </>
  );
});
