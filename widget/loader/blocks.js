// @ts-check
// What comes beside an answer's text, and pictures large over the page: fetched by the loader when the first of it comes.
// The server has checked everything; addresses are checked again, for it may be older than a hole.

/** @typedef {Record<string, any>} Any */

const css = `@layer parlor{
.blocks,.steps{display:flex;flex-direction:column;gap:12px}
.blocks{margin-block-start:12px}
.steps{gap:6px;margin-block-end:10px}
:is(.blocks,.steps):empty{display:none}
.blocks>.button{align-self:flex-start}
.actions{display:flex;flex-wrap:wrap;gap:8px}
a.button{display:inline-block;text-decoration:none}
.panel .cards{display:flex;gap:10px;padding:2px;overflow-x:auto;scroll-snap-type:x mandatory;scroll-behavior:smooth;overscroll-behavior-x:contain;scrollbar-width:thin;scrollbar-color:var(--line) transparent;list-style:none}
.card{display:flex;flex-direction:column;gap:6px;flex:0 0 min(78%,260px);padding:12px;border:1px solid var(--line);border-radius:12px;background:var(--raised);scroll-snap-align:start;overflow:hidden}
.card:only-child{flex-grow:1}
.card .zoom{margin:-12px -12px 4px;inline-size:calc(100% + 24px);max-inline-size:none}
.card img{display:block;inline-size:100%;aspect-ratio:16/10;object-fit:cover;background:var(--sunken)}
.cardtitle{font-weight:650;line-height:1.35}
.cardtitle a{color:var(--accent);text-underline-offset:3px}
.cardtext{color:var(--muted);font-size:14px;line-height:1.45;white-space:pre-line}
.card .actions{flex-direction:column;margin-block-start:auto;padding-block-start:4px}
.card .button{text-align:center}
.leaf{display:flex;justify-content:flex-end;gap:2px;margin-block-start:4px}
.leaf .icon:dir(rtl){transform:scaleX(-1)}
.form{padding:14px;border:1px solid var(--line);border-radius:12px;background:var(--raised)}
.form form{display:flex;flex-direction:column;gap:12px}
.formtitle{margin-block-end:10px;font-weight:650}
.input{display:flex;flex-direction:column;gap:4px;--edge:light-dark(#868c98,#767d8a)}
.input label{font-size:13.5px;font-weight:550}
.input :is(input,select,textarea){inline-size:100%;min-block-size:38px;padding:7px 10px;border:1px solid var(--edge);border-radius:8px;background:var(--surface);color:inherit;font:inherit;margin:0;resize:vertical}
.input [aria-invalid=true]{border-color:var(--danger)}
.input.check{display:grid;grid-template-columns:auto 1fr;align-items:center;gap:2px 9px}
.input.check input{inline-size:18px;min-block-size:24px;block-size:24px;accent-color:var(--brand)}
.check .error{grid-column:1/-1}
.must,.error{color:var(--danger)}
.error{font-size:13px}
.error:empty{display:none}
.form .button{align-self:flex-start}
.done{display:none;align-items:center;gap:6px;color:var(--good);font-size:14px}
.sent form{display:none}
.sent .done{display:flex}
.step{border-inline-start:2px solid var(--line);padding-inline-start:10px;color:var(--muted);font-size:13.5px}
.step summary{cursor:pointer;min-block-size:24px;border-radius:4px}
.step :is(p,pre){margin-block-start:4px;white-space:pre-wrap;overflow-wrap:anywhere}
.step pre{font:12.5px/1.5 var(--mono)}
.panel .lightbox{max-inline-size:100vw;max-block-size:100dvh;inline-size:100vw;block-size:100dvh;padding:16px;border:0;background:#000d;color:#fff;cursor:zoom-out}
.lightbox[open]{display:grid;place-items:center}
.lightbox img{max-inline-size:100%;max-block-size:calc(100dvh - 32px);object-fit:contain}
.lightbox .tool{position:absolute;inset-block-start:10px;inset-inline-end:10px;background:#000a;color:#fff}
@media (max-width:480px){.input :is(input,select,textarea){font-size:16px}}
@media (prefers-reduced-motion){.panel .cards{scroll-behavior:auto}}}`;

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** @param {Any} chat */
const dress = ({ shadowRoot }) => shadowRoot.adoptedStyleSheets.includes(sheet) || shadowRoot.adoptedStyleSheets.push(sheet);

