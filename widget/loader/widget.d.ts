/**
 * Parlor's chat on a page.
 *
 * ```html
 * <script async src="https://chat.example.com/widget.js" data-key="wk_…"></script>
 * ```
 *
 * The script takes its host from its own address. `data-agent`, `data-widget` and `data-token` are other names for
 * `data-key`; every other `data-` attribute (`data-open`, `data-position`, `data-theme`, `data-language`,
 * `data-title`) becomes an attribute of the element. Calls before it has loaded are queued:
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
  /** Takes the chat off the page: connections, timers and style sheets go with it. */
  destroy(): void;
}

/** The element's attributes; they win over the owner's configuration. */
export interface ParlorChatAttributes {
  /** The widget's key. `agent` is another name for it. */
  key: string;
  /** Present while the panel is open; set it to open. */
  open?: "";
  position?: "bottom-right" | "bottom-left" | "top-right" | "top-left";
  /** `mode` is another name for it. */
  theme?: "light" | "dark" | "auto";
  /** BCP 47; otherwise the page's `lang`, otherwise the browser's language. */
  language?: string;
  title?: string;
}

/** Details of the events `parlor:ready`, `parlor:open` …; they bubble and cross shadow roots. */
export interface ParlorEvents {
  ready: undefined;
  open: undefined;
  close: undefined;
  /** A message was acknowledged by the server, or an answer has ended. */
  message: { role: "user" | "agent"; text: string; id: string };
  /** What went wrong, as a name: `error_network`, `error_busy` … */
  error: string;
}

/** Calls every chat on the page. */
export interface Parlor {
  (method: "open" | "close" | "toggle" | "destroy"): void;
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
