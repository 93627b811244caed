// @ts-check
// The names other chats are called by, for sites that come from them: `data-aliases="chatwoot intercom crisp chatbotkit"`.
// Each call does what comes nearest to it here, or nothing; docs/migrating.md has the table.

const page = /** @type {any} */ (window);
const call = (/** @type {any[]} */ ...args) => page.Parlor(...args);
const on = (/** @type {string} */ name, /** @type {(event: any) => void} */ listener) => document.addEventListener("parlor:" + name, listener);
/** What pages say piece by piece is told as a whole. */
const user = /** @type {Record<string, any>} */ ({});
const context = /** @type {Record<string, any>} */ ({});
const tellUser = (/** @type {any} */ more) => call("setUser", Object.assign(user, more));
const tellContext = (/** @type {any} */ more) => call("setContext", Object.assign(context, more));
const forget = () => {
  for (const kept of [user, context]) for (const name in kept) delete kept[name];
  call("reset");
};
/** Runs what was called before we came, then what is called from now on. @param {any[]} calls @param {(...args: any[]) => any} run */
const drain = (calls, run) => {
  for (const args of calls) safely(() => run(...args));
};
/** What a page's own function throws is its own affair. @param {() => any} run */
const safely = (run) => {
  try {
    return run();
  } catch (error) {
    console.error(error);
  }
};

