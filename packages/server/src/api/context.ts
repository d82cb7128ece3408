import type { PartialResult, Row } from "@cordwood/store";

/** Answer of `GET /api/v1/context?id=&before=&after=`: one record and its neighbours in the same stream, oldest first. */
export interface ContextResponse {
  before: Row[];
  record: Row;
  after: Row[];
  /** Set where shards of the cluster did not answer. */
  partial?: PartialResult;
}
