import { decodeGelf } from "@cordwood/collector/decoders";
import { ingestDecoded } from "../body/ingest-decoded.js";
import { ServerError } from "../errors.js";
import type { Route } from "../services.js";

/** `POST /gelf`: one GELF message, or one per line. Answers 202 once they are durable. */
export const gelfRoute: Route = (app, services) => {
  app.post("/gelf", async (context) => {
    const { rejected } = await ingestDecoded(context, services, decodeMessages);
    const [first] = rejected;
    if (first === undefined) return context.body(null, 202);
    throw new ServerError("CW_SERVER_BODY_INVALID", {
      reason: `message ${first.line} was refused: ${first.reason}`,
      hint: "the others are stored",
    });
  });
};

function decodeMessages(body: Uint8Array): Record<string, unknown>[] {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const lines = text
    .toString("utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
  // A message that is laid out over several lines has lines that do not begin with a brace.
  const onePerLine = lines.length > 1 && lines.every((line) => line.startsWith("{"));
  return onePerLine ? lines.map((line) => decodeGelf(Buffer.from(line))) : [decodeGelf(body)];
}
