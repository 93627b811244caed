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

/** The element `<parlor-chat agent="wk_…">`. */
export interface ParlorChatElement extends HTMLElement {
  /** Opens the panel; loads the chat if need be. */
  open(): void;
  /** Closes the panel. The conversation and the draft stay. */
  close(): void;
  toggle(): void;
  /** Takes the launcher away while the chat is closed; `open` still opens it. */
  hide(): void;
  /** Brings it back. */
  show(): void;
  /**
   * Says `text` (1 to 4,000 characters) in the visitor's name. While an answer is written it waits its turn. `hidden`: the
   * transcript does not show it, now or after a reload; exports and the owner do.
   */
  send(text: string, how?: { hidden?: boolean }): void;
  /** Writes into the field, in place of what is there; nothing is sent. */
  setDraft(text: string): void;
  /** Shows Markdown (at most 4,000 characters) in the agent's place. Nobody stores it: a reload forgets it. Loads the chat. */
  showMessage(text: string): void;
  /** Begins a new conversation, without asking. */
  restart(): void;
  /** Forgets the visitor on this browser: conversation, identity, context. Tools stay. For sign-outs. */
  reset(): void;
  /**
   * Says who the visitor is, by a token of the owner's server (a JWT, HS256, signed with the widget's identity secret); only
   * the token counts. `null`: nobody in particular any more. Somebody else than before: what was there is wiped, in all
   * tabs, and the chat starts afresh. A token that is not valid is an `error`, `error_identity`; nobody is let in instead.
   * The same visitor with a newer token: nothing happens, the chat goes on. Sends nothing before the chat is opened.
   */
  setUser(user: ParlorUser | null): void;
  /** What the agent may know of the page, at most 8 KiB as JSON; goes with every message. The last one counts, `null` takes it back. */
  setContext(meta: Record<string, unknown> | string | null): void;
  /**
   * Lends the agent a function, from the next message on; one of the same name is replaced. What cannot work is refused with a
   * warning in the console. At most 16, together at most 40 kB.
   */
  registerTool<Args = any>(tool: ParlorTool<Args>): void;
  unregisterTool(name: string): void;
  /**
   * Extends the chat: `install` is called once with the element, if the owner lists the name under the widget's `plugins`;
   * otherwise nothing happens. What it throws is a warning in the console. Scripts come from the page alone: the list names
   * functions, never addresses.
   */
  registerPlugin(plugin: ParlorPlugin): void;
  /** Saves the conversation as a file. */
  exportConversation(format?: "md" | "html" | "json"): void;
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

/** A function of the page that the agent may use while it answers. The widget's option `tools` must be on. */
export interface ParlorTool<Args = any> {
  /** What the agent calls it: 1 to 64 of `A–Z a–z 0–9 _ -`. */
  name: string;
  /** What it does and when to use it, for the agent; 1 to 1,000 characters. */
  description: string;
  /** JSON Schema of the arguments, of type object, at most 16 KiB and without `$ref`; the server checks them. Default: any object. */
  parameters?: { type: "object"; [keyword: string]: unknown };
  /** `ask` (the default): the visitor sees the arguments and may refuse. `never`: it is called at once. */
  approval?: "ask" | "never";
  /**
   * Does it. What it returns, or resolves to, goes to the agent as JSON (at most 60 kB; nothing becomes `"done"`); what it throws
   * goes there as the reason. It has 55 s.
   */
  handler(args: Args): unknown;
}

/** What a page adds to its chat. The owner's option `plugins` must name it. */
export interface ParlorPlugin {
  /** The name the owner knows it by, 1 to 64 characters. */
  name: string;
  /** Adds it: listens to the chat's events, calls its methods. Called once for each chat that may have it. */
  install(chat: ParlorChatElement): void;
}

/** Who the visitor is. */
export interface ParlorUser {
  /** Claims: `sub`, `aud` (the widget's id), `exp` (at most 24 hours ahead), and perhaps `name` and `email`. */
  token: string;
  /** For your own reading; the server believes the token alone. */
  id?: string;
  name?: string;
  email?: string;
}

/** The element's attributes; they win over the owner's configuration. */
export interface ParlorChatAttributes {
  /** The widget's key, or its id. */
  agent: string;
  /** Another name for `agent`. */
  widget?: string;
  /** An older name for `agent`. React and Vue keep an attribute of this name to themselves. */
  key?: string;
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
  /** Names other chats are called by, to be defined: `chatwoot intercom crisp chatbotkit`; on the script's element only. */
  aliases?: string;
  /** Present: the launcher is hidden while the chat is closed. */
  hidden?: "";
  /** Present: the chat runs in an `<iframe>` on the server's origin. Read when the chat is first opened. */
  frame?: "";
  /** Who the visitor is: a token as for `setUser`. Read when the chat is first opened. */
  "user-token"?: string;
  /**
   * The chat's language, BCP 47. Otherwise one of the widget's languages, or, when the owner named none, the page's `lang`,
   * otherwise the browser's language. Read when a conversation is opened.
   */
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
  /** Something is about to be said. Cancel it, or change `detail.text`. Not in a frame. */
  "before-send": { text: string; how: "shown" | "hidden" };
  /** A button the agent offered was pressed. Cancel it, or change `detail.text`, which is said. Not in a frame. */
  "before-action": { label: string; text: string };
  /** It was not cancelled. */
  action: { label: string; text: string };
  /** An answer this page asked for begins. */
  "stream-start": { id: string };
  /** An answer ends: whole, stopped, failed. */
  "stream-end": { id?: string };
  /** A function of the page is about to be called. */
  "tool-call": { id: string; name: string; args: any };
  /** A new conversation begins. */
  restart: undefined;
  /** Files that waited went with a message, or were dropped with their conversation. */
  files: "sent" | "dropped";
  /** How many answers nobody has seen; `sound` is whether the visitor wants to hear of them. */
  unread: { count: number; sound: boolean };
  /** The visitor switched the sound on or off. */
  sound: boolean;
  /** The visitor left a way to be reached: the names of the fields, not what was written. */
  lead: { fields: ("name" | "email" | "phone")[] };
  /** What went wrong, as a name: `error_network`, `error_busy`, `error_tools` (the server does not understand the page's tools) … */
  error: string;
}

/** Calls every chat on the page. */
export interface Parlor {
  (method: "open" | "close" | "toggle" | "show" | "hide" | "maximize" | "minimize" | "restart" | "reset" | "destroy"): void;
  (method: "update", options: ParlorOptions): void;
  (method: "send", text: string, how?: { hidden?: boolean }): void;
  (method: "setDraft" | "showMessage" | "unregisterTool", text: string): void;
  (method: "setUser", user: ParlorUser | null): void;
  (method: "setContext", meta: Record<string, unknown> | string | null): void;
  <Args = any>(method: "registerTool", tool: ParlorTool<Args>): void;
  (method: "registerPlugin", plugin: ParlorPlugin): void;
  (method: "exportConversation", format?: "md" | "html" | "json"): void;
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
