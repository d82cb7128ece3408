// Who we are to S3: the options, else the environment, else what the container or the machine we run on is given, in the
// order of AWS's own clients (docs.aws.amazon.com/sdkref, credential provider chain). Files below ~/.aws are not read.
import { readFile } from "node:fs/promises";
import { credentialsFreshMs, credentialsTimeoutMs } from "../../limits.js";

/** Keys that sign requests. */
export interface S3Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
  /** When they end, milliseconds since the epoch. @default never */
  expiresMs?: number;
}

/** Keys from the environment variables that all S3 clients read. */
function fromEnvironment(env: NodeJS.ProcessEnv): S3Credentials | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, sessionToken: env["AWS_SESSION_TOKEN"] };
}

/** Finds keys, and finds them again before they end. */
export class CredentialChain {
  readonly #given: S3Credentials | undefined;
  readonly #env: NodeJS.ProcessEnv;
  #known: S3Credentials | undefined;

  constructor(given: S3Credentials | undefined, env: NodeJS.ProcessEnv = process.env) {
    this.#given = given;
    this.#env = env;
  }

  /** The keys of now. @throws Error when there are none. */
  async get(signal: AbortSignal): Promise<S3Credentials> {
    if (this.#known !== undefined && !isEnding(this.#known)) return this.#known;
    this.#known =
      this.#given ?? fromEnvironment(this.#env) ?? (await this.#ofContainer(signal)) ?? (await this.#ofMachine(signal));
    return this.#known;
  }

  /** The target did not accept them: they are looked up again. */
  forget(): void {
    this.#known = undefined;
  }

  // Amazon ECS and EKS Pod Identity.
  async #ofContainer(signal: AbortSignal): Promise<S3Credentials | undefined> {
    const relative = this.#env["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"];
    const url = relative ? `http://169.254.170.2${relative}` : this.#env["AWS_CONTAINER_CREDENTIALS_FULL_URI"];
    if (!url) return undefined;
    const file = this.#env["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"];
    const token = file ? (await readFile(file, "utf8")).trim() : this.#env["AWS_CONTAINER_AUTHORIZATION_TOKEN"];
    return readKeys(await ask(url, { headers: token ? { authorization: token } : {} }, signal), url);
  }

  // Amazon EC2, instance metadata version 2.
  async #ofMachine(signal: AbortSignal): Promise<S3Credentials> {
    const base = this.#env["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? "http://169.254.169.254";
    try {
      if (this.#env["AWS_EC2_METADATA_DISABLED"] === "true") throw new Error("AWS_EC2_METADATA_DISABLED is true");
      const lifetime = { "x-aws-ec2-metadata-token-ttl-seconds": "300" };
      const token = await ask(`${base}/latest/api/token`, { method: "PUT", headers: lifetime }, signal);
      const headers = { "x-aws-ec2-metadata-token": token };
      const roles = `${base}/latest/meta-data/iam/security-credentials/`;
      const [role = ""] = (await ask(roles, { headers }, signal)).split("\n");
      return readKeys(await ask(roles + role.trim(), { headers }, signal), roles);
    } catch (cause) {
      signal.throwIfAborted();
      throw new Error(
        "there are no credentials for S3: set credentials in the options, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        { cause },
      );
    }
  }
}

const isEnding = ({ expiresMs = Infinity }: S3Credentials): boolean => expiresMs - Date.now() < credentialsFreshMs;

async function ask(url: string, options: RequestInit, signal: AbortSignal): Promise<string> {
  const either = AbortSignal.any([signal, AbortSignal.timeout(credentialsTimeoutMs)]);
  const response = await fetch(url, { ...options, signal: either, redirect: "error" });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.text()).trim();
}

function readKeys(text: string, url: string): S3Credentials {
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = JSON.parse(text) as Record<string, unknown>;
  if (typeof AccessKeyId !== "string" || typeof SecretAccessKey !== "string")
    throw new Error(`${url} answered no keys`);
  const expiresMs = typeof Expiration === "string" ? Date.parse(Expiration) : Infinity;
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: typeof Token === "string" ? Token : undefined,
    expiresMs,
  };
}
