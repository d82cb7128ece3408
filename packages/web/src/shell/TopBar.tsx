import type { ReactElement } from "react";
import type { Actions } from "../explore/useActions.js";
import type { Explore } from "../explore/useExplore.js";
import { refresh } from "../address/useAddress.js";
import { RangePicker } from "../range/RangePicker.js";
import { SearchBar } from "../search/SearchBar.js";
import { Icon } from "./Icon.js";
import { IconButton } from "./IconButton.js";
import { Logo } from "./Logo.js";
import { type Preferences, setPreferences } from "./preferences.js";

const nextTheme = { system: "light", light: "dark", dark: "system" } as const;
const themeIcon = { system: "auto", light: "sun", dark: "moon" } as const;

/** The bar on top: what is searched, when, and how the page looks. */
export function TopBar(props: {
  explore: Explore;
  preferences: Preferences;
  actions: Actions;
  onHelp: () => void;
}): ReactElement {
  const { explore, preferences, actions, onHelp } = props;
  const { address, hasStages } = explore;
  const { zone, theme } = preferences;
  return (
    <header className="top-bar">
      <a className="brand" href="./" title="Cordwood: start again">
        <Logo />
        <span>Cordwood</span>
      </a>
      <SearchBar query={address.query} base={explore.base} range={explore.range} onSearch={actions.search} />
      <div className="top-controls">
        <RangePicker range={address} zone={zone} live={address.live} onRange={actions.setRange} />
        <IconButton icon="refresh" label="Search again (.)" onClick={refresh} />
        <button
          type="button"
          className={`button live ${address.live ? "on" : ""}`}
          aria-pressed={address.live}
          disabled={hasStages}
          title={hasStages ? "A search with stages cannot be followed live" : "Live tail (t)"}
          onClick={actions.toggleLive}
        >
          <Icon name={address.live ? "pause" : "play"} />
          Live
        </button>
        <span className="top-gap" />
        <IconButton
          icon="apps"
          label="Applications and their log levels (a)"
          pressed={address.apps}
          onClick={actions.toggleApps}
        />
        <button
          type="button"
          className="button quiet zone"
          title="Time zone: local or UTC (u)"
          onClick={() => setPreferences({ zone: zone === "utc" ? "local" : "utc" })}
        >
          {zone === "utc" ? "UTC" : "Local"}
        </button>
        <IconButton
          icon={themeIcon[theme]}
          label={`Theme: ${theme}`}
          onClick={() => setPreferences({ theme: nextTheme[theme] })}
        />
        <IconButton icon="help" label="Keys and search language (?)" onClick={onHelp} />
      </div>
    </header>
  );
}
