/** What the codes of network faults mean to the one who reads the log. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNRESET: "the peer closed the connection abruptly",
  EPIPE: "the peer had closed the connection before everything was written",
  ECONNREFUSED: "nothing accepts connections at that address",
  ECONNABORTED: "the connection was given up on this side",
  ETIMEDOUT: "the peer did not answer in time",
  EHOSTUNREACH: "there is no route to the host",
  ENETUNREACH: "there is no route to the network",
  EHOSTDOWN: "the host is down",
  ENOTFOUND: "the host name does not exist",
  EAI_AGAIN: "the name server did not answer; the name may exist",
  EADDRINUSE: "another program listens at that address already",
  EADDRNOTAVAIL: "this machine does not have that address",
  EACCES: "this user may not use that address or port",
  EMFILE: "this process has too many files and sockets open",
  ENFILE: "this machine has too many files and sockets open",
  ENOBUFS: "the system has no buffer space left for sockets",
  EMSGSIZE: "the datagram is larger than the network takes",
  EPROTO: "the peer does not speak the expected protocol (TLS against plain text, or no common version)",
  ERR_SSL_WRONG_VERSION_NUMBER: "the peer does not speak TLS on this port",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "the peer refuses this version of TLS",
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: "there is no cipher or certificate that both sides accept",
  ERR_SSL_HTTP_REQUEST: "the peer sent plain HTTP to a TLS port",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another host name",
  ERR_TLS_HANDSHAKE_TIMEOUT: "the TLS handshake took too long",
  CERT_HAS_EXPIRED: "the certificate has expired",
  CERT_NOT_YET_VALID: "the certificate is not valid yet; a clock may be wrong",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is self-signed and not trusted here",
  SELF_SIGNED_CERT_IN_CHAIN: "the certificate chain ends in one that is not trusted here",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the certificate's issuer is not known here; an intermediate may be missing",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the certificate's issuer is not known here",
  ERR_STREAM_PREMATURE_CLOSE: "the connection ended before the data was complete",
  ERR_STREAM_WRITE_AFTER_END: "the program wrote to a connection that it had ended",
  ERR_STREAM_DESTROYED: "the program wrote to a connection that was closed",
  ERR_SOCKET_CONNECTION_TIMEOUT: "none of the host's addresses answered in time",
  HPE_HEADER_OVERFLOW: "the request's headers are larger than allowed",
  HPE_INVALID_METHOD: "the peer does not speak HTTP",
  ERR_HTTP_REQUEST_TIMEOUT: "the request was not complete in time",
};

/** The stable code of an error, or the empty string. */
export function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

/** What a network error means, in words: by its code where it is known, else its own message. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  const known =
    REASONS[code] ?? (code.startsWith("HPE_") ? "the peer sent something that is not valid HTTP" : undefined);
  return known ?? (error instanceof Error ? error.message : String(error));
}
