import type { IncomingMessage, ServerResponse } from "node:http";
import type { Row } from "@cordwood/server/api";
import type { Plugin } from "vite";
import { fieldValue } from "../src/rows/fieldValue.js";
import { makeRecord, makeRecords } from "./records.js";

// A stand-in for the server with just enough of DESIGN §3 to draw every part of the page. It searches by plain words.

const records = makeRecords(Date.now());
const stats = { rows_read: records.length, bytes_read: 0, elapsed_ms: 7 };

function select(parameters: URLSearchParams): Row[] {
  const from = parameters.get("from") ?? "";
  const to = parameters.get("to") ?? "9";
  const words = (parameters.get("query") ?? "*")
    .split("|")[0]!
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "*" && word !== "");
  return records.filter((row) => {
    const text =
      `${row.message} level:${row.level} service:${row.service} host:${row.host} logger:${row.logger}`.toLowerCase();
    return row.time >= from && row.time < to && words.every((word) => text.includes(word));
  });
}

function search(parameters: URLSearchParams): unknown {
  const rows = select(parameters);
  const stages = parameters.get("query")?.split("|")[1];
  if (stages?.includes("timechart")) return timechart(rows);
  if (stages !== undefined) return top(rows);
  if (parameters.get("order") === "asc") rows.reverse();
  const offset = Number(parameters.get("cursor") ?? 0);
  const limit = Number(parameters.get("limit") ?? 100);
  const next = offset + limit;
  return { rows: rows.slice(offset, next), cursor: next < rows.length ? String(next) : null, stats };
}

function tally(rows: readonly Row[], key: (row: Row) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1);
  return counts;
}

function top(rows: readonly Row[]): unknown {
  const columns = [
    { name: "service", type: "LowCardinality(String)" },
    { name: "n", type: "UInt64" },
  ];
  return { columns, rows: [...tally(rows, (row) => row.service)], stats };
}

function timechart(rows: readonly Row[]): unknown {
  const columns = [
    { name: "time", type: "DateTime64(9, 'UTC')" },
    { name: "service", type: "String" },
    { name: "n", type: "UInt64" },
  ];
  const counts = tally(rows, (row) => `${row.time.slice(0, 15)}0:00Z ${row.service}`);
  const keys = [...counts.keys()].toSorted((left, right) => left.localeCompare(right, "en"));
  return { columns, rows: keys.map((key) => key.split(" ").concat(String(counts.get(key)))), stats };
}

function histogram(parameters: URLSearchParams): unknown {
  const from = Date.parse(parameters.get("from") ?? "");
  const to = Date.parse(parameters.get("to") ?? "");
  const raw = (to - from) / Number(parameters.get("buckets") ?? 60);
  const interval = [1e3, 5e3, 15e3, 30e3, 6e4, 12e4, 3e5, 6e5, 18e5, 36e5, 864e5].find((size) => size >= raw) ?? raw;
  const buckets = new Map<number, Record<string, number>>();
  for (const row of select(parameters)) {
    const at = Math.floor(Date.parse(`${row.time.slice(0, 23)}Z`) / interval) * interval;
    const counts = buckets.get(at) ?? {};
    counts[row.level] = (counts[row.level] ?? 0) + 1;
    buckets.set(at, counts);
  }
  const list = [...buckets].map(([at, counts]) => {
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return { time: new Date(at).toISOString(), total, counts };
  });
  return { interval_ms: interval, buckets: list, stats };
}

function fields(parameters: URLSearchParams): unknown {
  const rows = select(parameters);
  const names = [
    "level",
    "service",
    "host",
    "logger",
    "trace_id",
    "process.pid",
    "http.response.status_code",
    "url.path",
  ];
  const numbers = new Set(["process.pid", "http.response.status_code"]);
  return {
    fields: names.map((name) => ({
      name,
      type: numbers.has(name) ? "number" : "string",
      share: rows.filter((row) => fieldValue(row, name) !== "").length / Math.max(1, rows.length),
    })),
  };
}

function values(parameters: URLSearchParams, field: string): unknown {
  const rows = select(parameters);
  const counts = [...tally(rows, (row) => fieldValue(row, field))].toSorted((left, right) => right[1] - left[1]);
  const list = counts.filter(([value]) => value !== "").map(([value, count]) => ({ value, count }));
  return { field, values: list.slice(0, 10), total: rows.length };
}

function context(parameters: URLSearchParams): unknown {
  const at = records.findIndex((row) => row.id === parameters.get("id"));
  const size = Number(parameters.get("before") ?? 5);
  return {
    before: records.slice(at + 1, at + 1 + size).toReversed(),
    record: records[at],
    after: records.slice(Math.max(0, at - size), at).toReversed(),
  };
}

function tail(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const timer = setInterval(() => {
    const rows = [makeRecord(records.length, Date.now())];
    records.unshift(...rows);
    response.write(`data: ${JSON.stringify({ rows })}\n\n`);
  }, 400);
  request.on("close", () => clearInterval(timer));
}

function apps(): unknown {
  const loggers = [
    { name: "", level: "INFO", effective_level: "INFO", until: null },
    { name: "http.access", level: "WARNING", effective_level: "WARNING", until: null },
    { name: "shop", level: null, effective_level: "INFO", until: null },
    { name: "shop.cart", level: "DEBUG", effective_level: "DEBUG", until: Date.now() + 500_000 },
    { name: "shop.cart.price", level: null, effective_level: "DEBUG", until: null },
  ];
  const about = {
    service: "web",
    version: "2.1.0",
    host: "host-1",
    connected_at: new Date(Date.now() - 4_000_000).toISOString(),
  };
  const app = (pid: number): object => ({ id: `app-${pid}`, pid, ...about, loggers });
  return { apps: [4711, 4712].map(app) };
}

function session(): unknown {
  return { required: false, authenticated: true, permissions: ["read", "ingest", "control"] };
}

function answer(path: string, parameters: URLSearchParams): unknown {
  const value = /^fields\/(.+)\/values$/.exec(path);
  if (value !== null) return values(parameters, decodeURIComponent(value[1]!));
  const routes: Record<string, (parameters: URLSearchParams) => unknown> = {
    search,
    histogram,
    fields,
    context,
    apps,
    session,
  };
  return routes[path]?.(parameters) ?? { error: { code: "", message: `no such path: ${path}`, hint: "" } };
}

/** Serves the stand-in below `/api/v1`. */
export function mockApi(): Plugin {
  return {
    name: "mock-api",
    configureServer({ middlewares }) {
      middlewares.use("/api/v1", (request, response) => {
        const url = new URL(request.url ?? "/", "http://mock");
        if (url.pathname === "/tail") return tail(request, response);
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify(answer(url.pathname.slice(1), url.searchParams)));
      });
    },
  };
}
