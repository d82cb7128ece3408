import { type ReactElement, type RefObject, useRef } from "react";
import type { Mistake } from "../query/mistake.js";
import { useHang } from "./useHang.js";

/** Says what is wrong with the search, with its tip at the place where it is wrong. */
export function MistakeNote(props: { mistake: Mistake | null; layer: RefObject<HTMLPreElement | null> }): ReactElement {
  const { mistake, layer } = props;
  const note = useRef<HTMLDivElement>(null);
  useHang(note, layer, mistake?.offset ?? 0, 0);
  return (
    <div ref={note} id="search-mistake" role="status" className={mistake === null ? "offscreen" : "search-mistake"}>
      {mistake === null ? null : (
        <>
          <span className="search-mistake-tip" aria-hidden="true" />
          {mistake.message}
        </>
      )}
    </div>
  );
}
