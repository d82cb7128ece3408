import { type ReactElement, useRef } from "react";
import type { Range } from "../range/range.js";
import { IconButton } from "../shell/IconButton.js";
import { Highlighted } from "./Highlighted.js";
import { MistakeNote } from "./MistakeNote.js";
import { SuggestionList } from "./SuggestionList.js";
import { useSearchInput } from "./useSearchInput.js";

/** Where a search is typed: coloured, with suggestions, recent searches, and the mistake shown where it is. */
export function SearchBar(props: {
  query: string;
  base: string;
  range: Range | null;
  onSearch: (query: string) => void;
}): ReactElement {
  const area = useRef<HTMLTextAreaElement>(null);
  const layer = useRef<HTMLPreElement>(null);
  const input = useSearchInput({ ...props, area });
  const { draft, offers, active, mistake } = input;
  const open = offers.length > 0;
  return (
    <form
      role="search"
      className="search"
      onSubmit={(event) => {
        event.preventDefault();
        input.submit();
      }}
    >
      <div className="search-box">
        <IconButton icon="search" label="Recent searches" className="search-recent" onClick={input.showRecent} />
        <div className="search-text">
          <Highlighted layer={layer} query={draft} mistake={mistake} />
          <textarea
            ref={area}
            rows={1}
            data-shortcut="search"
            role="combobox"
            aria-label="Search"
            aria-autocomplete="list"
            aria-expanded={open}
            aria-controls="search-suggestions"
            aria-activedescendant={open && active !== null ? `suggestion-${active}` : undefined}
            aria-invalid={mistake !== null}
            aria-describedby="search-mistake"
            placeholder={'Search: words, "a phrase", field:value, | stats count() by level'}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            value={draft}
            onChange={(event) => input.type(event.target.value, event.target.selectionStart)}
            onSelect={(event) => input.moveCaret(event.currentTarget.selectionStart)}
            onKeyDown={input.press}
            onBlur={input.leave}
          />
        </div>
        {draft === "" ? (
          <kbd className="search-key" aria-hidden="true">
            /
          </kbd>
        ) : (
          <IconButton icon="close" label="Clear the search" onClick={input.clear} />
        )}
      </div>
      {open ? (
        <SuggestionList offers={offers} active={active} layer={layer} offset={input.anchor} onTake={input.take} />
      ) : null}
      <MistakeNote mistake={open ? null : mistake} layer={layer} />
    </form>
  );
}
