import { useMemo } from "react";
import { useFields } from "../api/useFields.js";
import { useFieldValues } from "../api/useFieldValues.js";
import { completionsMax } from "../limits.js";
import type { Range } from "../range/range.js";
import { formatCompact } from "../text/count.js";
import { type Offer, suggest } from "./suggest.js";

const nothing = { field: "", values: [] };

/** What could stand at the caret, from the records in view; values are asked for only where one is wanted. */
export function useCompletion(props: {
  draft: string;
  caret: number;
  base: string;
  range: Range | null;
  enabled: boolean;
}): readonly Offer[] {
  const { draft, caret, base, range, enabled } = props;
  const fields = useFields(base, range);
  const names = useMemo(
    () => (fields.data?.fields ?? []).map(({ name }) => name).filter((name) => name !== "id"),
    [fields.data],
  );
  const first = useMemo(() => suggest(draft, caret, names, nothing), [draft, caret, names]);
  const field = enabled ? first.field : null;
  const values = useFieldValues("*", field === null ? null : range, field ?? "");
  return useMemo(() => {
    if (!enabled) return [];
    if (field === null) return first.offers.slice(0, completionsMax);
    const known = (values.data?.values ?? []).map(({ value, count }) => ({ value, detail: formatCompact(count) }));
    return suggest(draft, caret, names, { field, values: known }).offers.slice(0, completionsMax);
  }, [enabled, first, field, values.data, draft, caret, names]);
}
