import type { Fields } from "./fields.js";

/** What a field is written as, by its name. */
export type Serializers = Readonly<Record<string, (value: never) => unknown>>;

/**
 * Fields with what the serializers make of them; the given object stays as it is.
 * @param error the record's error, which formatters write in their own way
 */
export function serialized(fields: Fields, serializers: Serializers | undefined, error?: unknown): Fields {
  if (serializers === undefined) return fields;
  const names = Object.keys(fields).filter(
    (name) => typeof serializers[name] === "function" && (error === undefined || fields[name] !== error),
  );
  if (names.length === 0) return fields;
  const result: Record<string, unknown> = { ...fields };
  for (const name of names) result[name] = apply(serializers[name] as (value: unknown) => unknown, fields[name]);
  return result;
}

function apply(serialize: (value: unknown) => unknown, value: unknown): unknown {
  try {
    return serialize(value);
  } catch (error) {
    return `[Serializer failed: ${error instanceof Error ? error.message : String(error)}]`;
  }
}

interface RequestLike {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly url?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly socket?: { readonly remoteAddress?: unknown; readonly remotePort?: unknown };
}

/**
 * For HTTP servers: `req` and `res` as what identifies them, by the OpenTelemetry names, instead of all that hangs on
 * them. Headers are left out: they carry secrets.
 */
export const standardSerializers: Serializers = {
  req: (request: RequestLike) => ({
    id: request.id,
    method: request.method,
    url: request.url,
    remote_address: request.socket?.remoteAddress,
    remote_port: request.socket?.remotePort,
  }),
  res: (response: { readonly statusCode?: unknown }) => ({ status_code: response.statusCode }),
};
