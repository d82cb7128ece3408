import type { ReactElement } from "react";

/** Three log ends: the mark of the product. */
export function Logo(): ReactElement {
  return (
    <svg className="logo" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" focusable="false">
      <circle cx="9" cy="22.5" r="6.5" />
      <circle cx="23" cy="22.5" r="6.5" />
      <circle cx="16" cy="10" r="6.5" />
      <circle className="ring" cx="9" cy="22.5" r="2.6" />
      <circle className="ring" cx="23" cy="22.5" r="2.6" />
      <circle className="ring" cx="16" cy="10" r="2.6" />
    </svg>
  );
}
