export type { Ingest, IngestDefaults, IngestFormat, IngestResult } from "./ingest.js";
