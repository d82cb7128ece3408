// A bucket that checks the signature of each request (docs.aws.amazon.com, Signature Version 4) with its own arithmetic.
import { createHash, createHmac } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { HttpTarget, type Received } from "./http-target.js";

/** The keys that the bucket knows. */
export const s3Keys: { access_key_id: string; secret_access_key: string } = {
  access_key_id: "AKIDTEST",
  secret_access_key: "secret/+key",
};

/** Objects by path, the latest of each. */
export class S3Target extends HttpTarget {
  readonly objects: Map<string, Buffer> = new Map();

  constructor() {
    super({
      messagesOf: (body) => {
        if (body.readUInt16BE() !== 0x1f8b) return [];
        const lines = gunzipSync(body).toString().trimEnd().split("\n");
        return lines.map((line) => (JSON.parse(line) as { message: string }).message);
      },
      taken: (request) => {
        if (!isSigned(request)) return { status: 403, body: "<Error><Code>SignatureDoesNotMatch</Code></Error>" };
        this.objects.set(decodeURIComponent(request.url), request.body);
        return { status: 200 };
      },
    });
  }
}

const sha256 = (text: string | Buffer): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

function isSigned({ method, url, headers, body }: Received): boolean {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d+)\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(
      headers.authorization ?? "",
    );
  if (parts === null || headers["x-amz-content-sha256"] !== sha256(body)) return false;
  const [, id = "", day = "", region = "", names = "", signature = ""] = parts;
  const [path = "", query = ""] = url.split("?");
  const lines = names.split(";").map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const canonical = [method, path, query, lines.join(""), names, headers["x-amz-content-sha256"]].join("\n");
  const text = ["AWS4-HMAC-SHA256", headers["x-amz-date"], `${day}/${region}/s3/aws4_request`, sha256(canonical)].join(
    "\n",
  );
  const dayKey = hmac(`AWS4${s3Keys.secret_access_key}`, day);
  const key = hmac(hmac(hmac(dayKey, region), "s3"), "aws4_request");
  return id === s3Keys.access_key_id && hmac(key, text).toString("hex") === signature;
}
