// On a server that several Cordwood servers use, the chunks that became searchable lately: live tails of one show what
// another has inserted. A view of the engine writes them, so that a chunk is news exactly when its records are there.

import { identifier, type Sql, sql } from "../query/sql.js";

/** Name of the table of chunks that became searchable lately. */
export const newsTable = "recent_chunks";

/** CREATE TABLE and CREATE MATERIALIZED VIEW for it, in this order. */
export function createNews(records: Sql, onCluster: Sql): readonly Sql[] {
  const table = identifier(newsTable);
  return [
    sql`CREATE TABLE IF NOT EXISTS ${table}${onCluster} (chunk UInt64, stored DateTime64(3, 'UTC'))
ENGINE = MergeTree ORDER BY stored TTL toDateTime(stored) + INTERVAL 1 HOUR`,
    sql`CREATE MATERIALIZED VIEW IF NOT EXISTS ${identifier(`${newsTable}_view`)}${onCluster} TO ${table}
AS SELECT chunk, now64(3, 'UTC') AS stored FROM ${records} GROUP BY chunk`,
  ];
}
