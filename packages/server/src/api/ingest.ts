/** Answer of `POST /api/v1/ingest`, given once the accepted records are durable. */
export interface IngestResponse {
  accepted: number;
  /** Lines of the body, counted from 1, that were refused. */
  rejected: { line: number; reason: string }[];
}
