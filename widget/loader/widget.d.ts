/**
 * Parlor's chat on a page.
 *
 * ```html
 * <script async src="https://chat.example.com/widget.js" data-key="wk_…"></script>
 * ```
 *
 * The script takes its host from its own address. `data-agent`, `data-widget` and `data-token` are other names for
 * `data-key`; every other `data-` attribute (`data-open`, `data-layout`, `data-theme` …) becomes an attribute of the
 * element. Calls before it has loaded are queued:
 *
 * ```js
 * window.Parlor = window.Parlor || ((...a) => (Parlor.q = Parlor.q || []).push(a));
 * Parlor("open");
 * ```
 *
 * On page load one public configuration is fetched. Nothing is stored, and nothing is said about the visitor, before
 * the chat is opened.
 */

/** The element `<parlor-chat key="wk_…">`. */
export interface ParlorChatElement extends HTMLElement {
  /** Opens the panel; loads the chat if need be. */
  open(): void;
  /** Closes the panel. The conversation and the draft stay. */
  close(): void;
  toggle(): void;
  /** Says `text` (1 to 4,000 characters) in the visitor's name. While an answer is written it waits its turn. */
  send(text: string): void;
  /** Makes the panel large. */
  maximize(): void;
  /** Makes it small again. */
  minimize(): void;
  /**
   * Changes options by name while everything goes on: messages, a running answer and the draft stay. `null` takes one
   * back, so that the owner's stands again.
   */
  update(options: ParlorOptions): void;
  /** Takes the chat off the page: connections, timers and style sheets go with it. */
  destroy(): void;
}

/** The element's attributes; they win over the owner's configuration. */
export interface ParlorChatAttributes {
  /** The widget's key. `agent` is another name for it. */
  key: string;
  /** Present while the panel is open; set it to open. */
  open?: "";
  /** `bubble`: launcher and panel. `inline`: part of the page, as high as the element. `fullscreen`: all of the window. */
  layout?: "bubble" | "inline" | "fullscreen";
  /** The corner of a bubble. */
  position?: "bottom-right" | "bottom-left" | "top-right" | "top-left";
  /** Visitors may move the launcher to another corner. */
  movable?: "" | "true" | "false";
  /** `mode` is another name for it. */
  theme?: "light" | "dark" | "auto" | "high-contrast" | "high-contrast-light" | "high-contrast-dark";
  /** High contrast always; otherwise when the visitor's system asks for it. */
  contrast?: "more";
  /** `#rrggbb`. The server derives palettes that can be read. */
  brand?: string;
  /** Roundness in pixels, 0 to 28. */
  radius?: string;
  density?: "compact" | "comfortable" | "spacious";
  /** Font families as in CSS, at most 200 characters. */
  font?: string;
  shadow?: "none" | "soft" | "strong";
  /** Present: the chat runs in an `<iframe>` on the server's origin. Read when the chat is first opened. */
  frame?: "";
  /** BCP 47; otherwise the page's `lang`, otherwise the browser's language. */
  language?: string;
  title?: string;
}

/** What can be changed while the chat is there. */
export type ParlorOptions = {
  [Name in "layout" | "position" | "movable" | "theme" | "contrast" | "brand" | "radius" | "density" | "font" | "shadow" | "title"]?:
    ParlorChatAttributes[Name] | number | boolean | null;
};

/** Details of the events `parlor:ready`, `parlor:open` …; they bubble and cross shadow roots. */
export interface ParlorEvents {
  ready: undefined;
  open: undefined;
  close: undefined;
  /** The visitor moved the launcher to this corner. */
  move: string;
  /** A message was acknowledged by the server, or an answer has ended. */
  message: { role: "user" | "agent"; text: string; id: string };
  /** What went wrong, as a name: `error_network`, `error_busy` … */
  error: string;
}

/** Calls every chat on the page. */
export interface Parlor {
  (method: "open" | "close" | "toggle" | "maximize" | "minimize" | "destroy"): void;
  (method: "update", options: ParlorOptions): void;
  (method: "send", text: string): void;
  <Name extends keyof ParlorEvents>(method: "on" | "off", name: Name, listener: (event: CustomEvent<ParlorEvents[Name]>) => void): void;
}

declare global {
  interface Window {
    Parlor: Parlor;
  }
  interface HTMLElementTagNameMap {
    "parlor-chat": ParlorChatElement;
  }
}
