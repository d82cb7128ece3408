import type { AppLogger } from "@cordwood/server/api";
import { type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from "react";
import { LevelTag } from "../rows/LevelTag.js";
import { Icon } from "../shell/Icon.js";
import { useDismiss } from "../shell/useDismiss.js";
import { type HoldTime, holdTimeLabel } from "./holdTime.js";

/** A logger's level, own or inherited, as a button with the levels to choose from. */
export function LevelMenu(props: {
  name: string;
  logger: AppLogger;
  choices: readonly string[];
  hold: HoldTime;
  /** It may be seen only. */
  locked: boolean;
  /** A change is under way; the button keeps the focus meanwhile. */
  busy: boolean;
  onLevel: (level: string | null) => void;
}): ReactElement {
  const { name, logger } = props;
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  useDismiss(place, open, close);
  const choose = (level: string | null): void => {
    close();
    props.onLevel(level);
  };
  const said = `${name}: ${logger.effective_level}${logger.level === null ? ", inherited" : ""}`;
  return (
    <div
      className="level-menu"
      ref={place}
      onBlur={(event) => (event.currentTarget.contains(event.relatedTarget) ? undefined : setOpen(false))}
    >
      <button
        ref={button}
        type="button"
        className="level-button"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={`Level of ${said}`}
        title={logger.level === null ? "Inherited from the logger above" : "The logger's own level"}
        disabled={props.locked}
        aria-busy={props.busy}
        onClick={() => setOpen(!open && !props.busy)}
      >
        <LevelTag level={logger.effective_level} severity={0} />
        <Icon name="down" />
      </button>
      {open ? <LevelChoices {...props} onChoose={choose} /> : null}
    </div>
  );
}

function LevelChoices(props: {
  name: string;
  logger: AppLogger;
  choices: readonly string[];
  hold: HoldTime;
  onChoose: (level: string | null) => void;
}): ReactElement {
  const { logger } = props;
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const items = itemsOf(menu.current);
    (items.find((item) => item.getAttribute("aria-checked") === "true") ?? items[0])?.focus();
    menu.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div
      ref={menu}
      className="popover level-choices"
      role="menu"
      aria-label={`Set ${props.name} for ${holdTimeLabel(props.hold)}`}
      tabIndex={-1}
      onKeyDown={(event) => move(event, itemsOf(menu.current))}
    >
      <p className="muted" aria-hidden="true">
        for {holdTimeLabel(props.hold)}
      </p>
      {props.choices.map((level) => (
        <button
          key={level}
          type="button"
          role="menuitemradio"
          tabIndex={-1}
          aria-checked={level === logger.level}
          onClick={() => props.onChoose(level)}
        >
          <LevelTag level={level} severity={0} />
        </button>
      ))}
      {logger.until === null ? null : (
        <button type="button" role="menuitem" tabIndex={-1} onClick={() => props.onChoose(null)}>
          Reset to the program's own
        </button>
      )}
    </div>
  );
}

function itemsOf(menu: HTMLElement | null): HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
}

/** Keys of a menu: WAI-ARIA Authoring Practices, "Menu and Menubar". */
function move(event: KeyboardEvent, items: readonly HTMLElement[]): void {
  const at = items.findIndex((item) => item === document.activeElement);
  const places: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  const place = places[event.key];
  // The page's own single keys rest while the menu is open.
  event.stopPropagation();
  if (place === undefined) return;
  event.preventDefault();
  items.at(place % items.length)?.focus();
}
