import type { ReactElement } from "react";
import { progressText } from "./progressText.js";
import { useProgress } from "./useProgress.js";

/** How far a slow search is, with the way to end it; nothing while all are quick. */
export function ProgressBar(): ReactElement | null {
  const progress = useProgress();
  if (progress === null) return null;
  const { status, cancel } = progress;
  const known = status !== undefined && status.rows_total > 0;
  return (
    <div className="progress" role="status" aria-label="Search under way">
      <progress max={1} {...(known && { value: Math.min(1, status.rows_read / status.rows_total) })} />
      <span>{progressText(status)}</span>
      <button type="button" className="button small" onClick={cancel}>
        Cancel
      </button>
    </div>
  );
}
