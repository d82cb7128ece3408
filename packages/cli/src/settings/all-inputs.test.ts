import { pipelineSchema } from "@cordwood/collector";
import { expect, test } from "vitest";
import { withAllInputs } from "./all-inputs.js";

test("adds the inputs that are not there, in a form that the collector takes", () => {
  const pipeline = withAllInputs({ inputs: [{ type: "syslog", listen: "127.0.0.1:1" }], buffer: { bytes_max: 1 } });
  expect(pipeline.inputs?.map((input) => input.type)).toEqual(["syslog", "gelf", "forward", "python"]);
  expect(pipeline.inputs?.[0]).toEqual({ type: "syslog", listen: "127.0.0.1:1" });
  expect(pipelineSchema.parse(pipeline)).toEqual(pipeline);
});
