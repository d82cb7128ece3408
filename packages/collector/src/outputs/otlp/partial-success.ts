// Reads ExportLogsServiceResponse { partial_success = 1 { rejected_log_records = 1, error_message = 2 } }.
import { ProtobufReader } from "../../decoders/protobuf.js";

/** What a receiver rejected of a request. */
export interface PartialSuccess {
  rejected: number;
  message: string;
}

/** Reads the answer; nothing rejected when it is empty. @throws CollectorError `CW_COLLECTOR_DECODE` when it is no such message. */
export function readPartialSuccess(body: Uint8Array): PartialSuccess {
  const found: PartialSuccess = { rejected: 0, message: "" };
  const response = ProtobufReader.of(body);
  while (response.next()) {
    if (response.is(1, 2)) readDetails(response.message(), found);
    else response.skip();
  }
  return found;
}

function readDetails(reader: ProtobufReader, found: PartialSuccess): void {
  while (reader.next()) {
    if (reader.is(1, 0)) found.rejected = Number(reader.int64());
    else if (reader.is(2, 2)) found.message = reader.text();
    else reader.skip();
  }
}
