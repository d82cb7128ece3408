// The options that all outputs over HTTP have.
import { z } from "zod";
import { type BatchConfig, batchShape } from "../delivering/batch-options.js";
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
export interface HttpRequestConfig extends BatchConfig {
  headers?: Record<string, string> | undefined;
  auth?: HttpAuthConfig | undefined;
  compression?: "gzip" | "none" | undefined;
  timeout_s?: number | undefined;
  tls?: TlsClientConfig | undefined;
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
