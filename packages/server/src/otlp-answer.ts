// Answers of OTLP/HTTP: in protobuf for who sent protobuf, in JSON for who sent JSON (OTLP specification 1.x,
// "OTLP/HTTP Response").

/** A protobuf field with a length (wire type 2). */
function textField(number: number, text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([number * 8 + 2]), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

/** ExportLogsServiceResponse; empty when everything was taken. */
export function exportResponse(rejected: number, reason: string): { json: object; protobuf: Buffer } {
  if (rejected === 0) return { json: {}, protobuf: Buffer.alloc(0) };
  const partial = Buffer.concat([Buffer.from([8]), varint(rejected), textField(2, reason)]);
  return {
    json: { partialSuccess: { rejectedLogRecords: String(rejected), errorMessage: reason } },
    protobuf: Buffer.concat([Buffer.from([10]), varint(partial.length), partial]),
  };
}

/** google.rpc.Status, the body of every error; `code` stays 0, since HTTP's status says it. */
export function statusResponse(message: string): { json: object; protobuf: Buffer } {
  return { json: { code: 0, message }, protobuf: textField(2, message) };
}
