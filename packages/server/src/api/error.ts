/** Stable names of what went wrong; docs/reference/errors lists them. */
export type ErrorCode = `CW_${string}`;

/** Body of every answer with a status of 400 or more on Cordwood's own paths. */
export interface ErrorResponse {
  error: {
    code: ErrorCode;
    /** What could not be done, with the value. */
    message: string;
    /** What to do about it; empty when there is nothing to say. */
    hint: string;
    /** Where in the query the mistake stands: 0-based offset in UTF-16 units, and how far it reaches. */
    position?: { offset: number; length: number };
    /** What could have stood there instead. */
    expected?: readonly string[];
    /** The nearest thing that would have been right. */
    suggestion?: string;
    /** The same as the `x-request-id` header, to find the server's own record of the request. */
    request_id?: string;
  };
}
