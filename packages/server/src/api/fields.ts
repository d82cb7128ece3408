import type { FieldSummary, FieldValue, PartialResult } from "@cordwood/store";

/** Answer of `GET /api/v1/fields?query=&from=&to=`. */
export interface FieldsResponse {
  fields: FieldSummary[];
  /** True where shares are estimates from a sample. */
  approximate?: boolean;
  /** Set where shards of the cluster did not answer. */
  partial?: PartialResult;
}

/** Answer of `GET /api/v1/fields/NAME/values?query=&from=&to=&limit=`: the most frequent values first. */
export interface FieldValuesResponse {
  field: string;
  values: FieldValue[];
  /** Selected records that have the field. */
  total: number;
  /** True where counts are estimates from a sample. */
  approximate?: boolean;
  /** Part of the records that the sample is, 0 to 1. */
  sampled_share?: number;
  /** Set where shards of the cluster did not answer. */
  partial?: PartialResult;
}
