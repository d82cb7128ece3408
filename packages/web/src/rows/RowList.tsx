import type { Row } from "@cordwood/server/api";
import { type CSSProperties, type ReactElement, type ReactNode, useEffect, useMemo, useRef } from "react";
import type { Zone } from "../range/instant.js";
import { RowHeader } from "./RowHeader.js";
import { RowLine } from "./RowLine.js";
import { useRowKeys } from "./useRowKeys.js";
import { useScrolling } from "./useScrolling.js";
import { rowPixels, useRowWindow } from "./useRowWindow.js";

/** Rows before the end at which the next page is asked for. */
const rowsAhead = 40;

/** What {@link RowList} shows and tells. */
export interface RowListProps {
  rows: readonly Row[];
  columns: readonly string[];
  zone: Zone;
  wrap: boolean;
  opened: string | null;
  hits: RegExp | null;
  hasMore: boolean;
  onMore: () => void;
  onOpen: (row: Row) => void;
  onFilter: (field: string, value: string, exclude: boolean) => void;
  order: "asc" | "desc";
  /** Turns the order round; null where the newest must be on top. */
  onOrder: (() => void) | null;
  onRemoveColumn: (column: string) => void;
  /** What stands below the last row. */
  end: ReactNode;
  /** The list shows what arrives, on top. */
  following?: boolean;
  /** Tells whether the list stands at its top; the live tail pauses when it does not. */
  onTop?: (atTop: boolean) => void;
}

/** The records; only those in view are drawn. */
export function RowList(props: RowListProps): ReactElement {
  const { rows, columns, opened, hasMore, onMore, onOpen, onTop, onFilter } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useRowWindow(rows, scroller);
  const cursor = useRowKeys({ rows, opened, open: onOpen, show: (index) => virtual.scrollToIndex(index) });
  const { toggle } = cursor;
  const actions = useMemo(
    () => ({ open: onOpen, toggle: (row: Row) => toggle(row.id), filter: onFilter }),
    [onOpen, onFilter, toggle],
  );
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= rows.length - rowsAhead) onMore();
  }, [hasMore, last, rows.length, onMore]);
  useScrolling({ virtual, rows, opened, following: props.following ?? false });
  const selected = rows[cursor.at];

  return (
    <div
      ref={scroller}
      className="rows"
      role="grid"
      aria-label="Records"
      aria-rowcount={hasMore ? -1 : rows.length + 1}
      aria-activedescendant={
        selected && items.some((item) => item.index === cursor.at) ? `row-${selected.id}` : undefined
      }
      tabIndex={0}
      style={{ "--chosen": columns.length === 0 ? "" : `repeat(${columns.length}, var(--column))` } as CSSProperties}
      onScroll={(event) => onTop?.(event.currentTarget.scrollTop < rowPixels)}
    >
      <RowHeader
        columns={columns}
        zone={props.zone}
        order={props.order}
        onOrder={props.onOrder}
        onRemove={props.onRemoveColumn}
      />
      <div className="rows-all" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        <div className="rows-drawn" role="presentation" style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
          {items.map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <div key={item.key} role="presentation" data-index={item.index} ref={virtual.measureElement}>
                <RowLine
                  row={row}
                  index={item.index}
                  columns={columns}
                  zone={props.zone}
                  wrap={props.wrap}
                  selected={item.index === cursor.at}
                  expanded={cursor.expanded.has(row.id)}
                  hits={props.hits}
                  actions={actions}
                />
              </div>
            );
          })}
        </div>
      </div>
      <div role="row">
        <div role="gridcell">{props.end}</div>
      </div>
    </div>
  );
}
