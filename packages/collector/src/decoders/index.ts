// The decoders of the wire formats, for servers and inputs.
export { GelfChunks } from "./gelf-chunks.js";
export { decodeGelf, gelfRecord } from "./gelf.js";
export { decodeLokiJson, decodeLokiProtobuf } from "./loki.js";
export { decodeOtlpLogsJson, decodeOtlpLogsProtobuf } from "./otlp-logs.js";
export { ForwardDecoder } from "./forward.js";
export type { ForwardEvent } from "./forward.js";
export { ForwardHandshake, forwardAck } from "./forward-handshake.js";
export type { ForwardHandshakeOptions, ForwardPong } from "./forward-handshake.js";
export { PythonRecords } from "./python-record.js";
export { SyslogFrames } from "./syslog-frames.js";
export { parseExposition } from "./exposition.js";
export type { Exposition, ExpositionSample } from "./exposition.js";
export { parseStatsd } from "./statsd.js";
export type { StatsdPacket, StatsdSample } from "./statsd.js";
export { ProtobufReader } from "./protobuf.js";
export { decodeSnappy } from "./snappy.js";
export { inflateBounded } from "./inflate.js";
export { encodeMessagePack } from "./msgpack-writer.js";