/** @param {string} name @param {string} [className] @param {Any} [more] @param {...(Node | string | null | undefined | false)} children */
const el = (name, className = "", more = {}, ...children) => {
  const made = /** @type {any} */ (document.createElement(name));
  made.className = className;
  for (const key of Object.keys(more)) key in made ? (made[key] = more[key]) : made.setAttribute(key, more[key]);
  made.append(...children.filter((child) => child));
  return made;
};

/** A stroke on a grid of 24 by 24, as all of the chat's icons. @param {string} d */
const icon = (d) => {
  const [svg, path] = ["svg", "path"].map((name) => document.createElementNS("http://www.w3.org/2000/svg", name));
  for (const [name, value] of [["class", "icon"], ["viewBox", "0 0 24 24"], ["aria-hidden", "true"]]) svg.setAttribute(name, value);
  path.setAttribute("d", d);
  svg.append(path);
  return svg;
};

/** @param {string} name @param {string} d @param {() => void} press */
const tool = (name, d, press) => el("button", "tool", { type: "button", ariaLabel: name, title: name, onclick: press }, icon(d));

/** Says something as the visitor, unless the page does not let them. @param {Any} chat @param {string} label @param {string} text */
const says = (chat, label, text) => {
  const detail = { label, text };
  const onclick = () => chat.fire("before-action", detail) && (chat.fire("action", detail), chat.module.command(chat.handle, "send", detail.text));
  return el("button", "button", { type: "button", dir: "auto", onclick }, label);
};

