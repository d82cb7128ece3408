import type { Registry } from "prom-client";
import { observedCounter, observedGauge, type Sample } from "./observed.js";

/** What a gate for queries tells of itself. */
export interface GateNumbers {
  readonly running: number;
  readonly waiting: number;
  readonly refused: number;
}

/** Adds the metrics of the gates that queries and exports go through, by their names. */
export function queryMetrics(registry: Registry, gates: Readonly<Record<string, GateNumbers>>): void {
  const labelNames = ["gate"];
  const each = (read: (gate: GateNumbers) => number): Sample[] =>
    Object.entries(gates).map(([gate, numbers]) => [{ gate }, read(numbers)]);
  const running = { name: "cordwood_queries_running", help: "Queries and exports that have their turn", labelNames };
  observedGauge(registry, running, () => each((gate) => gate.running));
  const waiting = {
    name: "cordwood_queries_waiting",
    help: "Queries and exports that wait for their turn",
    labelNames,
  };
  observedGauge(registry, waiting, () => each((gate) => gate.waiting));
  const refused = {
    name: "cordwood_queries_refused_total",
    help: "Queries and exports refused because too many waited already",
    labelNames,
  };
  observedCounter(registry, refused, () => each((gate) => gate.refused));
}
