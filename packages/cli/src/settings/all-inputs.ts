import type { InputConfig, PipelineConfig } from "@cordwood/collector";

/** Inputs that listen on a port of their own, on loopback unless told otherwise. */
const listening: readonly InputConfig[] = [
  { type: "syslog" },
  { type: "gelf" },
  { type: "forward" },
  { type: "python" },
];

/** The pipeline with every listening input: those it has already stay as they are, the others get their default port. */
export function withAllInputs(pipeline: PipelineConfig): PipelineConfig & Record<string, unknown> {
  const inputs = pipeline.inputs ?? [];
  const missing = listening.filter(({ type }) => !inputs.some((input) => input.type === type));
  return { ...pipeline, inputs: [...inputs, ...missing] };
}
