import { expect, test } from "vitest";
import { requireClient } from "./optional-client.js";

test("a client that is installed is no error", () => {
  requireClient("kafkajs", "kafka.0");
  requireClient("@nats-io/jetstream", "nats.0");
});

test("a client that is missing is named with what to do", () => {
  expect(() => requireClient("no-such-client", "kafka.0")).toThrow(
    "cannot load no-such-client for the output kafka.0: it is not installed; install it beside cordwood with: npm install no-such-client",
  );
});
