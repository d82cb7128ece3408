import { type ReactElement, useEffect, useRef } from "react";
import { IconButton } from "./IconButton.js";

const keys: readonly [string, string][] = [
  ["/", "Go to the search"],
  ["Enter", "Search; in the list: open the record"],
  ["j k ↓ ↑", "Next, previous record"],
  ["g G", "First, last loaded record"],
  ["x", "Expand the record in the list"],
  ["Esc", "Close"],
  ["t", "Live tail on, off"],
  ["[ ]", "Earlier, later"],
  ["z", "Twice the time range"],
  ["r", "Choose a time range"],
  [".", "Search again"],
  ["p", "Messages by their shape, or the records"],
  ["d", "What is different here, or the records"],
  ["w", "Wrap long messages"],
  ["f", "Fields on, off"],
  ["a", "Running applications and their log levels"],
  ["u", "Local time or UTC"],
  ["?", "This sheet"],
];

const language: readonly [string, string][] = [
  ["failed login", "both words, in any case"],
  ['"a phrase"', "words in this order"],
  ["level:error", "a field with a value"],
  ["level:>=warning", "warnings and worse"],
  ["status:>499", "compared as numbers"],
  ["host:web-*", "begins with"],
  ["path:/^\\/api/", "matches a regular expression"],
  ["user:*", "has the field"],
  ["a OR b -c", "either, but not c"],
  ["| stats count() by service", "a table"],
  ["| timechart count() by level", "a chart"],
  ["| top 10 host", "the most frequent values"],
  ["| patterns", "messages by their shape"],
];

/** Every key and the search language on one sheet. */
export function HelpSheet({ onClose }: { onClose: () => void }): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="help"
      aria-labelledby="help-title"
      onClose={onClose}
      onClick={(event) => (event.target === dialog.current ? dialog.current.close() : undefined)}
    >
      <div className="help-body">
        <header>
          <h2 id="help-title">Keys and search language</h2>
          <IconButton icon="close" label="Close" onClick={() => dialog.current?.close()} />
        </header>
        <div className="help-columns">
          <Terms title="Keys" terms={keys} />
          <Terms title="Search" terms={language} />
        </div>
      </div>
    </dialog>
  );
}

function Terms(props: { title: string; terms: readonly [string, string][] }): ReactElement {
  return (
    <section>
      <h3>{props.title}</h3>
      <dl>
        {props.terms.map(([term, meaning]) => (
          <div key={term}>
            <dt>
              <kbd>{term}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
