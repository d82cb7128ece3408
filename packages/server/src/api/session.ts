/** Body of `POST /api/v1/session`: a token becomes a cookie that scripts cannot read. `DELETE` ends the session. */
export interface SessionBody {
  token: string;
}

/** Answer of `GET`, `POST` and `DELETE /api/v1/session`. */
export interface SessionResponse {
  /** False when this server asks nobody for a token. */
  required: boolean;
  /** True when the request carried a valid token or session. */
  authenticated: boolean;
  /** What the request may do, of `read`, `ingest` and `control`; all where nobody is asked for a token. */
  permissions: readonly string[];
}
