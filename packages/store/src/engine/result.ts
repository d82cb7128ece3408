import type { Column, Table } from "./engine.js";

interface JsonCompact {
  meta: Column[];
  data: unknown[][];
  statistics?: { rows_read?: number; bytes_read?: number };
}

/** Reads a result in the format JSONCompact; the elapsed time is measured here, where the caller waits. */
export function readTable(json: string, startedMs: number): Table {
  const result = JSON.parse(json) as JsonCompact;
  return {
    columns: result.meta,
    rows: result.data,
    stats: {
      rows_read: result.statistics?.rows_read ?? 0,
      bytes_read: result.statistics?.bytes_read ?? 0,
      elapsed_ms: Math.round((performance.now() - startedMs) * 1000) / 1000,
    },
  };
}
