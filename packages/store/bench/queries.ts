// The list of queries of the comparison, in our query language and, where it has the same, in LogsQL.

import { rareWord, spanMs, startMs } from "./generate.js";

/** One query of the list. */
export interface BenchQuery {
  name: string;
  kind: "search" | "histogram" | "facets";
  query: string;
  /** The same in VictoriaLogs' LogsQL, for `/select/logsql/query`. */
  logsql: string;
}

const facetFields = ["service", "host", "level", "status", "path", "method", "region", "version"] as const;

/** Fields that the facets query counts. */
export const facets: readonly string[] = facetFields;

/** All queries; `needle` is a request_id that one record has. */
export function benchQueries(needle: string): BenchQuery[] {
  const search = (name: string, query: string, logsql: string): BenchQuery => ({ name, kind: "search", query, logsql });
  const latest = "| sort by (_time) desc limit 100";
  return [
    search("count", "* | stats count() as n", "* | stats count() n"),
    {
      name: "histogram 48 x level",
      kind: "histogram",
      query: "*",
      logsql: "* | stats by (_time:30m, level) count() n",
    },
    search("word", "authentication | stats count() as n", "authentication | stats count() n"),
    search("two words", "authentication failure | stats count() as n", "authentication failure | stats count() n"),
    search("phrase", '"authentication failure" | stats count() as n', '"authentication failure" | stats count() n'),
    search("needle", `request_id:${needle}`, `request_id:=${needle} | limit 100`),
    search("latest 100", "*", `* ${latest}`),
    search("latest errors", "level:error", `level:=error ${latest}`),
    search("latest rare word", rareWord, `${rareWord} ${latest}`),
    search("top paths", "* | top 10 path", "* | stats by (path) count() n | sort by (n) desc limit 10"),
    search(
      "p99 by status",
      "* | stats p99(duration_ms) as p by status",
      "* | stats by (status) quantile(0.99, duration_ms) p",
    ),
    search("substring", "message:/uthenticat/ | stats count() as n", '~"uthenticat" | stats count() n'),
    search(
      "substring, any case",
      "message:/(?i)UTHENTICAT/ | stats count() as n",
      '~"(?i)UTHENTICAT" | stats count() n',
    ),
    search(
      "regex",
      "message:/block blk_-?[0-9]+ terminating/ | stats count() as n",
      '~"block blk_-?[0-9]+ terminating" | stats count() n',
    ),
    { name: "8 facets", kind: "facets", query: "*", logsql: "* | facets 10" },
    search("number token", "24200 | stats count() as n", "24200 | stats count() n"),
    search("IP address", '"173.234.31.186" | stats count() as n', '"173.234.31.186" | stats count() n'),
    {
      name: "histogram of a word",
      kind: "histogram",
      query: "authentication",
      logsql: "authentication | stats by (_time:30m, level) count() n",
    },
    search("latest of a service", "service:openssh", `service:=openssh ${latest}`),
  ];
}

/** The range of all data. */
export const fullRange: { from: bigint; to: bigint } = {
  from: BigInt(startMs) * 1_000_000n,
  to: BigInt(startMs + spanMs) * 1_000_000n,
};