/** A link: to another site in a new tab, to the page's own in this one; text when it is neither. @param {Any} chat @param {string} className @param {string} link @param {string} text */
const anchor = (chat, className, link, text) => {
  const framed = chat.hasAttribute("framed");
  const abroad = /^(https?:\/\/|mailto:|tel:)/i.test(link);
  const base = framed ? document.referrer : location.href;
  const local = !abroad && /^[/#]/.test(link) && URL.canParse(link, base) && new URL(link, base);
  if (!abroad && !(local && local.origin === new URL(base).origin)) return el("span", className, { dir: "auto" }, text);
  const away = abroad || framed ? { target: "_blank", rel: "noopener noreferrer nofollow ugc" } : {};
  return el("a", className, { href: framed && local ? local.href : link, dir: "auto", ...away }, text);
};

/** @param {Any} chat @param {Any} one */
const button = (chat, { label, link, message, handoff }) =>
  link ? anchor(chat, "button", link, label) : says(chat, label, message ?? handoff);

/** @param {Any} chat @param {Any[]} buttons */
const buttons = (chat, buttons) => el("div", "actions", {}, ...buttons.map((one) => button(chat, one)));

/** @param {Any} told @param {Any} chat @param {Any} one */
const card = ({ texts }, chat, { title, text, image, alt = "", link, buttons: all = [] }) =>
  el(
    "li",
    "card",
    { dir: "auto" },
    /^https:\/\//.test(image) &&
      el("button", "zoom", { type: "button", ariaLabel: `${texts.maximize} ${alt || title}` },
        el("img", "", { loading: "lazy", decoding: "async", referrerPolicy: "no-referrer", alt, src: image })),
    el("p", "cardtitle", {}, link ? anchor(chat, "", link, title) : title),
    text && el("p", "cardtext", {}, text),
    all.length && buttons(chat, all),
  );

/** Cards scroll sideways by touch, wheel and arrow keys, and by two buttons. @param {Any} told @param {Any} chat @param {Any} block */
const carousel = (told, chat, { cards }) => {
  const track = el("ul", "cards", { tabIndex: 0, ariaLabel: told.texts.suggestions }, ...cards.map((/** @type {Any} */ one) => card(told, chat, one)));
  const step = () => track.firstElementChild.offsetWidth + 10;
  // Where it goes to: who presses faster than it moves gets there too.
  let at = 0;
  track.onscrollend = () => (at = Math.round(Math.abs(track.scrollLeft) / step()));
  // A card whose button has the focus is seen whole. A press leaves it where it is: it would miss.
  track.addEventListener("focusin", ({ target }) => {
    if (target.matches(":focus-visible")) target.closest("li")?.scrollIntoView({ block: "nearest", inline: "start" });
  });
  const leaf = (/** @type {number} */ way) => {
    at = Math.max(0, Math.min(at + way, cards.length - 1));
    track.scrollTo({ left: (getComputedStyle(track).direction === "rtl" ? -at : at) * step() });
  };
  return el("div", "carousel", {}, track, cards.length > 1 && el("div", "leaf", {},
    tool(told.texts.previous, "M14.5 6l-6 6 6 6", () => leaf(-1)),
    tool(told.texts.next, "M9.5 6l6 6-6 6", () => leaf(1))));
};

let count = 0;

/** What each type of field is in HTML. The browser knows whether it is filled in right; the words that say so are ours. */
const kinds = /** @type {Any} */ ({
  email: { type: "email", autocomplete: "email", pattern: ".+@.+\\..+" },
  tel: { type: "tel", autocomplete: "tel", pattern: "[0-9 +\\-.\\/\\(\\)]*[0-9][0-9 +\\-.\\/\\(\\)]*" },
  number: { type: "number", step: "any" },
  checkbox: { type: "checkbox" },
});

/** @param {Any} field */
const control = ({ type, max_length, options = [], required = false }) => {
  const id = `f${++count}`;
  const more = { id, "aria-describedby": id + "e", required };
  if (type === "checkbox") return el("input", "", { ...kinds.checkbox, ...more });
  if (type === "select")
    return el("select", "", more, el("option", "", { value: "" }), ...options.map((/** @type {string} */ one) => el("option", "", {}, one)));
  const text = { ...more, dir: "auto", maxLength: max_length ?? (type === "textarea" ? 2000 : 200) };
  return type === "textarea" ? el("textarea", "", { rows: 3, ...text }) : el("input", "", { type: "text", ...kinds[type], ...text });
};

/** A field: its label, its control, what is wrong with it, and what was written. @param {Any} texts @param {Any} field */
const input = (texts, field) => {
  const made = control(field);
  const check = field.type === "checkbox";
  const label = el("label", "", { htmlFor: made.id, dir: "auto" }, field.label, field.required && el("span", "must", { ariaHidden: "true" }, " *"));
  const error = el("p", "error", { id: made.id + "e", role: "alert" });
  const value = () => (check ? String(made.checked) : made.value.trim());
  return {
    made,
    value,
    field,
    line: el("div", check ? "input check" : "input", {}, ...(check ? [made, label] : [label, made]), error),
    isSound() {
      const missing = made.validity.valueMissing || (field.required && !value());
      error.textContent = missing ? texts.form_missing : made.validity.valid ? "" : texts.form_invalid;
      made.ariaInvalid = String(!!error.textContent);
      return !error.textContent;
    },
  };
};

/** What the visitor says by it: a line per field that was filled in, as the server has it. @param {Any[]} inputs */
const sentence = (inputs) =>
  inputs
    .filter(({ value }) => value())
    .map(({ field, value }) => `${field.label}: ${field.type === "checkbox" ? (value() === "true" ? "✓" : "–") : value()}`)
    .join("\n");

/** A form; once it is submitted, only a line that says so. @param {Any} told @param {Any} chat @param {Any} block */
const form = ({ id: message_id, texts }, chat, { id, title, fields, submit }) => {
  const inputs = fields.map((/** @type {Any} */ field) => input(texts, field));
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const wrong = inputs.filter((/** @type {Any} */ one) => !one.isSound());
    if (wrong.length) return wrong[0].made.focus();
    const values = Object.fromEntries(inputs.map((/** @type {Any} */ one) => [one.field.name, one.value()]));
    const filled = JSON.stringify({ message_id, id, values });
    chat.module.command(chat.handle, "submit", JSON.stringify({ text: sentence(inputs), key: whole.dataset.key, form: filled }));
    // The button that had the focus goes.
    whole.focus();
  };
  const whole = el(
    "div",
    "form",
    { tabIndex: -1 },
    title && el("p", "formtitle", { dir: "auto" }, title),
    el("form", "", { noValidate: true, onsubmit }, ...inputs.map((/** @type {Any} */ one) => one.line),
      el("button", "button primary", { type: "submit", dir: "auto" }, submit || texts.form_send)),
    el("p", "done", {}, icon("M5 12.5 10 17.5 19.5 7"), el("span", "", {}, texts.form_sent)),
  );
  whole.dataset.key = `form:${message_id}:${id}`;
  return whole;
};

