// OpenTelemetry's AnyValue and KeyValue, in protobuf and in JSON (opentelemetry-proto, common/v1).
import { depthMax } from "../limits.js";
import { decodeError } from "./decode-error.js";
import { elementsOf, membersOf } from "./json-body.js";
import { setMember } from "./msgpack.js";
import type { ProtobufReader } from "./protobuf.js";

/** Attributes as a plain object. */
export type Attributes = Record<string, unknown>;

function checkDepth(depth: number): void {
  if (depth > depthMax) throw decodeError("OTLP", 0, `more than ${depthMax} levels of nesting`);
}

function readArray(reader: ProtobufReader, depth: number): unknown[] {
  const values: unknown[] = [];
  while (reader.next()) {
    if (reader.is(1, 2)) values.push(readAnyValue(reader.message(), depth + 1));
    else reader.skip();
  }
  return values;
}

function readMap(reader: ProtobufReader, depth: number): Attributes {
  const attributes: Attributes = {};
  while (reader.next()) {
    if (reader.is(1, 2)) readKeyValue(reader.message(), attributes, depth + 1);
    else reader.skip();
  }
  return attributes;
}

/** Reads AnyValue { string = 1, bool = 2, int = 3, double = 4, array = 5, kvlist = 6, bytes = 7 }. */
export function readAnyValue(reader: ProtobufReader, depth: number): unknown {
  checkDepth(depth);
  let value: unknown = null;
  while (reader.next()) {
    if (reader.is(1, 2)) value = reader.text();
    else if (reader.is(2, 0)) value = reader.varint() !== 0n;
    else if (reader.is(3, 0)) value = reader.int64();
    else if (reader.is(4, 1)) value = reader.double();
    else if (reader.is(5, 2)) value = readArray(reader.message(), depth);
    else if (reader.is(6, 2)) value = readMap(reader.message(), depth);
    else if (reader.is(7, 2)) value = reader.bytes().toString("base64");
    else reader.skip();
  }
  return value;
}

/** Reads KeyValue { key = 1, value = 2 }. */
export function readKeyValue(reader: ProtobufReader, into: Attributes, depth = 0): void {
  let key = "";
  let value: unknown = null;
  while (reader.next()) {
    if (reader.is(1, 2)) key = reader.text();
    else if (reader.is(2, 2)) value = readAnyValue(reader.message(), depth);
    else reader.skip();
  }
  setMember(into, key, value);
}

/** The value of an AnyValue in JSON; whole numbers come as text there. */
export function anyValueOfJson(value: unknown, depth = 0): unknown {
  checkDepth(depth);
  const members = membersOf(value);
  if (members["arrayValue"] !== undefined) {
    return elementsOf(membersOf(members["arrayValue"])["values"]).map((each) => anyValueOfJson(each, depth + 1));
  }
  if (members["kvlistValue"] !== undefined) {
    return attributesOfJson(membersOf(members["kvlistValue"])["values"], depth + 1);
  }
  const { stringValue, boolValue, intValue, doubleValue, bytesValue } = members;
  return stringValue ?? boolValue ?? intValue ?? doubleValue ?? bytesValue ?? null;
}

/** The attributes of a list of KeyValue in JSON. */
export function attributesOfJson(list: unknown, depth = 0): Attributes {
  const attributes: Attributes = {};
  for (const pair of elementsOf(list)) {
    const { key, value } = membersOf(pair);
    if (typeof key === "string") setMember(attributes, key, anyValueOfJson(value, depth));
  }
  return attributes;
}
