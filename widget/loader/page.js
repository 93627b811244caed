// @ts-check
// What pages ask of a chat by script, fetched by the loader with the first such call. Each function is a method of the
// element; `chat` is the element. Documentation: widget.d.ts.

/** The server's limits, and room for a message beside the tools in one body. */
const most = { tools: 16, schemas: 40000, context: 8192, result: 60000, reason: 1000 };
/** How long a function of the page may take: a little less than the server waits. */
const patience = 55000;

/** Tells the chat now, and again whenever it is loaded anew. @param {any} chat @param {string} name @param {string} value */
const keep = (chat, name, value) => {
  chat.kept[name] = value;
  if (chat.handle) chat.module.command(chat.handle, name, value);
};

const bytes = (/** @type {string} */ text) => new Blob([text]).size;
const json = (/** @type {any} */ value) => (typeof value === "string" ? value : JSON.stringify(value ?? ""));

const inline = `@layer parlor{.root:not(.as-bubble) .note{inset:20px auto auto 20px}
.as-inline,.as-inline .mount{display:block;position:relative;block-size:100%;min-block-size:320px}
.as-inline:not(.open){visibility:hidden}
.as-inline .note{position:absolute;visibility:visible}}`;

/** Adopts a style sheet, once. @param {any} chat @param {string} name @param {string} text */
const adopt = (chat, name, text) => {
  const sheets = chat.shadowRoot.adoptedStyleSheets;
  if (sheets.includes(chat[name])) return;
  chat[name] = new CSSStyleSheet();
  chat[name].replaceSync(text);
  sheets.push(chat[name]);
};

/** Without a launcher, once it is seen. @param {any} chat */
export const appear = async (chat) => {
  adopt(chat, "inlineSheet", inline);
  await chat.asked;
  if (chat.root) chat.ask("shown");
};

/** Options by name, as the attributes are called; `null` takes one back. @param {any} chat @param {Record<string, any>} options */
export const update = (chat, options) => {
  for (const name of Object.keys(options)) {
    const [value, attribute] = [options[name], name.replace(/[A-Z]/g, "-$&").toLowerCase()];
    if (value === null) chat.removeAttribute(attribute);
    else chat.setAttribute(attribute, value === true ? "" : value);
  }
};

export const show = (/** @type {any} */ chat) => chat.removeAttribute("hidden");
export const hide = (/** @type {any} */ chat) => chat.setAttribute("hidden", "");

/** Commands of the chat that take nothing or a text. @param {string} name */
const command = (name) => (/** @type {any} */ chat, /** @type {any} */ text = "") => void chat.ask(name, String(text));
export const maximize = command("maximize");
export const minimize = command("minimize");
export const restart = command("restart");
export const setDraft = command("draft");
export const showMessage = command("message");
export const exportConversation = (/** @type {any} */ chat, format = "md") => void chat.ask("export", String(format));

export const setUser = (/** @type {any} */ chat, /** @type {any} */ identity) => keep(chat, "user", identity?.token || "");

export const setContext = (/** @type {any} */ chat, /** @type {any} */ meta) => {
  const text = meta ? json(meta) : "";
  if (bytes(text) > most.context) throw new Error("a context has at most 8 KiB");
  keep(chat, "context", text);
};

/** @param {any} chat @param {any} tool */
export const registerTool = (chat, tool) => {
  const { name, description, parameters = { type: "object" }, handler, approval = "ask" } = tool;
  if (!/^[\w-]{1,64}$/.test(name)) throw new Error("a tool's name has 1 to 64 letters, digits, _ and -");
  if (typeof handler !== "function") throw new Error(`the tool ${name} has no handler`);
  if (!description?.trim() || description.length > 1000) throw new Error(`the description of ${name} has 1 to 1,000 characters`);
  if (parameters?.type !== "object") throw new Error(`the parameters of ${name} are a JSON Schema of type object`);
  const tools = new Map(chat.tools).set(name, { told: { name, description, parameters, approval: approval === "never" ? "never" : "ask" }, handler });
  if (tools.size > most.tools) throw new Error("a page has at most 16 tools");
  if (bytes(told(tools)) > most.schemas) throw new Error("the tools of a page have at most 40 kB together");
  chat.tools = tools;
  keep(chat, "tools", told(tools));
};

export const unregisterTool = (/** @type {any} */ chat, /** @type {string} */ name) => {
  chat.tools?.delete(name);
  keep(chat, "tools", told(chat.tools ?? new Map()));
};

/** Runs it once, if the owner has switched it on for this chat. @param {any} chat @param {any} plugin */
export const registerPlugin = (chat, { name, install }) => {
  if (!name || typeof install !== "function") throw new Error("a plugin has a name and a function install");
  chat.asked.then(() => {
    const plugins = (chat.plugins ??= new Set());
    if (!chat.root || plugins.has(name) || !chat.config.plugins?.includes(name)) return;
    plugins.add(name);
    install(chat);
  }).catch((/** @type {any} */ error) => console.warn(`Parlor: the plugin ${name}:`, error));
};