/** @param {string} summary @param {...Node} body */
const folded = (summary, ...body) => el("details", "step", {}, el("summary", "", {}, summary), ...body);
const words = (/** @type {string} */ name, /** @type {string} */ text) => el(name, "", { dir: "auto" }, text);

/** A drawing per type of block; others are left out, for the server may be newer. */
const drawings = /** @type {Record<string, (told: Any, chat: Any, block: Any) => Element>} */ ({
  escalation_button: (_, chat, { label, message }) => says(chat, label, message),
  actions: (_, chat, { buttons: all }) => buttons(chat, all),
  carousel,
  form,
  reasoning: ({ texts }, _, { text }) => folded(texts.reasoning, words("p", text)),
  tool: ({ texts }, _, { name, args, result }) =>
    folded(texts.used_tool.replace("{name}", () => name), words("pre", args), ...(result == null ? [] : [words("pre", "→ " + result)])),
});

/** How many blocks of an answer are drawn, by its place. @type {WeakMap<Element, number>} */
const drawn = new WeakMap();

/**
 * Draws what has come since the last time; what is drawn stays as it is, for a visitor may be writing into it. Forms that
 * were said are shown as sent.
 *
 * @param {Any} chat
 * @param {Any} told places for `steps` and `blocks`, the answer's `id`, the `list` of blocks, each as JSON, the keys `said`, the `texts`
 */
export const draw = (chat, told) => {
  dress(chat);
  for (const block of told.list.slice(drawn.get(told.blocks) ?? 0)) {
    const { type, payload } = JSON.parse(block);
    const made = Object.hasOwn(drawings, type) && drawings[type](told, chat, payload);
    if (made) (made.matches("details") ? told.steps : told.blocks).append(made);
  }
  drawn.set(told.blocks, told.list.length);
  const said = told.said.split("\n");
  for (const one of told.blocks.querySelectorAll(".form")) one.classList.toggle("sent", said.includes(one.dataset.key));
};

/**
 * Shows a picture large. Escape, the button and a click anywhere close it; the browser gives the focus back.
 *
 * @param {Any} chat
 * @param {Any} told the `picture` that was pressed, the `texts`
 */
export const enlarge = (chat, { picture, texts }) => {
  dress(chat);
  const { src, alt } = picture.querySelector("img");
  const dialog = el("dialog", "lightbox", {
    ariaLabel: texts.maximize,
    onclick: () => dialog.close(),
    onclose: () => dialog.remove(),
    // Escape closes the picture, not the chat behind it.
    onkeydown: (/** @type {Event} */ event) => event.stopPropagation(),
  }, el("img", "", { src, alt, referrerPolicy: "no-referrer" }), tool(texts.minimize, "M6 6l12 12M18 6L6 18", () => {}));
  picture.closest(".panel").append(dialog);
  dialog.showModal();
};
