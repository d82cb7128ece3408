// Levels as colours: five steps and "other", whatever names applications give.

/** A step of the colour scale, least to most severe; `other` is for records without a level. */
export type LevelStep = "other" | "trace" | "debug" | "info" | "warning" | "error" | "critical";

/** The steps in the order in which bars are stacked: the most severe stands on the baseline, where it compares best. */
export const stackOrder: readonly LevelStep[] = ["critical", "error", "warning", "info", "debug", "trace", "other"];

const aliases = new Map<string, LevelStep>(
  Object.entries({
    verbose: "trace",
    finest: "trace",
    finer: "trace",
    fine: "debug",
    config: "debug",
    information: "info",
    notice: "info",
    success: "info",
    warn: "warning",
    err: "error",
    failure: "error",
    crit: "critical",
    fatal: "critical",
    alert: "critical",
    emerg: "critical",
    emergency: "critical",
    panic: "critical",
  } as const),
);

const steps = new Set<string>(stackOrder);

/** The step of a level by its name, or by OpenTelemetry's SeverityNumber where the name is an application's own. */
export function levelStep(level: string, severity = 0): LevelStep {
  const name = level.toLowerCase();
  if (steps.has(name)) return name as LevelStep;
  return aliases.get(name) ?? severityStep(severity);
}

/** OpenTelemetry log data model, "Severity Fields": four numbers to a step. */
function severityStep(severity: number): LevelStep {
  const byFour: LevelStep[] = ["trace", "debug", "info", "warning", "error", "critical"];
  return severity >= 1 && severity <= 24 ? (byFour[Math.floor((severity - 1) / 4)] ?? "other") : "other";
}

/** Adds up counts by level name into counts by step. */
export function countsByStep(counts: Readonly<Record<string, number>>): Record<LevelStep, number> {
  const sums: Record<LevelStep, number> = { critical: 0, error: 0, warning: 0, info: 0, debug: 0, trace: 0, other: 0 };
  for (const [level, count] of Object.entries(counts)) sums[levelStep(level)] += count;
  return sums;
}
