import type { Row } from "@cordwood/server/api";

// Records for working on the page without a store: the same at every start, with times that end now.

const messages: readonly [level: string, severity: number, logger: string, message: string][] = [
  ["info", 9, "http.access", "GET /api/orders/8842 200 in 12 ms"],
  ["info", 9, "http.access", "POST /api/cart 201 in 48 ms"],
  ["debug", 5, "cache", "miss for session:4f1c; loading from the database"],
  ["info", 9, "payments", "payment authorised for order 8842"],
  ["warning", 13, "db.pool", "connection pool at 92% (46 of 50); the oldest has waited 820 ms"],
  [
    "error",
    17,
    "payments",
    "cannot reach payment gateway: connect ETIMEDOUT 10.2.0.7:443\n    at TCPConnectWrap.afterConnect (node:net:1607:16)\n    at processTicksAndRejections (node:internal/process:95:5)",
  ],
  ["info", 9, "worker", "job mail-digest finished: 1,204 mails in 3.2 s"],
  ["critical", 21, "disk", "no space left on device: /var/lib/orders"],
  ["info", 9, "xss", "<script>alert('no')</script> \u001b[31mred\u001b[0m and \u202ereversed"],
  ["trace", 1, "scheduler", "tick"],
];
const services = ["web", "api", "payments", "worker"];
const count = 6_000;
const spanMs = 7_200_000;

function pick(seed: number, size: number): number {
  return Math.floor((Math.abs(Math.sin(seed * 12.9898) * 43_758.5453) % 1) * size);
}

/** The record number `index`, at the given time. */
export function makeRecord(index: number, ms: number): Row {
  const rare = pick(index, 100);
  const kind = rare < 2 ? 7 : rare < 9 ? 5 : rare < 18 ? 4 : [0, 1, 2, 3, 6, 8, 9][pick(index + 0.5, 7)]!;
  const [level, severity, logger, message] = messages[kind]!;
  return {
    id: `mock-${String(index).padStart(8, "0")}`,
    time: `${new Date(ms).toISOString().slice(0, -1)}${String(pick(index, 1e6)).padStart(6, "0")}Z`,
    level,
    severity,
    message,
    service: services[pick(index + 0.25, services.length)]!,
    host: `host-${pick(index + 0.75, 3) + 1}`,
    logger,
    dataset: "diagnostic",
    trace_id: index % 3 === 0 ? String(index).padStart(32, "a") : "",
    span_id: "",
    parse_error: "",
    attributes: {
      "process.pid": String(1000 + pick(index, 9)),
      ...(kind < 2 && { "http.response.status_code": kind === 0 ? "200" : "201", "url.path": "/api/orders/8842" }),
    },
  };
}

/** All records, newest first. */
export function makeRecords(nowMs: number): Row[] {
  return Array.from({ length: count }, (_, index) => {
    const wave = Math.sin((index / count) * 12) * 90_000;
    return { index, ms: nowMs - (index / count) * spanMs - Math.abs(wave) };
  })
    .toSorted((left, right) => right.ms - left.ms)
    .map(({ index, ms }) => makeRecord(count - index, ms));
}
