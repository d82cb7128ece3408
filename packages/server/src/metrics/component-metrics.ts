// Every input, processor and output and the buffer in numbers, named after the component metrics of Vector.
import type { ComponentSnapshot } from "@cordwood/collector";
import type { Registry } from "prom-client";
import { type Family, observedCounter, observedGauge, ObservedHistogram, type Sample } from "./observed.js";

const labelNames = ["component_id", "component_kind", "component_type"] as const;

type Components = () => readonly ComponentSnapshot[];
type Reading = (component: ComponentSnapshot) => number | undefined;

interface ComponentFamily extends Family {
  /** Undefined where a component has no such number. */
  read: Reading;
}

const counters: readonly ComponentFamily[] = [
  {
    name: "cordwood_component_received_records_total",
    help: "Records that a component has got; of an input, those that are in the buffer durably",
    read: (component) => component.receivedRecords,
  },
  {
    name: "cordwood_component_received_bytes_total",
    help: "Bytes that a component has got, where it counts them",
    read: (component) => component.receivedBytes,
  },
  {
    name: "cordwood_component_sent_records_total",
    help: "Records that a component has handed on; of an output, those that its target has",
    read: (component) => component.sentRecords,
  },
  {
    name: "cordwood_component_errors_total",
    help: "What went wrong in a component: lines that were refused, deliveries that failed, processors that threw",
    read: (component) => component.errors,
  },
  {
    name: "cordwood_component_retries_total",
    help: "Deliveries that an output has tried again",
    read: (component) => component.retries,
  },
];

const gauges: readonly ComponentFamily[] = [
  {
    name: "cordwood_component_healthy",
    help: "1 while a component works, 0 while it fails",
    read: (component) => Number(component.healthy),
  },
  {
    name: "cordwood_component_buffer_bytes",
    help: "Of the buffer, bytes on disk; of an output, those that it has not got yet",
    read: (component) => component.bufferBytes,
  },
  {
    name: "cordwood_component_buffer_max_bytes",
    help: "Of an output, the bytes that may wait for it: its bytes_max",
    read: (component) => component.bufferBytesMax,
  },
  {
    name: "cordwood_component_buffer_segments",
    help: "Of the buffer, sealed segments that some output has not got; of an output, those that it has not got yet",
    read: (component) => component.bufferSegments,
  },
];

/** Adds the metrics of the collector's components. */
export function componentMetrics(registry: Registry, components: Components): void {
  for (const family of counters)
    observedCounter(registry, { ...family, labelNames }, () => samplesOf(components(), family.read));
  for (const family of gauges)
    observedGauge(registry, { ...family, labelNames }, () => samplesOf(components(), family.read));
  const discarded = {
    name: "cordwood_component_discarded_records_total",
    help: "Records that a component did not hand on, by reason",
    labelNames: [...labelNames, "reason"],
  };
  observedCounter(registry, discarded, () => components().flatMap((component) => discardedOf(component)));
  const duration = {
    name: "cordwood_component_delivery_duration_seconds",
    help: "Time from handing a segment to an output until its target has it",
    labelNames,
  };
  void new ObservedHistogram(registry, duration, () =>
    components().flatMap((component) =>
      component.latency === undefined ? [] : [{ labels: labelsOf(component), ...component.latency }],
    ),
  );
}

function samplesOf(components: readonly ComponentSnapshot[], read: Reading): Sample[] {
  return components.flatMap((component): Sample[] => {
    const value = read(component);
    return value === undefined ? [] : [[labelsOf(component), value]];
  });
}

function discardedOf(component: ComponentSnapshot): Sample[] {
  return Object.entries(component.dropped).map(([reason, records]) => [{ ...labelsOf(component), reason }, records]);
}

function labelsOf({ id, kind, type }: ComponentSnapshot): Record<(typeof labelNames)[number], string> {
  return { component_id: id, component_kind: kind, component_type: type };
}
