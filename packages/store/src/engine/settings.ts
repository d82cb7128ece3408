// The engine's settings per lane. Embedded sessions get them once, when they open; a server with each request.

import { insertBlockRows, insertMemoryBytesMax, queryBytesMax, sqlResultRowsMax } from "../limits.js";
import type { StoreSettings } from "../options.js";
import type { Lane } from "./engine.js";

/** Settings of ClickHouse by name. */
export type EngineSettings = Record<string, string | number>;

/** How results are written: no digit of a 64-bit integer lost, times as ISO 8601. */
const results: EngineSettings = {
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_denormals: 0,
  date_time_output_format: "iso",
};

function bounded(settings: StoreSettings): EngineSettings {
  return {
    ...results,
    max_query_size: queryBytesMax,
    max_execution_time: settings.query_timeout_s,
    max_memory_usage: settings.query_memory_bytes,
    max_memory_usage_for_user: settings.memory_bytes,
    max_bytes_before_external_group_by: Math.floor(settings.query_memory_bytes / 2),
    max_bytes_before_external_sort: Math.floor(settings.query_memory_bytes / 2),
    max_rows_to_read: settings.query_read_rows,
    use_top_k_dynamic_filtering: 0,
    use_skip_indexes_for_top_k: 0,
    timeout_overflow_mode: "throw",
    read_overflow_mode: "throw",
  };
}

/** Settings for a lane of queries. `readonly` comes last: nothing can be changed after it. */
export function laneSettings(lane: Lane, settings: StoreSettings): EngineSettings {
  if (lane === "admin") return { ...results, max_execution_time: 0 };
  if (lane === "read") return bounded(settings);
  return {
    ...bounded(settings),
    max_result_rows: sqlResultRowsMax + 1,
    result_overflow_mode: "break",
    readonly: 1,
  };
}

/** Settings for exports: as for reads, with a time of their own. */
export function exportSettings(settings: StoreSettings): EngineSettings {
  return { ...bounded(settings), max_execution_time: settings.export_timeout_s };
}

/**
 * Settings for inserts. One thread reads the lines in their order: the number of a line becomes part of its record's
 * id, and the blocks must be the same when a segment is inserted again, or its deduplication token would not match.
 */
export function insertSettings(settings: StoreSettings): EngineSettings {
  return {
    max_threads: 1,
    max_insert_threads: 1,
    input_format_parallel_parsing: 0,
    async_insert: 0,
    insert_deduplicate: 1,
    max_partitions_per_insert_block: 0,
    // One block, counted in rows alone: in bytes its end would move when an attribute gets a column between two tries.
    min_insert_block_size_rows: insertBlockRows,
    min_insert_block_size_bytes: 0,
    max_memory_usage: insertMemoryBytesMax,
    max_memory_usage_for_user: settings.memory_bytes,
    // The embedded engine would map the segments into memory: four of 64 MB made the process 230 MB larger, and no faster.
    storage_file_read_method: "pread",
    input_format_skip_unknown_fields: 1,
    input_format_null_as_default: 1,
    // Half of a surrogate pair, which JSON.stringify writes as an escape, must not keep a whole segment out.
    input_format_json_throw_on_bad_escape_sequence: 0,
    max_execution_time: 0,
  };
}
