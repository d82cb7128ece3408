import { readFileSync } from "node:fs";
import type { Registry } from "prom-client";
import { observedGauge } from "./observed.js";

/** Adds `cordwood_build_info`, which is always 1: its labels say what runs. */
export function buildInfo(registry: Registry): void {
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const labels = { version: manifest.version, node: process.versions.node };
  const family = {
    name: "cordwood_build_info",
    help: "1; the labels say which version runs on which Node",
    labelNames: ["version", "node"],
  };
  observedGauge(registry, family, () => [[labels, 1]]);
}
