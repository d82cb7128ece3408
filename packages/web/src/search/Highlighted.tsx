import { highlight } from "@cordwood/store/query";
import { memo, type ReactElement, type RefObject } from "react";
import type { Mistake } from "../query/mistake.js";
import { stretches } from "./stretches.js";

/** The coloured text that lies under the one being typed, letter by letter in the same place. */
export const Highlighted = memo(function Highlighted(props: {
  query: string;
  mistake: Mistake | null;
  layer: RefObject<HTMLPreElement | null>;
}): ReactElement {
  const drawn = stretches(props.query, highlight(props.query), props.mistake);
  let offset = 0;
  return (
    <pre ref={props.layer} className="search-layer" aria-hidden="true">
      {drawn.map(({ text, look }) => {
        const key = offset;
        offset += text.length;
        return (
          <span key={key} className={look}>
            {text}
          </span>
        );
      })}
      {/* Keeps the height of a last, empty line. */}
      {"\u200b"}
    </pre>
  );
});
