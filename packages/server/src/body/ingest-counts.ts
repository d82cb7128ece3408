import type { IngestResult } from "@cordwood/collector";
import type { Services } from "../services.js";

/** Counts what an ingest request brought, under its route. */
export function countIngested(services: Services, route: string, result: IngestResult, bytes: number): void {
  const { ingestedRecords, rejectedRecords, ingestedBytes } = services.metrics;
  ingestedRecords.inc({ route }, result.accepted);
  rejectedRecords.inc({ route }, result.rejected.length);
  ingestedBytes.inc({ route }, bytes);
}
