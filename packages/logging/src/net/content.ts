import { NET_CONTENT_BYTES_DEFAULT } from "../limits.js";

/** How the content of what is received and sent is shown in DEBUG records. */
export interface ContentOptions {
  /** `none` shows sizes only. @default "none" */
  content?: "none" | "text" | "hex";
  /** Bytes shown of one piece. @default 256 */
  contentBytesMax?: number;
  /** Takes secrets out of the text before it is shown. @default header values and parameters that name secrets */
  redact?: (text: string) => string;
}

/** Text that stands for a piece of data, or undefined when content is not to be shown. */
export type Preview = (data: unknown) => string | undefined;

const secretHeaders = /\b((?:proxy-)?authorization|(?:set-)?cookie|x-api-key)(\s*:\s*)[^\r\n]*/gi;
const secretParameters =
  /\b(password|passwd|pwd|secret|token|access_token|refresh_token|api_?key|client_secret)(["']?\s*[=:]\s*["']?)[^\s&"',;}]+/gi;

/** Takes out what commonly carries secrets on the wire: credentials in headers, form fields, JSON members and URLs. */
export function redactSecrets(text: string): string {
  return text.replace(secretHeaders, "$1$2[redacted]").replace(secretParameters, "$1$2[redacted]");
}

/** The length of a piece in bytes. */
export function sizeOf(data: unknown, encoding?: unknown): number {
  if (typeof data === "string")
    return Buffer.byteLength(data, Buffer.isEncoding(String(encoding)) ? (encoding as BufferEncoding) : "utf8");
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return data.byteLength;
  if (Array.isArray(data)) return data.reduce<number>((sum, part) => sum + sizeOf(part), 0);
  return 0;
}

/** Makes the preview that the options ask for. */
export function previewer(options: ContentOptions): Preview {
  const { content = "none", contentBytesMax = NET_CONTENT_BYTES_DEFAULT, redact = redactSecrets } = options;
  if (content === "none") return () => undefined;
  return (data) => {
    const bytes = bytesOf(data);
    const shown = bytes.subarray(0, contentBytesMax);
    const rest = bytes.length > shown.length ? ` … ${bytes.length - shown.length} more bytes` : "";
    return (content === "hex" ? shown.toString("hex") : redact(shown.toString("utf8"))) + rest;
  };
}

function bytesOf(data: unknown): Buffer {
  if (typeof data === "string") return Buffer.from(data);
  if (data instanceof ArrayBuffer) return Buffer.from(data);
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (Array.isArray(data)) return Buffer.concat(data.map(bytesOf));
  return Buffer.alloc(0);
}
