import type { Row } from "@cordwood/server/api";
import { type ReactElement, useState } from "react";
import { useNeighbours } from "../api/useNeighbours.js";
import type { Zone } from "../range/instant.js";
import { ErrorNote } from "../empty/ErrorNote.js";
import { IconButton } from "../shell/IconButton.js";
import { RecordBody } from "./RecordBody.js";
import { RecordContext } from "./RecordContext.js";
import { RecordHead } from "./RecordHead.js";

/** What an opened record can do. */
export interface RecordActions {
  filter: (field: string, value: string, exclude: boolean) => void;
  toggleColumn: (field: string) => void;
  open: (row: Row) => void;
  close: () => void;
  /** Shows everything that happened around the record's time. */
  showAround: (row: Row) => void;
}

/** The opened record beside the list: all its fields, and what happened around it in the same stream. */
export function RecordPanel(props: {
  id: string;
  /** The record, when the list has it; otherwise it is fetched by its id. */
  row: Row | undefined;
  columns: readonly string[];
  zone: Zone;
  /** What the search looked for. */
  hits: RegExp | null;
  actions: RecordActions;
}): ReactElement {
  const { id, zone, actions } = props;
  const [tab, setTab] = useState<"fields" | "context">("fields");
  const fetched = useNeighbours(id, 0, props.row === undefined);
  const row = props.row ?? fetched.data?.record;

  return (
    <aside className="record" aria-label="Record" key={id}>
      <div className="record-bar">
        <div className="tabs" role="tablist">
          <button type="button" role="tab" aria-selected={tab === "fields"} onClick={() => setTab("fields")}>
            Record
          </button>
          <button type="button" role="tab" aria-selected={tab === "context"} onClick={() => setTab("context")}>
            Around it
          </button>
        </div>
        <IconButton icon="close" label="Close (Esc)" onClick={actions.close} />
      </div>
      {row === undefined && fetched.error ? (
        <ErrorNote error={fetched.error} onRetry={() => void fetched.refetch()} />
      ) : null}
      {row === undefined && !fetched.error ? <div className="skeleton-lines" aria-label="Loading" /> : null}
      {row !== undefined && tab === "fields" ? (
        <>
          <RecordHead row={row} zone={zone} hits={props.hits} actions={actions} />
          <RecordBody row={row} columns={props.columns} actions={actions} />
        </>
      ) : null}
      {row !== undefined && tab === "context" ? <RecordContext row={row} zone={zone} onOpen={actions.open} /> : null}
    </aside>
  );
}
