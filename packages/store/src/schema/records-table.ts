// The table of records, after measurements on three million lines: see docs/reference/store.md for the reasons.

import {
  dayPartitionsMax,
  deduplicationWindow,
  deduplicationWindowS,
  futureDaysMax,
  monthPartitionDaysMax,
} from "../limits.js";
import { isOwn } from "../query/own-dataset.js";
import { integer, type Sql, sql } from "../query/sql.js";

/** Day on which a chunk was made; the upper 44 bits of its number are milliseconds since the epoch. */
const chunkDay = sql`toDate(toDateTime(intDiv(bitShiftRight(chunk, 20), 1000), 'UTC'))`;

/**
 * Which datasets share partitions: `diagnostic` and `audit` have their own, the others are spread over six, so that
 * the names that senders choose cannot multiply the partitions.
 */
const datasetShelf = sql`multiIf(dataset = 'diagnostic', 0, dataset = 'audit', 1, 2 + cityHash64(dataset) % 6)`;

/**
 * The span of time a partition covers, as the number YYYYMMDD: a day for what is recent beside its chunk, a month
 * (DD = 0), a year (MM = 0) for older records, 0 before 1990, 99990000 for the future. It depends on nothing but the
 * record, so that a segment that is inserted again falls into the same partitions.
 */
const partitionSpan = sql`multiIf(
    ts >= ${chunkDay} + ${integer(futureDaysMax)}, 99990000,
    ts >= ${chunkDay} - ${integer(dayPartitionsMax)}, toYYYYMMDD(ts),
    ts >= ${chunkDay} - ${integer(monthPartitionDaysMax)}, toYYYYMM(ts) * 100,
    ts >= toDateTime('1990-01-01 00:00:00', 'UTC'), toYear(ts) * 10000,
    0)`;

/**
 * What parts the partitions. The shelf stands first in a partition's name and the span last: facts and retention read
 * them there. Both are columns, because the engine goes through the expressions of the key for every query: written out
 * here they made each query 4 ms longer. Cordwood's own records have parts of their own, which is known without reading
 * them ({@link isOwn}). The two conditions that hardly ever hold are there because the engine keeps, and skips parts by,
 * the least and greatest value of each column that the key names.
 */
const partitionKey = sql`shelf, ${isOwn}, ts < toDateTime('1980-01-01 00:00:00', 'UTC'), chunk = 0, span`;

/** Hash of the message with its digits left out: similar lines lie together, and compress better. */
const patternHash = sql`cityHash64(translate(message, '0123456789abcdefABCDEF', ''))`;

/**
 * CREATE TABLE for the records of one engine. The text index stands on lower(message), not on a preprocessor: where
 * the engine evaluates a condition without the index it knows nothing of the preprocessor, and would find less.
 */
export function createRecordsTable(table: Sql, onCluster: Sql, engine: Sql): Sql {
  return sql`CREATE TABLE IF NOT EXISTS ${table}${onCluster} (
  ts DateTime64(9, 'UTC') CODEC(GCD, Delta, ZSTD(1)),
  level LowCardinality(String) CODEC(ZSTD(1)),
  severity UInt8 CODEC(ZSTD(1)),
  message String CODEC(ZSTD(1)),
  service LowCardinality(String) CODEC(ZSTD(1)),
  host LowCardinality(String) CODEC(ZSTD(1)),
  logger LowCardinality(String) CODEC(ZSTD(1)),
  dataset LowCardinality(String) CODEC(ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  span_id String CODEC(ZSTD(1)),
  parse_error LowCardinality(String) CODEC(ZSTD(1)),
  attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  all_attributes Map(LowCardinality(String), String) ALIAS attributes,
  pattern UInt64 MATERIALIZED ${patternHash} CODEC(ZSTD(1)),
  chunk UInt64 CODEC(Delta, ZSTD(1)),
  seq UInt32 CODEC(Delta, ZSTD(1)),
  shelf UInt8 MATERIALIZED ${datasetShelf} CODEC(ZSTD(1)),
  span UInt32 MATERIALIZED ${partitionSpan} CODEC(ZSTD(1)),
  INDEX message_words lower(message) TYPE text(
    tokenizer = splitByNonAlpha,
    postprocessor = if(match(lower(message), '[0-9]'), '', lower(message))),
  INDEX message_tokens lower(message) TYPE tokenbf_v1(4096, 2, 0) GRANULARITY 1,
  INDEX attribute_values mapValues(attributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX trace_ids trace_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX times ts TYPE minmax GRANULARITY 1,
  INDEX chunks chunk TYPE minmax GRANULARITY 1
) ENGINE = ${engine}
PARTITION BY (${partitionKey})
ORDER BY (service, pattern, ts)
SETTINGS index_granularity = 2048, fsync_after_insert = 1, fsync_part_directory = 1,
  min_rows_to_fsync_after_merge = 1, old_parts_lifetime = 60,
  non_replicated_deduplication_window = ${integer(deduplicationWindow)},
  replicated_deduplication_window = ${integer(deduplicationWindow)},
  replicated_deduplication_window_seconds = ${integer(deduplicationWindowS)}`;
}

/** The engine where a Keeper and the macros `shard` and `replica` are there. */
export const replicatedEngine: Sql = sql`ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')`;
