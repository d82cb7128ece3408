import type { ReactElement } from "react";

/** The search finds nothing at any time. */
export function NoMatch(props: { onClear: () => void }): ReactElement {
  return (
    <div className="empty">
      <h2>Nothing matches</h2>
      <p>No record at any time matches this search. Words match whole words of the message; try one of these:</p>
      <ul className="plain">
        <li>
          <code>conn*</code> for words that begin with “conn”
        </li>
        <li>
          <code>level:&gt;=warning</code> for warnings and worse
        </li>
        <li>
          <code>host:web-*</code> for a field, <code>a OR b</code>, <code>-noise</code>
        </li>
      </ul>
      <div className="empty-actions">
        <button type="button" className="button primary" onClick={props.onClear}>
          Clear the search
        </button>
      </div>
    </div>
  );
}
