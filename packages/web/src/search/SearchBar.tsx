import { type ReactElement, useState } from "react";

/** Where a search is typed. */
export function SearchBar(props: { query: string; onSearch: (query: string) => void }): ReactElement {
  const [draft, setDraft] = useState(props.query);
  const [seen, setSeen] = useState(props.query);
  if (seen !== props.query) {
    setSeen(props.query);
    setDraft(props.query);
  }
  return (
    <form
      role="search"
      className="search"
      onSubmit={(event) => {
        event.preventDefault();
        props.onSearch(draft);
      }}
    >
      <input
        className="search-input"
        data-shortcut="search"
        aria-label="Search"
        placeholder="Search, or field:value"
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
      />
    </form>
  );
}
