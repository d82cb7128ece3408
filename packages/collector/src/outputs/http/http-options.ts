// The options that all outputs over HTTP have.
import { z } from "zod";
import type { OptionalShape } from "../../config/plugin-schema.js";
import { type TlsClientConfig, tlsClientSchema } from "../tls-client.js";

/** Who we are to the target. */
export interface HttpAuthConfig {
  username?: string | undefined;
  password?: string | undefined;
  bearer_token?: string | undefined;
  api_key?: string | undefined;
}

/** How requests are sent. */
export interface HttpRequestConfig {
  headers?: Record<string, string> | undefined;
  auth?: HttpAuthConfig | undefined;
  compression?: "gzip" | "none" | undefined;
  timeout_s?: number | undefined;
  tls?: TlsClientConfig | undefined;
  batch_records_max?: number | undefined;
  batch_bytes_max?: number | undefined;
}

const secret = z.string().min(1).optional();

const authSchema: z.ZodType<HttpAuthConfig> = z
  .strictObject({
    username: secret.describe("User, with `password`."),
    password: secret.describe("Password, with `username`."),
    bearer_token: secret.describe("Token of `authorization: Bearer`."),
    api_key: secret.describe("Elasticsearch's API key, encoded."),
  })
  .refine(
    ({ username, password, bearer_token: token, api_key: key }) =>
      [username !== undefined && password !== undefined, token !== undefined, key !== undefined].filter(Boolean)
        .length === 1 && (username === undefined) === (password === undefined),
    "Expected username and password, or bearer_token, or api_key",
  );

/** Schema of how many records and bytes a request carries. */
export const batchShape: OptionalShape<Pick<HttpRequestConfig, "batch_records_max" | "batch_bytes_max">> = {
  batch_records_max: z.int().min(1).max(100_000).optional().describe("Records of one request. @default 5000"),
  batch_bytes_max: z
    .int()
    .min(1024)
    .max(64 * 1024 * 1024)
    .optional()
    .describe("Bytes of one request, before compression; a longer record goes alone. @default 4 MiB"),
};

/** The schema's part for {@link HttpRequestConfig}. */
export const httpRequestShape: OptionalShape<HttpRequestConfig> = {
  headers: z.record(z.string(), z.string()).optional().describe("Further headers of each request."),
  auth: authSchema.optional().describe("Who we are to the target. @default nobody"),
  compression: z.enum(["gzip", "none"]).optional().describe("How bodies are compressed. @default gzip"),
  timeout_s: z
    .number()
    .positive()
    .max(3600)
    .optional()
    .describe("Time for one request, its answer included. @default 60"),
  tls: tlsClientSchema.optional().describe("Certificates. @default the system's authorities"),
  ...batchShape,
};

/** Schema of an address. */
export const urlSchema: z.ZodType<string> = z.url({
  protocol: /^https?$/,
  error: "Expected an address such as https://host:port/path",
});
