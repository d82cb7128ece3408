import { readFileSync } from "node:fs";
import type { ServerOptions } from "node:https";
import { MetricsError } from "../errors.js";

/** Files in PEM for HTTPS, as Python's `start_http_server` takes them. */
export interface MetricsTls {
  certFile: string;
  keyFile: string;
  /** Authorities that clients' certificates are checked against. @default the system's */
  clientCaFile?: string;
  /** Whether a client must show a certificate. @default false */
  clientAuthRequired?: boolean;
}

/** What node:https takes. @throws MetricsError `CW_METRICS_OPTION` when a file cannot be read */
export function tlsOptions({ certFile, keyFile, clientCaFile, clientAuthRequired = false }: MetricsTls): ServerOptions {
  return {
    cert: read("tls.certFile", certFile),
    key: read("tls.keyFile", keyFile),
    ...(clientCaFile !== undefined && { ca: read("tls.clientCaFile", clientCaFile) }),
    requestCert: clientAuthRequired,
    rejectUnauthorized: clientAuthRequired,
  };
}

function read(option: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MetricsError("CW_METRICS_OPTION", [`${option} ${path}`, reason], { cause: error });
  }
}
