import type { Row } from "@cordwood/server/api";
import { useCallback, useState } from "react";
import { useShortcuts } from "../shell/useShortcuts.js";

/** The row that the keyboard stands on, and which rows are expanded. */
export interface RowCursor {
  at: number;
  expanded: ReadonlySet<string>;
  toggle: (id: string) => void;
}

/**
 * Moves over the rows with j and k or the arrow keys, opens with Enter, expands with x. While a record is open,
 * moving opens the next one, so that a person can read on.
 */
export function useRowKeys(props: {
  rows: readonly Row[];
  opened: string | null;
  open: (row: Row) => void;
  show: (index: number) => void;
}): RowCursor {
  const { rows, opened, open, show } = props;
  const [selected, setSelected] = useState<string | null>(null);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const current = opened ?? selected;
  const at = rows.findIndex((row) => row.id === current);

  // The row whose record was open stays selected when the record is closed.
  if (opened !== null && opened !== selected) setSelected(opened);

  const toggle = useCallback((id: string): void => {
    setExpanded((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }, []);
  const go = (index: number): void => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (row === undefined) return;
    setSelected(row.id);
    if (opened !== null) open(row);
    show(rows.indexOf(row));
  };
  const withRow = (act: (row: Row) => void): void => {
    const row = rows[at];
    if (row !== undefined) act(row);
  };

  useShortcuts({
    j: () => go(at + 1),
    k: () => go(at === -1 ? 0 : at - 1),
    ArrowDown: () => go(at + 1),
    ArrowUp: () => go(at === -1 ? 0 : at - 1),
    g: () => go(0),
    G: () => go(rows.length - 1),
    Enter: () => withRow(open),
    x: () => withRow((row) => toggle(row.id)),
  });
  return { at, expanded, toggle };
}
