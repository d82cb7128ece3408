// The options of every input that listens: an address or a Unix socket, TLS, and the bounds of its connections.
import { z } from "zod";
import { connectionsMax } from "../limits.js";
import type { OptionalShape } from "../config/plugin-schema.js";

/** Files of a server's certificate; with `client_auth` clients must show one that `ca` signed. */
export interface TlsConfig {
  cert: string;
  key: string;
  ca?: string | undefined;
  client_auth?: boolean | undefined;
}

/** Where an input listens, as it is configured. */
export interface ListenerConfig {
  listen?: string | undefined;
  path?: string | undefined;
  mode?: string | undefined;
  tls?: TlsConfig | undefined;
  connections_max?: number | undefined;
  idle_s?: number | undefined;
}

/** Where and how an input listens. */
export interface Endpoint {
  host: string;
  port: number;
  /** A Unix socket instead of host and port. */
  path?: string;
  /** Permissions of the Unix socket. @default 0o660 */
  mode?: number;
  tls?: TlsConfig;
  /** Connections at the same time; further ones are closed at once. @default connectionsMax */
  connectionsMax?: number;
  /** A connection that sends nothing for this long is closed. @default never */
  idleMs?: number;
}

const path = z.string().min(1);

const tlsSchema = z.strictObject({
  cert: path.describe("File of the certificate and its chain, PEM."),
  key: path.describe("File of the private key, PEM."),
  ca: path.optional().describe("File of the authorities that clients' certificates are checked against, PEM."),
  client_auth: z.boolean().optional().describe("Refuse clients without a certificate that `ca` signed."),
});

/** The schema's part for {@link ListenerConfig}; `standard` is the address without an option. */
export function listenerShape(standard: string): OptionalShape<ListenerConfig> {
  return {
    listen: z
      .string()
      .regex(/^(?:\[[^\]]+\]|[^:\s]+):\d{1,5}$/, "Expected HOST:PORT, such as 127.0.0.1:5514")
      .refine((text) => Number(/\d+$/.exec(text)?.[0]) <= 65_535, "Expected a port up to 65535")
      .optional()
      .describe(`Address to listen on. @default ${standard}`),
    path: path.optional().describe("Unix socket to listen on instead of an address."),
    mode: z
      .string()
      .regex(/^0?[0-7]{3}$/, "Expected three octal digits, such as 660")
      .optional()
      .describe("Permissions of the Unix socket. @default 660"),
    tls: tlsSchema.optional().describe("Speak TLS on TCP. @default plain"),
    connections_max: z
      .int()
      .positive()
      .optional()
      .describe(`Connections at the same time; further ones are closed. @default ${connectionsMax}`),
    idle_s: z
      .number()
      .positive()
      .optional()
      .describe("Close a connection after this long without a byte. @default never"),
  };
}

/** The endpoint of a configuration; `standard` is the address without an option. */
export function endpointOf(config: ListenerConfig, standard: string): Endpoint {
  const { path: socketPath, mode, tls, connections_max: connections, idle_s: idle } = config;
  return {
    ...addressOf(config.listen ?? standard),
    ...(socketPath !== undefined && { path: socketPath }),
    ...(mode !== undefined && { mode: Number.parseInt(mode, 8) }),
    ...(tls !== undefined && { tls }),
    ...(connections !== undefined && { connectionsMax: connections }),
    ...(idle !== undefined && { idleMs: idle * 1000 }),
  };
}

function addressOf(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(":");
  return { host: text.slice(0, colon).replaceAll(/[[\]]/g, ""), port: Number(text.slice(colon + 1)) };
}

/** Which protocols an input takes that knows UDP and TCP. */
export interface ProtocolsConfig {
  protocols?: ("udp" | "tcp")[] | undefined;
}

/** The schema's part for {@link ProtocolsConfig}. */
export const protocolsShape: OptionalShape<ProtocolsConfig> = {
  protocols: z
    .array(z.enum(["udp", "tcp"]))
    .min(1)
    .optional()
    .describe("Protocols to listen for. @default both"),
};
