import { memo, type ReactElement } from "react";
import { type Layout, markHits, visiblePieces } from "./visible.js";

/** Draws log content: as text only, with hidden characters made visible and the search's hits marked. */
export const Text = memo(function Text(props: { value: string; layout?: Layout; hits?: RegExp | null }): ReactElement {
  const pieces = markHits(visiblePieces(props.value, props.layout ?? "line"), props.hits ?? null);
  return (
    <>
      {pieces.map((piece, index) => {
        if (piece.kind === "control")
          return (
            <span key={index} className="control">
              {piece.text}
            </span>
          );
        if (piece.kind === "hit") return <mark key={index}>{piece.text}</mark>;
        return piece.text;
      })}
    </>
  );
});