/** @type {Record<string, (chat: any) => void>} */
const all = {
  chatwoot(chat) {
    const told = (/** @type {string} */ name, /** @type {any} */ detail) => window.dispatchEvent(new CustomEvent("chatwoot:" + name, { detail }));
    page.chatwootSDK = { run: () => {} };
    page.$chatwoot = {
      baseUrl: chat.host,
      hasLoaded: true,
      get isOpen() {
        return chat.isOpen;
      },
      toggle: (/** @type {string} */ state) => call(state === "open" || state === "close" ? state : "toggle"),
      toggleBubbleVisibility: (/** @type {string} */ state) => call(state === "hide" ? "hide" : "show"),
      popoutChatWindow: () => window.open(chat.host + "/frame/" + encodeURIComponent(chat.key)),
      setUser: (/** @type {string} */ id, /** @type {any} */ { identifier_hash, ...rest } = {}) => tellUser({ id: String(id), hash: identifier_hash, ...rest }),
      setCustomAttributes: tellContext,
      setConversationCustomAttributes: tellContext,
      deleteCustomAttribute: (/** @type {string} */ name) => (delete context[name], tellContext({})),
      deleteConversationCustomAttribute: (/** @type {string} */ name) => (delete context[name], tellContext({})),
      setLabel() {},
      removeLabel() {},
      setLocale: (/** @type {string} */ language) => call("update", { language: language.replace("_", "-") }),
      setColorScheme: (/** @type {string} */ theme) => call("update", { theme }),
      reset: forget,
    };
    const { hideMessageBubble, position, locale, darkMode, launcherTitle } = page.chatwootSettings || {};
    if (hideMessageBubble) call("hide");
    if (position) call("update", { position: "bottom-" + position });
    if (locale) page.$chatwoot.setLocale(locale);
    if (darkMode) call("update", { theme: darkMode });
    if (launcherTitle) call("update", { title: launcherTitle });
    on("open", () => told("opened"));
    on("close", () => told("closed"));
    on("message", ({ detail }) => told("on-message", { ...detail, content: detail.text, message_type: detail.role === "user" ? 0 : 1 }));
    on("error", ({ detail }) => told("error", detail));
    told("ready");
  },

  intercom(chat) {
    const earlier = page.Intercom?.q || [];
    /** Settings say where the launcher is and who the visitor is. */
    const settle = (/** @type {any} */ settings = {}) => {
      const { app_id, api_base, user_id, user_hash, intercom_user_jwt, email, name, phone, hide_default_launcher, alignment, language_override, action_color, background_color, custom_launcher_selector, ...rest } = settings;
      if (hide_default_launcher !== undefined) call(hide_default_launcher ? "hide" : "show");
      if (alignment) call("update", { position: "bottom-" + alignment });
      if (language_override) call("update", { language: language_override });
      if (background_color || action_color) call("update", { brand: background_color || action_color });
      if (custom_launcher_selector)
        document.addEventListener("click", (event) => /** @type {Element} */ (event.target).closest?.(custom_launcher_selector) && call("open"));
      if (user_id || email || name || phone || intercom_user_jwt) tellUser({ id: user_id && String(user_id), email, name, phone, hash: user_hash, token: intercom_user_jwt });
      if (Object.keys(rest).length) tellContext(rest);
    };
    /** @type {Record<string, (...args: any[]) => any>} */
    const methods = {
      boot: settle,
      update: settle,
      shutdown: forget,
      show: () => call("open"),
      showSpace: () => call("open"),
      showMessages: () => call("open"),
      showNewMessage: (text) => (call("open"), text && call("setDraft", text)),
      startConversation: (text) => (call("open"), text && call("send", text)),
      hide: () => call("close"),
      trackEvent: (name, meta) => tellContext({ event: { name, ...meta } }),
      onShow: (run) => on("open", () => run()),
      onHide: (run) => on("close", () => run()),
      onUnreadCountChange: (run) => on("unread", ({ detail }) => run(detail?.count ?? detail)),
      onUserEmailSupplied: (run) => on("lead", () => run()),
      ready: (run) => safely(run),
    };
    page.Intercom = (/** @type {string} */ name, /** @type {any[]} */ ...args) => methods[name]?.(...args);
    page.Intercom.booted = true;
    settle(page.intercomSettings);
    drain([...earlier], page.Intercom);
  },

  crisp(chat) {
    const earlier = [].concat(page.$crisp || []);
    /** @type {Map<string, Set<(detail: any) => void>>} */
    const heard = new Map();
    const tell = (/** @type {string} */ name, /** @type {any} */ detail) => heard.get(name)?.forEach((run) => safely(() => run(detail)));
    /** @type {Record<string, (...args: any[]) => any>} */
    const deeds = {
      "chat:open": () => call("open"),
      "chat:close": () => call("close"),
      "chat:toggle": () => call("toggle"),
      "chat:show": () => call("show"),
      "chat:hide": () => call("hide"),
      "message:send": (kind, text) => kind === "text" && call("send", text),
      "message:show": (kind, text) => kind === "text" && call("showMessage", text),
      "session:reset": forget,
    };
    /** Values come in lists. @type {Record<string, (value: any, ...more: any[]) => any>} */
    const settings = {
      "user:email": (email, hash) => tellUser({ email, ...(hash && { hash }) }),
      "user:phone": (phone) => tellUser({ phone }),
      "user:nickname": (name) => tellUser({ name }),
      "user:avatar": (avatar) => tellUser({ avatar }),
      "user:company": (company) => tellContext({ company }),
      "session:data": (name, value) => tellContext(Array.isArray(name) ? Object.fromEntries(name) : { [name]: value }),
      "session:segments": (segments) => tellContext({ segments }),
      "session:event": (events) => tellContext({ events }),
      "message:text": (text) => call("setDraft", text),
    };
    /** @type {Record<string, (value: any) => any>} */
    const configs = {
      "position:reverse": (left) => call("update", { position: left ? "bottom-left" : "bottom-right" }),
    };
    /** @type {Record<string, () => boolean>} */
    const facts = {
      "chat:opened": () => chat.isOpen,
      "chat:closed": () => !chat.isOpen,
      "chat:visible": () => !chat.hasAttribute("hidden"),
      "chat:hidden": () => chat.hasAttribute("hidden"),
    };
    let unread = 0;
    on("unread", ({ detail }) => (unread = detail?.count ?? detail ?? 0));
    const list = (/** @type {any} */ value) => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
    const crisp = (page.$crisp = {
      push: (/** @type {any[]} */ ...commands) => drain(commands.map((command) => [command]), ([verb, ...rest]) => /** @type {any} */ (crisp)[verb]?.(...rest)),
      do: (/** @type {string} */ name, /** @type {any} */ value) => deeds[name]?.(...list(value)),
      set: (/** @type {string} */ name, /** @type {any} */ value) => settings[name]?.(...list(name === "session:data" && Array.isArray(value?.[0]?.[0]) ? [value[0]] : value)),
      config: (/** @type {string} */ name, /** @type {any} */ value) => configs[name]?.(list(value)[0]),
      on: (/** @type {string} */ name, /** @type {(detail: any) => void} */ run) => void heard.set(name, (heard.get(name) ?? new Set()).add(run)),
      off: (/** @type {string} */ name, /** @type {any} */ run) => void (run ? heard.get(name)?.delete(run) : heard.delete(name)),
      get: (/** @type {string} */ name) => (name === "chat:unread:count" ? unread : name === "message:text" ? "" : null),
      is: (/** @type {string} */ name) => facts[name]?.() ?? false,
      safe() {},
      help() {},
    });
    on("open", () => tell("chat:opened", undefined));
    on("close", () => tell("chat:closed", undefined));
    on("ready", () => tell("session:loaded", ""));
    on("message", ({ detail }) => tell(detail.role === "user" ? "message:sent" : "message:received", { type: "text", content: detail.text, from: detail.role === "user" ? "user" : "operator", fingerprint: detail.id }));
    crisp.push(...earlier);
    const ready = page.CRISP_READY_TRIGGER;
    if (typeof ready === "function") safely(ready);
  },

  chatbotkit(chat) {
    const tool = (/** @type {string} */ name, /** @type {any} */ { description = name, parameters = { type: "object" }, handler, result }) =>
      call("registerTool", { name, description, parameters, handler: (/** @type {any} */ args) => (handler ? handler(args) : result), approval: "never" });
    const register = (/** @type {Record<string, any>} */ functions) => {
      for (const name in functions) functions[name] ? tool(name, functions[name]) : call("unregisterTool", name);
    };
    const said = (/** @type {any} */ message) => (typeof message === "string" ? message : message?.text);
    let [contact, meta, functions] = [{}, {}, /** @type {Record<string, any>} */ ({})];
    const instance = {
      element: chat,
      ready: true,
      readyPromise: Promise.resolve(true),
      get open() {
        return chat.isOpen;
      },
      set open(open) {
        call(open ? "open" : "close");
      },
      get contact() {
        return contact;
      },
      set contact(value) {
        tellUser((contact = value || {}));
      },
      get meta() {
        return meta;
      },
      set meta(value) {
        tellContext((meta = value || {}));
      },
      get functions() {
        return functions;
      },
      set functions(value) {
        for (const name in functions) if (!value?.[name]) call("unregisterTool", name);
        register((functions = value || {}));
      },
      show: () => call("open"),
      hide: () => call("close"),
      maximize: () => call("maximize"),
      minimize: () => call("minimize"),
      restartConversation: () => call("restart"),
      sendMessage: (/** @type {any} */ message) => call("send", said(message), { hidden: !!message?.hidden }),
      initiateMessage: (/** @type {any} */ message) => (call("open"), call("showMessage", said(message))),
      registerFunctions: register,
      unregisterFunctions: (/** @type {string[]} */ names) => names.forEach((name) => call("unregisterTool", name)),
      assignContact: (/** @type {any} */ value) => (instance.contact = value),
      addEventListener: (/** @type {string} */ name, /** @type {(event: any) => void} */ run) => chat.addEventListener("parlor:" + name, run),
    };
    page.chatbotkitWidget = { instance, instancePromise: Promise.resolve(instance) };
    window.dispatchEvent(new Event("chatbotkitWidgetInit"));
  },
};

/** Defines the names of these chats; an unknown one is passed over. @param {string} names @param {any} chat */
export const define = (names, chat) => {
  for (const name of names.toLowerCase().split(/[\s,]+/)) if (Object.hasOwn(all, name)) safely(() => all[name](chat));
};
