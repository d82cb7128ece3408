import type { FieldSummary, FieldValue } from "@cordwood/store";

/** Answer of `GET /api/v1/fields?query=&from=&to=`. */
export interface FieldsResponse {
  fields: FieldSummary[];
}

/** Answer of `GET /api/v1/fields/NAME/values?query=&from=&to=&limit=`: the most frequent values first. */
export interface FieldValuesResponse {
  field: string;
  values: FieldValue[];
  /** Records that the query selects. */
  total: number;
}
