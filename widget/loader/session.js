// @ts-check
// What a visitor does with a conversation apart from talking: beginning anew, saving, printing and deleting it. Fetched by
// the loader with the first such press. The chat hands over what is needed for one act: its token is never kept here.

/** @typedef {Record<string, any>} Any */
/**
 * What the chat hands over.
 *
 * @typedef {object} Told
 * @property {string} what The question, or the format to save in.
 * @property {boolean} exports The owner lets visitors save.
 * @property {string} token
 * @property {string} init The body that opens a session anew.
 * @property {string} conversation The one that is shown.
 * @property {Record<string, string>} texts
 */

const css = `@layer parlor{.question{padding:14px var(--side);border-block-end:1px solid var(--line);background:var(--sunken);animation:fade .2s}
.question p{font-size:14px}}`;
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** What a conversation is saved as, and how that is called: names that no language translates, but for the last one. */
const formats = [["HTML", "html"], ["Markdown", "md"], ["JSON", "json"], ["", "print"]];

/** @param {Any} chat @param {string} name @param {string} [text] */
const command = (chat, name, text = "") => chat.module.command(chat.handle, name, text);

/** @param {string} tag @param {string} look @param {...(Node | string)} children */
const make = (tag, look, ...children) => {
  const made = document.createElement(tag);
  if (look) made.className = look;
  if (look) made.setAttribute("part", look);
  made.append(...children);
  return made;
};

/** The page is not on the widget's list: the console tells its developer what to change. @param {Any} chat */
export const refused = ({ host, key }) =>
  console.error(`Parlor: pages of ${location.origin} may not use the widget ${key}. Add this origin to the widget's allowed_origins, beside those it has: PATCH ${host}/api/teams/{teamId}/widgets/{id}/settings {"allowed_origins": ["${location.origin}"]}`);

/**
 * Asks in the bar below the header: `restart`, `more` or `erase`. A new conversation closes this one, and what is deleted
 * is gone: both ask first.
 *
 * @param {Any} chat
 * @param {Told} told
 */
export const ask = (chat, { what, exports, texts }) => {
  const sheets = chat.shadowRoot.adoptedStyleSheets;
  if (!sheets.includes(sheet)) sheets.push(sheet);
  const panel = chat.shadowRoot.querySelector(".panel");
  const from = chat.shadowRoot.activeElement?.closest(".header button") || panel;
  /** Takes the question away; the focus goes back to where it came from. */
  const back = () => {
    bar.remove();
    from.focus();
  };
  /** A button that takes the question away. */
  const choice = (/** @type {string} */ look, /** @type {string} */ text, act = () => {}) => {
    const button = /** @type {HTMLButtonElement} */ (make("button", look, text));
    button.type = "button";
    button.onclick = () => {
      back();
      act();
    };
    return button;
  };
  const more = what === "more";
  const saves = formats.filter(() => more && exports).map(([name, format]) => choice("button", name || texts.print, () => command(chat, "export", format)));
  const acts = {
    restart: [choice("button primary", texts.new_conversation_yes, () => command(chat, "restart"))],
    erase: [choice("button primary", texts.erase, () => command(chat, "erase"))],
    more: [...saves, choice("button", texts.erase, () => command(chat, "ask", "erase"))],
  };
  const key = more ? (exports ? "export" : "more") : what === "erase" ? "erase_question" : "new_conversation_question";
  const text = make("p", "", texts[key]);
  text.id = "question";
  const choices = acts[/** @type {"more"} */ (what)];
  const cancel = choice("button", texts.cancel);
  const bar = make("div", "question", text, make("div", "choices", ...choices, cancel));
  bar.setAttribute("role", more ? "group" : "alertdialog");
  bar.setAttribute("aria-labelledby", text.id);
  panel.querySelector(".question")?.remove();
  bar.onkeydown = (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    // The question goes, not the chat behind it.
    event.stopPropagation();
    back();
  };
  panel.querySelector(".header").after(bar);
  // What cannot be undone is not under the finger.
  (more ? choices[0] : cancel).focus();
};

/**
 * Asks the server, and again with a new token when ours has ended: what is asked for is not the conversation's next words,
 * but its file or its end. Throws the body of a refusal.
 *
 * @param {Any} chat
 * @param {Told} told
 * @param {string} method
 * @param {string} path
 */
const request = async (chat, { token, init, conversation }, method, path) => {
  const send = (/** @type {string} */ method, /** @type {string} */ path, /** @type {Record<string, string>} */ headers, /** @type {string} */ body) =>
    fetch(`${chat.host}/v1/widget${path}`, { method, headers, body, credentials: "omit" });
  const sound = async (/** @type {Promise<Response>} */ asked) => {
    const reply = await asked;
    if (!reply.ok) throw await reply.text();
    return reply;
  };
  const mine = (/** @type {string} */ token) => send(method, path, { authorization: "Bearer " + token }, /** @type {any} */ (undefined));
  const reply = await mine(token);
  if (reply.status !== 401) return sound(Promise.resolve(reply));
  const opened = await sound(send("POST", "/init", { "content-type": "application/json" }, init));
  const { jwt, conversation_id } = (await opened.json()).data;
  // What would be saved is another conversation: the one that is shown is over.
  if (method === "GET" && conversation_id !== conversation) throw '{"error":{"code":"session_expired"}}';
  return sound(mine(jwt));
};

/** Has the chat say what went wrong. @param {Any} chat @param {unknown} error */
const fail = (chat, error) => command(chat, "trouble", typeof error === "string" ? error : "");

/** Saves the conversation as a file of `what`, Markdown if it is no format; opens and prints the page of `print`. @param {Any} chat @param {Told} told */
export const save = async (chat, told) => {
  const print = told.what === "print";
  const format = print ? "html" : /^(html|json)$/.exec(told.what)?.[0] || "md";
  // Opened at once, while the visitor's press still allows it.
  const page = print ? window.open() : null;
  try {
    const reply = await request(chat, told, "GET", "/conversation/export?format=" + format);
    const href = URL.createObjectURL(await reply.blob());
    if (page) {
      page.location.replace(href);
      printed(page, 50);
    } else {
      Object.assign(document.createElement("a"), { href, download: "conversation." + format }).click();
      setTimeout(() => URL.revokeObjectURL(href), 60000);
    }
  } catch (error) {
    page?.close();
    fail(chat, error);
  }
};

/** Prints a page once it is there. @param {Window} page @param {number} looks */
const printed = (page, looks) => {
  if (page.location.href.startsWith("blob:") && page.document.readyState === "complete") page.print();
  else if (looks) setTimeout(printed, 100, page, looks - 1);
};

/** Deletes everything of this visitor on the server; the chat then forgets it, in all tabs. @param {Any} chat @param {Told} told */
export const erase = async (chat, told) => {
  try {
    await request(chat, told, "DELETE", "/me");
    command(chat, "erased");
  } catch (error) {
    fail(chat, error);
  }
};
