import { readFile } from "node:fs/promises";
import { createSecureContext, type TlsOptions } from "node:tls";
import { CollectorError, reasonOf } from "../errors.js";
import { tlsHandshakeMsMax } from "../limits.js";
import type { TlsConfig } from "./listener-options.js";

/**
 * Reads the files of a TLS configuration.
 * @throws CollectorError `CW_COLLECTOR_TLS` when one cannot be read or is no certificate or key.
 */
export async function tlsOptions(config: TlsConfig, input: string): Promise<TlsOptions> {
  const { ca: caPath, client_auth: auth = caPath !== undefined } = config;
  const cert = await readPem(config.cert, input);
  const key = await readPem(config.key, input);
  const ca = caPath === undefined ? undefined : await readPem(caPath, input);
  const files = { cert, key, ...(ca !== undefined && { ca }) };
  try {
    createSecureContext(files);
  } catch (error) {
    throw tlsError(`${config.cert} with ${config.key}`, input, error);
  }
  return { ...files, requestCert: auth, rejectUnauthorized: auth, handshakeTimeout: tlsHandshakeMsMax };
}

async function readPem(path: string, input: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw tlsError(path, input, error);
  }
}

function tlsError(path: string, input: string, cause: unknown): CollectorError {
  return new CollectorError("CW_COLLECTOR_TLS", { path, input, reason: reasonOf(cause) }, { cause });
}
