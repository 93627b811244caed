// @ts-check
// What few pages use, fetched by the loader when one does.

const corners = ["bottom-right", "bottom-left", "top-left", "top-right"];

/** Scripts that are fetched on their first use. */
const parts = /** @type {Record<string, string>} */ ({ blocks: "__PARLOR_BLOCKS__", files: "__PARLOR_FILES__", page: "__PARLOR_PAGE__", voice: "__PARLOR_VOICE__", outreach: "__PARLOR_OUTREACH__", session: "__PARLOR_SESSION__", forms: "__PARLOR_FORMS__", tabs: "__PARLOR_TABS__" });

/** One of them. @param {any} chat @param {string} name */
export const part = (chat, name) => chat.bring(parts[name]);

/** Calls a function of page.js. @param {any} chat @param {string} name @param {any[]} rest */
export const later = async (chat, name, rest) => (await part(chat, "page"))[name](chat, ...rest);

/** Calls a function of one of them: `blocks:draw`. @param {any} chat @param {string} name @param {any} detail */
export const call = async (chat, name, detail) => {
  const [file, method] = name.split(":");
  const script = await part(chat, file).catch((error) => {
    if (file === "files") unreached(chat, detail);
    throw error;
  });
  script[method](chat, detail);
};

/** Files were chosen, and what sends them did not come. @param {any} chat @param {any} told */
const unreached = (chat, { texts }) => {
  const line = document.createElement("p");
  line.className = "limit over";
  line.textContent = texts.error_network;
  chat.shadowRoot.querySelector(".composer").append(line);
  setTimeout(() => line.remove(), 8000);
  chat.module.command(chat.handle, "files", JSON.stringify({ said: texts.error_network }));
};

/** Whatever of it, or of a script of its own, this chat has asked for. @param {any} chat @param {string} [file] */
export const use = async (chat, file) => {
  if (file) return (await part(chat, file)).use(chat);
  drag(chat, chat.launcher);
  if (chat.hasAttribute("framed")) framed(chat);
};

/**
 * The launcher goes to the corner it is dragged to. Without dragging: a long or a right press takes it to the next corner,
 * and so do the arrow keys.
 *
 * @param {any} chat
 * @param {HTMLElement} launcher
 */
const drag = (chat, launcher) => {
  /** @type {PointerEvent | undefined} */
  let from;
  let dragged = false;
  if (chat.moves) launcher.style.touchAction = "none";
  const to = (/** @type {string} */ corner) => {
    chat.setAttribute("position", corner);
    chat.fire("move", corner);
  };
  /** Names of corners are those of a page from left to right. */
  const corner = (/** @type {boolean} */ top, /** @type {boolean} */ left) =>
    (top ? "top-" : "bottom-") + (left === (chat.root.dir !== "rtl") ? "left" : "right");
  const middle = () => {
    const box = launcher.getBoundingClientRect();
    return [box.x + box.width / 2 < innerWidth / 2, box.y + box.height / 2 < innerHeight / 2];
  };
  launcher.onpointerdown = (event) => {
    dragged = false;
    if (!chat.moves || event.button) return;
    from = event;
    launcher.setPointerCapture(event.pointerId);
  };
  launcher.onpointermove = (event) => {
    if (!from) return;
    const [x, y] = [event.clientX - from.clientX, event.clientY - from.clientY];
    dragged ||= Math.hypot(x, y) > 8;
    if (dragged) launcher.style.translate = `${x}px ${y}px`;
  };
  launcher.onpointerup = launcher.onpointercancel = (event) => {
    launcher.style.translate = "";
    if (from && dragged && event.type === "pointerup") to(corner(event.clientY < innerHeight / 2, event.clientX < innerWidth / 2));
    from = undefined;
  };
  // The end of a drag is no click.
  launcher.addEventListener("click", (event) => dragged && (dragged = false, event.stopImmediatePropagation()), true);
  launcher.oncontextmenu = (event) => {
    if (!chat.moves) return;
    event.preventDefault();
    if (!dragged) to(corners[(corners.indexOf(chat.corner) + 1) % 4]);
  };
  launcher.onkeydown = (event) => {
    const way = /^Arrow(.+)/.exec(event.key)?.[1];
    if (!way || !chat.moves) return;
    event.preventDefault();
    const [left, top] = middle();
    to(corner(way === "Up" || (top && way !== "Down"), way === "Left" || (left && way !== "Right")));
  };
};

/** What a page may wish of a chat in a frame; given on the way and whenever it changes. */
const wishes = ["theme", "contrast", "brand", "radius", "density", "font", "shadow", "title", "language"];
/** What each side may tell the other. */
const commands = ["open", "close", "send", "hidden", "draft", "restart", "user", "context", "tools", "outcome", "message", "export", "reset", "maximize", "minimize", "update", "offer"];
const news = ["open", "close", "message", "error", "stream-start", "stream-end", "unread", "sound", "lead", "action", "restart", "tool"];

const css = `.panel{position:fixed;z-index:2147483001;inset-block-end:calc(88px + env(safe-area-inset-bottom));inset-inline-end:20px;inline-size:400px;max-inline-size:calc(100vw - 40px);block-size:min(680px,100dvh - 112px);border:0;border-radius:var(--parlor-radius,16px);background:light-dark(#fff,#17181c);box-shadow:0 0 0 1px light-dark(#0f172a14,#ffffff1a),var(--parlor-shadow,0 24px 64px -12px light-dark(#0f172a4d,#000c))}
.left .panel{inset-inline:20px auto}.top .panel{inset-block:88px auto}
.root:not(.as-bubble) .panel{inset:0;inline-size:100%;max-inline-size:none;block-size:100%;border-radius:0;box-shadow:none}
.as-inline .panel{position:absolute}
@media (max-width:480px),(max-height:420px){.as-bubble .panel{inset:0;inline-size:100%;max-inline-size:none;block-size:100dvh;border-radius:0}}`;

