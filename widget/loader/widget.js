// @ts-check
// Parlor's loader: the launcher, and the way to the chat itself. Documentation: widget.d.ts.
(() => {
  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  const page = /** @type {any} */ (window);
  // Included again, for example by a page swap: the first one sees to it.
  if (customElements.get("parlor-chat")) return page.Parlor?.begin?.(script);

  // Where the server is, with its path: above this script, or above its version's folder.
  const host = new URL(".", script?.src || location.href).href.replace(/\/(v\/\w+\/)?$/, "");
  // The build puts the bundle's hashed names here: paths on the server.
  const glue = "__PARLOR_JS__";
  // What few pages use, and the way to what is fetched on its first use.
  const rare = "__PARLOR_RARE__";

  const css = `@layer parlor{
:host([hidden]:not([open])){display:none!important}
.root{all:initial;--b:var(--parlor-brand,#2f5bd8);--o:var(--parlor-on-brand,#fff);color-scheme:light dark;font:14px/1.4 var(--parlor-font,system-ui,sans-serif)}
.light{color-scheme:light}.dark{color-scheme:dark}
.mount{display:none}.open .mount{display:block}
.launcher,.note{position:fixed;z-index:2147483000;inset-block-end:calc(20px + env(safe-area-inset-bottom));inset-inline-end:20px}
.left>*{inset-inline:20px auto}.top>*{inset-block:20px auto}
.launcher{display:grid;place-items:center;inline-size:56px;block-size:56px;padding:0;border:0;border-radius:min(50%,var(--parlor-radius,16px)*3);background:var(--b);color:var(--o);cursor:pointer;box-shadow:inset 0 0 0 1px var(--parlor-edge,#0000),var(--parlor-shadow,0 1px 2px #0003,0 8px 24px -4px #0005);transition:transform .25s cubic-bezier(.2,.9,.3,1.3),box-shadow .25s;-webkit-tap-highlight-color:transparent}
.launcher:hover{transform:scale(1.06)}
.launcher:active{transform:scale(.95)}
.launcher:focus-visible,.note button:focus-visible{outline:2px solid #fff;box-shadow:0 0 0 4px #000}
svg{grid-area:1/1;inline-size:26px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;transition:transform .25s cubic-bezier(.2,.9,.3,1.3),opacity .2s;pointer-events:none}
.x,.open .c{opacity:0;transform:rotate(-60deg) scale(.4)}
.open .x{opacity:1;transform:none}
.busy .launcher{animation:p 1s ease-in-out infinite alternate}
@keyframes p{to{opacity:.6}}
.note{display:none;inset-block-end:calc(88px + env(safe-area-inset-bottom));max-inline-size:260px;padding:14px;border-radius:14px;background:light-dark(#fff,#1c1e24);color:light-dark(#1c1e24,#f2f3f5);box-shadow:0 0 0 1px #8883,0 8px 24px -4px #0005}
.top .note{inset-block:88px auto}
.failed .note{display:block}
.note button{display:block;min-block-size:32px;margin-block-start:10px;padding:0 14px;border:0;border-radius:14px;background:var(--b);color:var(--o);font:inherit;font-weight:600;cursor:pointer}
.root:not(.as-bubble) .launcher{display:none}
@media (max-width:480px){.open .launcher{display:none}}
@media (prefers-reduced-motion){*{transition:none!important;animation:none!important}}
@media (forced-colors:active){.launcher{border:2px solid ButtonText}}
@media print{.as-bubble{display:none}}}`;

  const warn = (/** @type {any} */ error) => console.warn("Parlor:", error);
  /** @type {Promise<any> | undefined} */
  let bundle;
  // A module that failed, or whose instance is poisoned, is only loaded anew under another address.
  let turn = 0;
  const forget = () => {
    bundle = undefined;
    turn++;
  };
  const failed = (/** @type {any} */ error) => {
    forget();
    throw error;
  };
  const bring = (/** @type {string} */ path) => import(host + path + (turn ? "?" + turn : "")).catch(failed);
  const load = () => (bundle ??= bring(glue).then(async (module) => (await module.default(), module)).catch(failed));
  const rarely = (/** @type {(module: any) => any} */ use) => bring(rare).then(use);
  const never = () => {};

  /** What a page may wish of looks and language; the server works out what follows from it. */
  const looks = ["brand", "radius", "density", "font", "shadow", "language"];
  const more = matchMedia("(prefers-contrast:more)");

  /**
   * @param {string} tag
   * @param {Record<string, string>} attributes
   * @param {...(Node | string)} children
   */
  const make = (tag, attributes, ...children) => {
    const element = document.createElementNS("http://www.w3.org/" + (/svg|path/.test(tag) ? "2000/svg" : "1999/xhtml"), tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...children);
    return /** @type {HTMLElement} */ (element);
  };
  /** @param {string} name @param {string} d */
  const icon = (name, d) => make("svg", { class: name, viewBox: "0 0 24 24", "aria-hidden": "true" }, make("path", { d }));

  class Chat extends HTMLElement {
    static observedAttributes = ["open", "position", "theme", "mode", "contrast", "layout", "movable", "title", ...looks];
    /** @type {any} */ config = {};
    /** @type {[string, string][]} */ waiting = [];
    /** @type {any} */ module;
    /** What a mounted chat is told first. @type {Record<string, string>} */ kept = {};
    handle = 0;
    isOpen = false;
    host = host;
    bring = bring;

    connectedCallback() {
      if (this.root) return;
      const open = this.hasAttribute("open");
      const root = (this.shadowRoot ?? this.attachShadow({ mode: "open" }));
      this.sheet = new CSSStyleSheet();
      const fixed = new CSSStyleSheet();
      root.adoptedStyleSheets = [this.sheet, fixed];
      fixed.replaceSync(css);
      this.mount = make("div", { class: "mount" });
      this.launcher = make("button", { class: "launcher", part: "launcher", type: "button", "aria-haspopup": "dialog" },
        icon("c", "M4.5 20.5l.9-3.7a9 7.7 0 1 1 3.7 1.8z"), icon("x", "M6 6l12 12M18 6L6 18"));
      this.said = make("span", {});
      this.again = make("button", { type: "button" });
      this.root = make("div", { class: "root" }, this.mount, make("div", { class: "note", role: "alert" }, this.said, this.again), this.launcher);
      root.replaceChildren(this.root);
      this.launcher.onclick = () => this.toggle();
      this.again.onclick = () => this.open();
      this.launcher.onpointerenter = this.launcher.onfocus = () => this.handle || this.hasAttribute("frame") || load().catch(never);
      this.configure();
      this.paint();
      if (open) this.open();
    }

    disconnectedCallback() {
      // Moving an element disconnects and connects it at once: only one that stays away is gone.
      queueMicrotask(() => this.isConnected || this.leave());
    }

    attributeChangedCallback(/** @type {string} */ name) {
      if (!this.root) return;
      if (name === "open" && this.hasAttribute("open") !== this.isOpen) this.toggle();
      else this.paint();
      if (looks.includes(name)) this.configure();
      if (this.handle && /^(title|layout)$/.test(name)) this.ask(name, name === "title" ? this.title || this.config.title : this.shape);
    }

    /** @param {string} name */
    wish(name) {
      return this.getAttribute(name) || this.config[name] || "";
    }

    // A property with the name of an option is what React and Vue would set in place of the attribute: these have other names.
    get shape() {
      return /inline|fullscreen/.exec(this.wish("layout"))?.[0] || "bubble";
    }

    get corner() {
      return this.wish("position") || "bottom-right";
    }

    get moves() {
      return (this.getAttribute("movable") ?? !!this.config.movable + "") !== "false";
    }

    get key() {
      return this.wish("agent") || this.wish("widget") || this.wish("key");
    }

    configure() {
      // Several wishes at once are one question.
      const now = (this.asked = new Promise(page.requestIdleCallback || setTimeout).then(async () => {
        if (this.asked !== now) return;
        try {
          const wishes = new URLSearchParams({ lang: this.locale });
          for (const name of looks) if (this.hasAttribute(name)) wishes.set(name, this.getAttribute(name) || "");
          const reply = await fetch(`${host}/v1/widget/config/${encodeURIComponent(this.key)}?${wishes}`, { credentials: "omit" });
          if (reply.ok && this.asked === now) this.config = (await reply.json()).data;
          this.root && this.paint();
        } catch {
          // The launcher works without; opening will say what is wrong, and ask again.
          this.asked = undefined;
        }
      }));
    }

    /** @param {string} name @param {string} fallback */
    text(name, fallback) {
      return this.config.strings?.[name] || fallback;
    }

    paint() {
      const { config, shape } = this;
      const theme = this.getAttribute("theme") || this.wish("mode");
      const high = more.matches || /high/.test(theme) || this.wish("contrast") === "more";
      const state = [this.isOpen && "open", this.failed && "failed", this.loading && "busy", high && "contrast", /light|dark/.exec(theme)];
      this.root.className = `root as-${shape} ${this.corner.replace("-", " ")} ${state.filter((one) => one).join(" ")}`;
      this.root.dir = config.direction || (/^(ar|he)\b/.test(this.locale) ? "rtl" : "ltr");
      this.root.lang = config.language || this.locale;
      // A box of the page's making when inline; otherwise no box at all.
      const box = shape === "inline" ? "block!important;block-size:var(--parlor-height,600px)" : "contents!important";
      this.sheet.replaceSync(`:host{display:${box}}${config.css || ""}`);
      this.launcher.ariaLabel = this.isOpen ? this.text("close", "Close chat") : this.text("open", "Open chat") + (this.note || "");
      this.launcher.ariaExpanded = /** @type {any} */ (this.isOpen);
      this.said.textContent = this.failed ? this.text("unavailable", "The chat could not be loaded.") : "";
      this.again.textContent = this.text("reload", "Try again");
      // Without a launcher the panel is there from the start; nothing more is fetched before the visitor sees it.
      if (shape !== "bubble" && !this.shown) {
        this.shown = true;
        this.set(true);
        new IntersectionObserver(([seen], eye) => {
          if (seen.isIntersecting) eye.disconnect(), this.later("appear");
        }).observe(shape === "inline" ? this : document.body);
      }
      this.wants("using", this.moves || this.hasAttribute("framed"));
      this.wants("reaching", config.outreach || this.unread, "outreach");
    }

    /** @param {"using" | "reaching"} what @param {any} wanted @param {string} [part] */
    wants(what, wanted, part) {
      if (wanted) this[what] ??= rarely((module) => module.use(this, part)).catch(never);
    }

    get locale() {
      // What is no tag, like what a template left behind, is passed over.
      return [this.getAttribute("language"), document.documentElement.lang, navigator.language].find((tag) => /^[a-z]+([-_]\w+)*$/i.test(tag || "")) || "";
    }

    get open() {
      return this.enter;
    }

    set open(/** @type {any} */ yes) {
      this.toggleAttribute("open", yes || yes === "");
    }

    enter() {
      if (!this.root) return;
      const first = !this.isOpen;
      this.set(true);
      this.ask("open");
      if (first) this.fire("open");
    }

    close() {
      if (!this.isOpen) return;
      this.set(false);
      if (this.handle) this.ask("close");
      if (!this.launcher.offsetParent || this.shadowRoot?.activeElement) this.launcher.focus();
      this.fire("close");
    }

    toggle() {
      this[this.isOpen ? "close" : "open"]();
    }

    send(/** @type {string} */ text, /** @type {any} */ how) {
      this.ask(how?.hidden ? "hidden" : "send", String(text));
    }

    /** Runs a method of page.js; what is asked from now on waits for it. @param {string} name @param {...any} rest */
    later(name, ...rest) {
      const before = this.before;
      this.before = rarely(async (module) => (await before, module.later(this, name, rest))).catch((error) => (name === "appear" ? this.broken(error) : warn(error)));
    }

    destroy() {
      this.leave();
      this.remove();
    }

    set(/** @type {boolean} */ open) {
      this.isOpen = open;
      this.toggleAttribute("open", open);
      this.paint();
    }

    async ask(/** @type {string} */ name, text = "") {
      this.waiting.push([name, text]);
      if (!this.asked) this.configure();
      if (this.loading) return;
      this.loading = true;
      this.failed = false;
      this.paint();
      try {
        const module = await (this.hasAttribute("frame") ? rarely((module) => module.frame(this)) : load());
        if (this.root && !this.handle) this.start(module);
        for (let next; (await this.before, this.handle) && (next = this.waiting.shift()); ) module.command(this.handle, ...next);
      } catch (error) {
        this.broken(error);
      }
      this.loading = false;
      this.root && this.paint();
    }

    start(/** @type {any} */ module) {
      const { config, title } = this;
      const options = {
        key: this.key,
        host,
        title: title || config.title || "",
        titleFixed: !!title,
        intro: config.intro || "",
        strings: config.strings,
        layout: this.shape,
        language: this.locale,
        languageChosen: this.hasAttribute("language"),
        user: this.kept.user ?? this.getAttribute("user-token"),
      };
      this.module = module;
      this.handle = module.mount(this.mount, JSON.stringify(options), (/** @type {string} */ name, /** @type {any} */ detail) =>
        name.includes(":") ? rarely((module) => module.call(this, name, detail)).catch(warn) : name === "open" || (name === "close" && this.shape === "bubble") ? this[name]() : this.fire(name, detail));
      for (const name of Object.keys(this.kept)) module.command(this.handle, name, this.kept[name]);
      this.fire("ready");
    }

    /** The bundle did not load, or its instance is poisoned: takes it down, offers to begin again. */
    broken(/** @type {any} */ error) {
      this.waiting = [];
      this.handle = 0;
      this.mount.replaceChildren();
      if (error instanceof WebAssembly.RuntimeError) forget();
      this.failed = true;
      this.set(false);
      rarely((module) => module.plain(this)).catch(never);
      this.fire("error", String(error));
    }

    leave() {
      if (this.handle)
        try {
          this.module.unmount(this.handle);
        } catch {}
      this.handle = 0;
      this.isOpen = this.shown = false;
      this.root = this.using = this.reaching = this.unread = this.note = undefined;
      this.shadowRoot?.replaceChildren();
    }

    fire(/** @type {string} */ name, /** @type {any} */ detail) {
      if (name === "unread") (this.unread = detail), this.paint();
      return this.dispatchEvent(new CustomEvent("parlor:" + name, { detail, bubbles: true, composed: true, cancelable: true }));
    }
  }
  // All but the first five are page.js's.
  const methods = "open close toggle send destroy update reset restart show hide maximize minimize setDraft setUser setContext registerPlugin registerTool unregisterTool showMessage exportConversation".split(" ");
  for (const name of methods.slice(5))
    /** @type {any} */ (Chat.prototype)[name] = /** @this {Chat} @param {...any} rest */ function (...rest) {
      this.later(name, ...rest);
    };
  customElements.define("parlor-chat", Chat);

  const all = () => [.../** @type {NodeListOf<Chat>} */ (document.querySelectorAll("parlor-chat"))];
  /** @param {string} name @param {...any} rest */
  const call = (name, ...rest) => {
    if (name === "on") document.addEventListener("parlor:" + rest[0], rest[1]);
    else if (name === "off") document.removeEventListener("parlor:" + rest[0], rest[1]);
    else if (methods.includes(name)) for (const chat of all()) /** @type {any} */ (chat)[name](...rest);
  };
  const queue = page.Parlor?.q || [];
  page.Parlor = call;

  const begin = (from = script) => {
    const { key, agent, widget, token, ...rest } = /** @type {any} */ (from?.dataset || {});
    const name = key || agent || widget || token;
    if (!name || all().some((chat) => chat.key === name)) return;
    const chat = document.createElement("parlor-chat");
    chat.setAttribute("agent", name);
    for (const option in rest) chat.setAttribute(option.replace(/[A-Z]/g, "-$&"), rest[option]);
    // Inline, it stands where the script does.
    if (rest.layout === "inline" && from && document.body.contains(from)) from.after(chat);
    else document.body.append(chat);
    if (rest.aliases) chat.later("aliases", rest.aliases);
  };
  call.begin = begin;
  const ready = () => {
    begin();
    for (const args of queue) call(...args);
  };
  document.addEventListener("turbo:load", () => begin());
  // A trap inside a callback reaches us here: the instance is then unusable for every chat.
  for (const sign of ["error", "unhandledrejection"])
    addEventListener(sign, (/** @type {any} */ event) => {
      const error = event.error || event.reason;
      if (!(error instanceof WebAssembly.RuntimeError) || !String(error.stack).includes(host + "/")) return;
      event.preventDefault();
      for (const chat of all()) if (chat.handle) chat.broken(error);
    });
  more.onchange = () => all().forEach((chat) => chat.paint());
  if (document.body) ready();
  else addEventListener("DOMContentLoaded", ready);
})();
