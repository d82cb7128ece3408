import type { ReactElement } from "react";
import { WebError } from "../errors.js";

/** What could not be done and what helps. */
export function ErrorNote(props: { error: Error; onRetry?: () => void }): ReactElement {
  const { error, onRetry } = props;
  const known = error instanceof WebError ? error : null;
  return (
    <div className="error-note" role="alert">
      <p>
        <b>{error.message}</b>
      </p>
      {known?.hint ? <p>{known.hint}</p> : null}
      {known?.code ? <p className="muted">{known.code}</p> : null}
      {onRetry ? (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      ) : null}
    </div>
  );
}