const told = (/** @type {Map<string, any>} */ tools) => (tools.size ? JSON.stringify([...tools.values()].map((tool) => tool.told)) : "");

const css = `@layer parlor{.ask{margin-block-start:16px;padding:12px 14px;border:1px solid var(--line);border-radius:calc(var(--radius)*.75);background:var(--raised);font-size:14px;line-height:1.45;animation:rise .25s var(--ease)}
.ask p{font-weight:600}
.args{display:grid;grid-template-columns:fit-content(40%) 1fr;gap:2px 12px;max-block-size:180px;margin:8px 0 12px;overflow:auto}
.args dt{color:var(--muted);overflow-wrap:anywhere}
.args dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}}`;

/** The agent asks for a tool; `null`: nobody waits for it any more. @param {any} chat @param {any} call */
export const run = (chat, call) => {
  chat.card?.remove();
  if (call?.question) ask(chat, call);
  else if (call) use(chat, call);
};

/** May the page do this? The tool's name, its arguments, and two buttons. @param {any} chat @param {any} call */
const ask = (chat, call) => {
  const root = chat.shadowRoot;
  adopt(chat, "cardSheet", css);
  for (const end of ["stream-end", "restart"]) chat.addEventListener("parlor:" + end, () => card.remove(), { once: true });
  /** @param {string} tag @param {string} look @param {...(Node | string)} children */
  const make = (tag, look, ...children) => {
    const element = document.createElement(tag);
    if (look) element.className = look;
    if (typeof children[0] === "string") element.dir = "auto";
    element.append(...children);
    return element;
  };
  const button = (/** @type {string} */ look, /** @type {string} */ text, /** @type {() => void} */ press) => {
    const element = make("button", look, text);
    element.setAttribute("type", "button");
    element.onclick = () => {
      card.remove();
      root.querySelector("textarea")?.focus();
      press();
    };
    return element;
  };
  const values = Object.entries(JSON.parse(call.args)).flatMap(([name, value]) => [make("dt", "", name), make("dd", "", json(value))]);
  const card = (chat.card = make("div", "ask",
    make("p", "", call.question),
    make("dl", "args", ...values),
    make("div", "choices",
      button("button primary", call.allow, () => use(chat, call)),
      button("button", call.refuse, () => hand(chat, call, { error: "the visitor refused" })))));
  card.setAttribute("part", "ask");
  card.setAttribute("role", "group");
  card.ariaLabel = call.question;
  root.querySelector(".log")?.append(card);
};

/** Hands in what came of it. @param {any} chat @param {any} call @param {any} body */
const hand = (chat, { message, call }, body) => chat.ask("outcome", JSON.stringify({ message, call, body }));

/** @param {any} chat @param {{message: string, call: string, name: string, args: string}} call */
const use = async (chat, call) => {
  const { name, args } = call;
  let body;
  try {
    const tool = chat.tools?.get(name);
    // In a frame the functions are outside.
    if (!tool && chat.hasAttribute("framed")) return chat.fire("tool", { message: call.message, call: call.call, name, args });
    if (!tool) throw "the page has no such tool any more";
    chat.fire("tool-call", { id: call.call, name, args: JSON.parse(args) });
    const late = new Promise((_, fail) => setTimeout(fail, patience, "the page's function took longer than 55 s"));
    const text = JSON.stringify((await Promise.race([tool.handler(JSON.parse(args)), late])) ?? "done") ?? '"done"';
    if (bytes(text) > most.result) throw "the result has more than 60 kB";
    body = { result: JSON.parse(text) };
  } catch (/** @type {any} */ error) {
    console.warn("Parlor:", error);
    body = { error: String(error?.message || error || "failed").slice(0, most.reason) };
  }
  hand(chat, call, body);
};

/** Forgets the visitor: what is stored here, who they are, what the page said of them. Its tools stay. @param {any} chat */
export const reset = (chat) => {
  const open = chat.isOpen;
  if (chat.hasAttribute("frame") && chat.handle) chat.module.command(chat.handle, "reset", "");
  delete chat.kept.user;
  delete chat.kept.context;
  for (const storage of ["localStorage", "sessionStorage"])
    try {
      const kept = /** @type {any} */ (window)[storage];
      for (const key of Object.keys(kept)) if (key === "parlor:" + chat.key || key.startsWith("parlor:" + chat.key + ":")) kept.removeItem(key);
    } catch {}
  if (chat.handle && !chat.hasAttribute("frame")) {
    chat.module.unmount(chat.handle);
    chat.handle = 0;
    chat.mount.replaceChildren();
    if (open) chat.ask("open");
  }
};

/** Names other chats are called by: see aliases.js. @param {any} chat @param {string} names */
export const aliases = async (chat, names) => (await chat.bring("__PARLOR_ALIASES__")).define(names, chat);