/**
 * Stands in for the bundle: the chat runs in a frame on the server's origin. What passes between the two is checked for
 * where it comes from, and sent to that origin alone; the chat's own tokens never pass, the page's word on who the visitor
 * is goes in.
 *
 * @param {any} chat
 */
export const frame = (chat) => (chat.stand ??= standIn(chat));

const standIn = (/** @type {any} */ chat) => {
  const view = document.createElement("iframe");
  const { origin: home } = new URL(chat.host);
  const sheet = new CSSStyleSheet();
  const wished = () => wishes.filter((name) => chat.hasAttribute(name)).map((name) => [name, chat.getAttribute(name)]);
  /** @type {any[] | undefined} */
  let waiting = [];
  const say = (/** @type {any[]} */ told) => (waiting ? waiting.push(told) : view.contentWindow?.postMessage(told, home));
  /** @type {(event: MessageEvent) => void} */
  let listen;
  const changes = new MutationObserver(() => say(["update", Object.fromEntries(wishes.map((name) => [name, chat.getAttribute(name)]))]));
  return {
    mount(/** @type {HTMLElement} */ place, /** @type {string} */ options, /** @type {Function} */ emit) {
      const { user } = JSON.parse(options);
      if (typeof user === "string") say(["user", user]);
      sheet.replaceSync(css);
      chat.shadowRoot.adoptedStyleSheets.push(sheet);
      view.className = "panel";
      view.setAttribute("part", "panel");
      view.title = chat.title || chat.config.title || "Chat";
      view.allow = "microphone; clipboard-write";
      view.src = `${chat.host}/frame/${encodeURIComponent(chat.key)}#${new URLSearchParams([...wished(), ["around", chat.shape], ["lang", chat.locale]])}`;
      listen = ({ source, origin, data }) => {
        if (source !== view.contentWindow || origin !== home || !Array.isArray(data)) return;
        const [name, detail] = data;
        if (name === "ready") {
          const told = waiting || [];
          waiting = undefined;
          told.forEach(say);
        } else if (news.includes(name)) emit(name === "tool" ? "page:run" : name, detail);
      };
      addEventListener("message", listen);
      changes.observe(chat, { attributeFilter: wishes });
      place.append(view);
      return 1;
    },
    command(/** @type {number} */ _, /** @type {string} */ name, /** @type {string} */ text) {
      if (!commands.includes(name)) return;
      say([name, text]);
      if (name === "open") view.focus();
    },
    unmount() {
      changes.disconnect();
      removeEventListener("message", listen);
      chat.shadowRoot.adoptedStyleSheets = chat.shadowRoot.adoptedStyleSheets.filter((/** @type {any} */ other) => other !== sheet);
      chat.stand = undefined;
      view.remove();
    },
  };
};

/** The other side: the chat in the frame. */
const framed = (/** @type {any} */ chat) => {
  if (parent === window) return chat.open();
  const outside = location.ancestorOrigins?.[0] || new URL(document.referrer).origin;
  const known = (/** @type {any} */ all) => Object.fromEntries(Object.entries(all).filter(([name, value]) => wishes.includes(name) && (value === null || typeof value === "string")));
  for (const name of news)
    chat.addEventListener("parlor:" + name, (/** @type {CustomEvent} */ event) => parent.postMessage([name, event.detail], outside));
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || origin !== outside || !Array.isArray(data) || !commands.includes(data[0])) return;
    if (data[0] === "update") chat.update(known(Object(data[1])));
    else if (data[0] === "user") chat.setUser({ token: String(data[1]) });
    else if (typeof chat[data[0]] === "function") chat[data[0]](String(data[1] ?? ""));
    else chat.ask(data[0], String(data[1] ?? ""));
  });
  const told = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  // Whatever the page around says of its language, this one says as well.
  document.documentElement.lang = told.lang || "";
  chat.configure();
  chat.update(known(told));
  chat.toggleAttribute("closable", told.around === "bubble");
  parent.postMessage(["ready"], outside);
};

/**
 * Beside what says that the chat cannot be loaded: the way to the page that needs no script. Who the visitor is goes in the
 * body of a form, never in an address, so that the conversation goes on there.
 *
 * @param {any} chat
 */
export const plain = (chat) => {
  const button = chat.again.nextSibling?.firstChild || document.createElement("button");
  button.textContent = chat.text("plain_page", "Open the chat as a plain page");
  if (button.parentNode) return;
  button.name = "visitor";
  Object.assign(button.style, { background: "none", color: "inherit", padding: 0, fontWeight: 400, textAlign: "start", textDecoration: "underline" });
  const form = document.createElement("form");
  Object.assign(form, { method: "post", target: "_blank", rel: "noopener", action: `${chat.host}/chat/${encodeURIComponent(chat.key)}` });
  form.onsubmit = () => {
    try {
      button.value = localStorage.getItem("parlor:" + chat.key) || "";
    } catch {
      // Storage is blocked: the page begins a conversation of its own.
    }
  };
  form.append(button);
  chat.again.after(form);
};
