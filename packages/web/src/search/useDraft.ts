import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/** The text being typed and where the caret stands in it. */
export interface Draft {
  draft: string;
  caret: number;
  /** Puts a text and a caret in; the caret is moved once the text is drawn. */
  edit: (text: string, caret: number) => void;
  setCaret: (caret: number) => void;
}

/** Keeps a draft of the query; when the query itself changes (a filter, the back button), the draft follows. */
export function useDraft(query: string, area: RefObject<HTMLTextAreaElement | null>): Draft {
  const [state, setState] = useState({ query, draft: query, caret: query.length });
  const moved = useRef<number | null>(null);
  const current = state.query === query ? state : { query, draft: query, caret: query.length };
  if (current !== state) setState(current);
  useLayoutEffect(() => {
    if (moved.current !== null) area.current?.setSelectionRange(moved.current, moved.current);
    moved.current = null;
  });
  return {
    draft: current.draft,
    caret: Math.min(current.caret, current.draft.length),
    edit: (draft, caret) => {
      moved.current = caret;
      setState({ query, draft, caret });
    },
    setCaret: (caret) => setState((before) => (before.caret === caret ? before : { ...before, caret })),
  };
}
