// Puts objects into one bucket of S3 or of a server that speaks its protocol; requests are signed with AWS's version 4.
import { createHash } from "node:crypto";
import { AwsV4Signer } from "aws4fetch";
import { HttpSender } from "../http/http-sender.js";
import { describe } from "../http/http-verdict.js";
import type { TlsClientConfig } from "../tls-client.js";
import { CredentialChain, type S3Credentials } from "./s3-credentials.js";

/** Which bucket, and how to reach it. */
export interface S3BucketOptions {
  bucket: string;
  region: string;
  /** Address of a server that is not AWS's. */
  endpoint?: string | undefined;
  /** Whether the bucket stands in the path, not in the host's name. */
  pathStyle: boolean;
  credentials?: S3Credentials | undefined;
  timeoutS?: number | undefined;
  tls?: TlsClientConfig | undefined;
  /** Further headers of each object: storage class, encryption. */
  headers: Readonly<Record<string, string>>;
  /** @default process.env */
  env?: NodeJS.ProcessEnv;
}

/** An object. */
export interface S3Object {
  key: string;
  body: Uint8Array;
  type: string;
}

/** The bucket. */
export class S3Bucket {
  readonly #options: S3BucketOptions;
  readonly #base: string;
  readonly #sender: HttpSender;
  readonly #credentials: CredentialChain;

  /** `output` is named in errors. @throws CollectorError `CW_COLLECTOR_OUTPUT` */
  constructor(options: S3BucketOptions, output: string) {
    this.#options = options;
    this.#base = baseOf(options);
    const { tls, timeoutS: timeout_s, credentials, env } = options;
    this.#sender = new HttpSender({ tls, timeout_s, compression: "none" }, output, this.#base.startsWith("https:"));
    this.#credentials = new CredentialChain(credentials, env);
  }

  /** Puts an object; one of the same key is replaced. @throws Error */
  async put({ key, body, type }: S3Object, signal: AbortSignal): Promise<void> {
    const url = `${this.#base}/${key
      .split("/")
      .map((part) => encodeURIComponent(part))
      .join("/")}`;
    const headers = {
      ...this.#options.headers,
      "content-type": type,
      "x-amz-content-sha256": createHash("sha256").update(body).digest("hex"),
    };
    const signed = await this.#sign(url, headers, signal);
    const answer = await this.#sender.sendPlain({ url: new URL(url), method: "PUT", headers: signed, body }, signal);
    if (answer.status >= 200 && answer.status < 300) return;
    this.#credentials.forget();
    throw new Error(describe(answer));
  }

  /** Closes the connections. */
  close(): void {
    this.#sender.close();
  }

  async #sign(url: string, headers: Record<string, string>, signal: AbortSignal): Promise<Record<string, string>> {
    const { accessKeyId, secretAccessKey, sessionToken } = await this.#credentials.get(signal);
    const keys = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
    const signer = new AwsV4Signer({
      ...keys,
      url,
      headers,
      method: "PUT",
      service: "s3",
      region: this.#options.region,
    });
    const signed = await signer.sign();
    return Object.fromEntries(signed.headers.entries());
  }
}

function baseOf({ bucket, region, endpoint, pathStyle }: S3BucketOptions): string {
  const url = new URL(endpoint ?? `https://s3.${region}.amazonaws.com`);
  if (!pathStyle) url.hostname = `${bucket}.${url.hostname}`;
  const base = `${url.origin}${url.pathname}`.replace(/\/+$/, "");
  return pathStyle ? `${base}/${bucket}` : base;
}
