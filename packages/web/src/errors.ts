/** Messages of the page's own errors. The server's errors keep the code and text the server gave. */
const catalogue = {
  CW_WEB_UNREACHABLE: (where: string) => ({
    message: `cannot reach Cordwood at ${where}`,
    hint: "Check that `cordwood up` is running and that this address is the one it printed, then try again.",
  }),
  CW_WEB_TIMEOUT: (where: string) => ({
    message: `${where} did not answer in time`,
    hint: "Shorten the time range or add a filter, then try again.",
  }),
  CW_WEB_BAD_ANSWER: (where: string) => ({
    message: `cannot read the answer of ${where}`,
    hint: "Something between this page and Cordwood may have answered in its place, such as a proxy or a login page.",
  }),
} as const;

/** Codes of the errors that arise in the page itself; docs/reference/errors/web.md lists them. */
export type WebErrorCode = keyof typeof catalogue;

/** A request that failed: the server's error as it was given, or one of the page's own. */
export class WebError extends Error {
  override readonly name = "WebError";
  readonly code: string;
  /** What the reader can do about it; empty when the server gave none. */
  readonly hint: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;

  constructor(code: string, message: string, hint: string, status: number) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.status = status;
  }

  /** Makes one of the page's own errors; `where` is the address that was asked. */
  static of(code: WebErrorCode, where: string, status = 0): WebError {
    const { message, hint } = catalogue[code](where);
    return new WebError(code, message, hint, status);
  }
}
