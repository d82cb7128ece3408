// TLS towards a target: which authorities to trust, and our own certificate.
import { readFileSync } from "node:fs";
import { createSecureContext, type ConnectionOptions } from "node:tls";
import { z } from "zod";
import { CollectorError, reasonOf } from "../errors.js";

/** TLS of an output; the paths are of PEM files. */
export interface TlsClientConfig {
  ca?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
  server_name?: string | undefined;
  verify?: boolean | undefined;
}

const path = z.string().min(1).optional();

/** Schema of {@link TlsClientConfig}. */
export const tlsClientSchema: z.ZodType<TlsClientConfig> = z
  .strictObject({
    ca: path.describe("Authorities to trust instead of the system's, a PEM file."),
    cert: path.describe("Our certificate, a PEM file, with `key`."),
    key: path.describe("Its key, a PEM file."),
    server_name: path.describe("Name in the target's certificate. @default its host"),
    verify: z.boolean().optional().describe("Whether the target's certificate is checked. @default true"),
  })
  .refine(({ cert, key }) => (cert === undefined) === (key === undefined), "Expected cert and key together");

/** Reads the files. @throws CollectorError `CW_COLLECTOR_OUTPUT` when one cannot be read or used. */
export function tlsClientOptions(config: TlsClientConfig, output: string): ConnectionOptions {
  const { ca, cert, key, server_name: servername, verify = true } = config;
  try {
    const files = {
      ...(ca !== undefined && { ca: readFileSync(ca) }),
      ...(cert !== undefined && { cert: readFileSync(cert) }),
      ...(key !== undefined && { key: readFileSync(key) }),
    };
    createSecureContext(files);
    return { ...files, rejectUnauthorized: verify, ...(servername !== undefined && { servername }) };
  } catch (cause) {
    throw new CollectorError("CW_COLLECTOR_OUTPUT", { output, reason: `tls: ${reasonOf(cause)}` }, { cause });
  }
}
