import { type ReactElement, useRef, useState } from "react";
import { useFields } from "../api/useFields.js";
import type { Range } from "../range/range.js";
import { useDismiss } from "../shell/useDismiss.js";
import { FieldItem } from "./FieldItem.js";
import { groupFields } from "./groupFields.js";

/** What the field list tells. */
export interface FieldActions {
  filter: (field: string, value: string, exclude: boolean) => void;
  toggleColumn: (field: string) => void;
}

function nothing(): void {
  // Beside the records there is nothing to close.
}

/** The fields of what was found, with type and share; opened, a field shows its top values. */
export function FieldSidebar(props: {
  query: string;
  range: Range | null;
  columns: readonly string[];
  actions: FieldActions;
  /** Closes the list where it lies over the records; null where it stands beside them. */
  onClose: (() => void) | null;
}): ReactElement {
  const { query, range, columns, actions, onClose } = props;
  const place = useRef<HTMLElement>(null);
  useDismiss(place, onClose !== null, onClose ?? nothing);
  const [wanted, setWanted] = useState("");
  const [open, setOpen] = useState<string | null>(null);
  const fields = useFields(query, range);
  const groups = groupFields(fields.data?.fields ?? [], columns, wanted);
  return (
    <nav className="sidebar" aria-label="Fields" ref={place}>
      <input
        type="search"
        className="field-search"
        placeholder="Find a field"
        aria-label="Find a field"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      {fields.error ? <p className="note">Could not load the fields: {fields.error.message}</p> : null}
      {fields.isLoading ? <div className="skeleton-lines" aria-hidden="true" /> : null}
      {groups.map((group) => (
        <section key={group.title} aria-label={group.title}>
          <h2>{group.title}</h2>
          <ul>
            {group.fields.map((field) => (
              <FieldItem
                key={field.name}
                field={field}
                query={query}
                range={range}
                shown={columns.includes(field.name)}
                open={open === field.name}
                onOpen={() => setOpen(open === field.name ? null : field.name)}
                actions={actions}
              />
            ))}
          </ul>
        </section>
      ))}
      {fields.data && groups.length === 0 ? <p className="note">{wanted ? "No such field." : "No fields."}</p> : null}
    </nav>
  );
}
