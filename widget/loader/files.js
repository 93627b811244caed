// @ts-check
// Files for the next message: how far each is, what is wrong with it, taking it back, trying it again. Fetched by the first
// press of the button, the first file over the chat, or the first that is pasted. The chat itself only knows which files the
// server keeps, and whether others are still on their way.

/** @typedef {Record<string, any>} Any */

const css = `@layer parlor{
.files{display:flex;flex-wrap:wrap;gap:6px;flex-basis:100%;padding:2px;list-style:none}
.files:empty{display:none}
.files .file{display:flex;padding-inline-end:4px}
.file .name{min-inline-size:0;max-inline-size:180px}
.file.failed .fact{color:var(--danger)}
.file progress{inline-size:56px;block-size:6px;accent-color:var(--accent)}
.file .tool{inline-size:26px;block-size:26px}
.file .link{min-block-size:26px}
.panel.dropping{outline:2px dashed var(--accent);outline-offset:-6px}}`;

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** @param {string} name @param {string} className @param {Any} [more] @param {...(Node | string)} children */
const el = (name, className, more = {}, ...children) => {
  const made = /** @type {any} */ (document.createElement(name));
  if (className) made.className = className;
  Object.assign(made, more);
  made.append(...children);
  return made;
};

const cross = () => {
  const [svg, path] = ["svg", "path"].map((name) => document.createElementNS("http://www.w3.org/2000/svg", name));
  for (const [name, value] of [["class", "icon"], ["viewBox", "0 0 24 24"], ["aria-hidden", "true"]]) svg.setAttribute(name, value);
  path.setAttribute("d", "M6 6l12 12M18 6L6 18");
  svg.append(path);
  return svg;
};

/** As the chat writes it. @param {number} bytes */
const size = (bytes) => (bytes < 1e6 ? Math.ceil(bytes / 1024) + " kB" : Math.round(bytes / 104857.6) / 10 + " MB");

/** What was chosen in each chat. @type {WeakMap<any, Any>} */
const known = new WeakMap();

/** The visitor brings files, or with none is about to. @param {Any} chat @param {Any} told `files`, `rules`, `token`, `texts` */
export const take = (chat, told) => {
  const now = known.get(chat) ?? begin(chat);
  Object.assign(now, told, { rules: JSON.parse(told.rules) });
  place(now);
  for (const file of told.files) add(now, file);
  for (const one of now.chips) if (one.sending && !one.request) send(now, one);
  if (told.files.length) tell(now);
};

/** @param {Any} chat */
const begin = (chat) => {
  const now = { chat, list: el("ul", "files"), chips: /** @type {Any[]} */ ([]) };
  known.set(chat, now);
  // They went with a message, or what they were for is over.
  chat.addEventListener("parlor:files", (/** @type {CustomEvent} */ { detail }) => drop(now, (one) => detail === "dropped" || one.kept));
  return now;
};

/** In the composer; in a new one when the chat was taken down meanwhile, and then without what was in the old one. @param {Any} now */
const place = (now) => {
  const { chat, list, texts } = now;
  const root = chat.shadowRoot;
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
  list.ariaLabel = texts.attached;
  if (list.isConnected) return;
  drop(now, () => true);
  root.querySelector(".composer").prepend(list);
};

/** @param {Any} now @param {(one: Any) => any} which */
const drop = (now, which) => {
  for (const one of now.chips.filter(which)) {
    if (one.request) one.request.onloadend = null;
    one.request?.abort();
    one.row.remove();
  }
  now.chips = now.chips.filter((/** @type {Any} */ one) => !which(one));
};

/** How it stands, for the chat. @param {Any} now @param {Any} [more] */
const tell = ({ chat, chips }, more) => {
  const kept = chips.flatMap((/** @type {Any} */ one) => one.kept ?? []);
  const sending = chips.some((/** @type {Any} */ one) => one.sending);
  if (chat.handle) chat.module.command(chat.handle, "files", JSON.stringify({ kept, sending, ...more }));
};

/** Why a file is not taken: the server would say the same. Its type or its ending is enough. @param {Any} now @param {File} file */
const wrong = ({ chips, rules }, file) => {
  const fits = (/** @type {string} */ it) => file.type === it || (it[0] === "." && file.name.toLowerCase().endsWith(it));
  if (chips.length >= rules.max_files) return "files_too_many";
  if (file.size > rules.max_bytes) return "file_too_large";
  return rules.accept.split(",").some(fits) ? "" : "file_kind";
};

/** @param {Any} now @param {File} file */
const add = (now, file) => {
  const { texts } = now;
  const why = wrong(now, file);
  const label = texts.file_remove.replace("{name}", () => file.name);
  const one = /** @type {Any} */ ({ file, sending: !why });
  one.fact = el("span", "fact", { dir: "auto" });
  one.bar = el("progress", "", { max: 100, value: 0, ariaLabel: file.name });
  one.again = el("button", "link", { type: "button", onclick: () => again(now, one) }, texts.try_again);
  one.remove = el("button", "tool", { type: "button", ariaLabel: label, title: label, onclick: () => remove(now, one) }, cross());
  one.row = el("li", "file", {}, el("span", "name", { dir: "auto" }, file.name), one.fact, one.remove);
  now.chips.push(one);
  now.list.append(one.row);
  show(now, one, why);
};

/** @param {Any} now @param {Any} one @param {string} [why] a text's key @param {boolean} [hopeful] trying again may help */
const show = ({ rules, texts, ...now }, one, why, hopeful) => {
  const said = why && texts[why].replace("{size}", size(rules.max_bytes));
  one.row.classList.toggle("failed", !!why);
  one.fact.textContent = said || size(one.file.size);
  one.bar.remove();
  one.again.remove();
  if (one.sending) one.fact.after(one.bar);
  if (hopeful) one.fact.after(one.again);
  tell(/** @type {Any} */ (now), { said });
};

/** Not wanted any more. The button that had the focus goes. @param {Any} now @param {Any} one */
const remove = (now, one) => {
  now.chat.shadowRoot.querySelector(".composer textarea").focus();
  drop(now, (other) => other === one);
  tell(now);
};

/** With the token of this moment. @param {Any} now @param {Any} one */
const again = (now, one) => {
  one.remove.focus();
  one.sending = true;
  show(now, one);
  tell(now, { ask: true });
};

/** `fetch` does not say how far it is; the older way does. @param {Any} now @param {Any} one */
const send = (now, one) => {
  const request = (one.request = new XMLHttpRequest());
  const form = new FormData();
  form.append("file", one.file, one.file.name);
  request.open("POST", now.chat.host + "/v1/widget/attachments");
  request.setRequestHeader("authorization", "Bearer " + now.token);
  request.responseType = "json";
  request.upload.onprogress = ({ loaded, total }) => (one.bar.value = total && (loaded / total) * 100);
  request.onloadend = () => ended(now, one, request);
  request.send(form);
};

const reasons = /** @type {Any} */ ({ 0: "error_network", 413: "file_too_large", 415: "file_kind", 429: "error_limited" });

/** @param {Any} now @param {Any} one @param {XMLHttpRequest} request */
const ended = (now, one, { status, response }) => {
  one.request = undefined;
  one.sending = false;
  one.kept = status === 201 ? response?.data : undefined;
  if (one.kept) return show(now, one);
  show(now, one, reasons[status] ?? "error_server", [0, 401, 429].includes(status) || status >= 500);
  // A new token for the next try.
  if (status === 401) tell(now, { renew: true });
};
