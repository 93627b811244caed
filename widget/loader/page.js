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

/** Without a launcher: inline once it is in view, fullscreen at once. @param {any} chat @param {string} layout */
export const appear = (chat, layout) => {
  const begin = async () => (await chat.asked, chat.root && chat.ask("shown"));
  if (layout !== "inline") return void begin();
  new IntersectionObserver((seen, observer) => {
    if (!seen.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    begin();
  }).observe(chat);
};

/** Options by name, as the attributes are called; `null` takes one back. @param {any} chat @param {Record<string, any>} options */
export const update = (chat, options) => {
  for (const name in options) {
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

export const setUser = (/** @type {any} */ chat, /** @type {any} */ identity) => keep(chat, "user", identity ? json(identity) : "");

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

const told = (/** @type {Map<string, any>} */ tools) => JSON.stringify([...tools.values()].map((tool) => tool.told));

/** The agent asks for a tool, and the visitor does not mind. Whoever waits for this waits for its beginning only. @param {any} chat @param {any} call */
export const run = (chat, call) => void use(chat, call);

/** @param {any} chat @param {{message: string, call: string, name: string, args: string}} call */
const use = async (chat, { message, call, name, args }) => {
  let body;
  try {
    const tool = chat.tools?.get(name);
    // In a frame the functions are outside.
    if (!tool && chat.hasAttribute("framed")) return chat.fire("tool", { message, call, name, args });
    if (!tool) throw "the page has no such tool any more";
    chat.fire("tool-call", { id: call, name, args: JSON.parse(args) });
    const late = new Promise((_, fail) => setTimeout(fail, patience, "the page's function took longer than 55 s"));
    const text = JSON.stringify((await Promise.race([tool.handler(JSON.parse(args)), late])) ?? "done") ?? '"done"';
    if (bytes(text) > most.result) throw "the result has more than 60 kB";
    body = { result: JSON.parse(text) };
  } catch (/** @type {any} */ error) {
    console.warn("Parlor:", error);
    body = { error: String(error?.message || error || "failed").slice(0, most.reason) };
  }
  chat.ask("outcome", JSON.stringify({ message, call, body }));
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
export const aliases = async (chat, names) => (await import(chat.host + "__PARLOR_ALIASES__")).define(names, chat);
