// @ts-check
// The chat's own forms: how to reach the visitor, and why an answer is no help. Fetched by the loader with the first of them.

/** @typedef {Record<string, any>} Any */

const css = `@layer parlor{.contact{display:grid;gap:10px;margin:0 max(12px,50% - 404px) 12px;padding:14px 16px 16px;border:1px solid var(--line);border-radius:var(--round);background:var(--raised);max-block-size:70%;min-block-size:5rem;overflow-y:auto;flex:0 1 auto;animation:rise .3s var(--ease)}
.contact .lead{font-size:14.5px;font-weight:600;line-height:1.4}
.entry{display:grid;gap:3px}
.panel .entry input{min-inline-size:0;padding:7px 10px;border:1px solid var(--control);border-radius:var(--rounder);background:var(--surface);font:inherit;font-size:15px;color:inherit}
.entry input[aria-invalid=true]{border-color:var(--danger)}
.entry em{font-style:normal;font-weight:400}
.contact .wrong{color:var(--danger);font-size:12.5px;line-height:1.4}
.contact .wrong:empty{display:none}
.contact .choices{margin-block-start:4px}
.explain{order:9;flex-basis:100%}
.why{display:flex;flex-wrap:wrap;gap:6px;align-items:center;padding:8px 7px 2px;animation:fade .2s}
.why .label{flex-basis:100%}
.chip[aria-pressed=true]{border-color:var(--accent);background:color-mix(in srgb,var(--accent) 12%,transparent)}
.panel .why textarea{flex-basis:100%;min-inline-size:0;padding:7px 10px;border:1px solid var(--control);border-radius:var(--rounder);background:var(--raised);font-size:14px;resize:vertical}
.why textarea::placeholder{color:var(--muted);opacity:1}
.thanks{padding:6px 7px 0;color:var(--muted);font-size:13px}
@media (max-width:480px){.panel :is(.entry input,.why textarea){font-size:16px}}}`;
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** @param {Any} chat */
const dress = ({ shadowRoot }) => shadowRoot.adoptedStyleSheets.includes(sheet) || shadowRoot.adoptedStyleSheets.push(sheet);

/** @param {Any} chat @param {string} name @param {any} [value] */
const command = (chat, name, value = "") => chat.module.command(chat.handle, name, JSON.stringify(value));

/** An element with these attributes and children. @param {string} tag @param {Record<string, string | boolean>} attributes @param {...(Node | string)} children */
const make = (tag, attributes, ...children) => {
  const made = /** @type {any} */ (document.createElement(tag));
  for (const name of Object.keys(attributes)) made.setAttribute(name, attributes[name]);
  if (attributes.class) made.setAttribute("part", attributes.class);
  made.append(...children);
  return made;
};

/** Letters of an address that mean something else. */
const odd = '\\s\\p{Cc}@<>,;"';
const address = new RegExp(`^[^${odd}]+@[^.${odd}]+(\\.[^.${odd}]+)+$`, "u");

/**
 * One field: its label, the field, what is wrong with it. `name` is the wire's name, the label's text and what browsers
 * fill in.
 *
 * @param {Any} texts
 * @param {string} name
 * @param {boolean} required
 */
const entry = (texts, name, required) => {
  const field = make("input", {
    id: name,
    type: { email: "email", phone: "tel" }[name] || "text",
    maxlength: name === "phone" ? "40" : "200",
    autocomplete: name === "phone" ? "tel" : name,
    dir: name === "name" ? "auto" : "ltr",
    "aria-describedby": name + "-wrong",
    "aria-required": required,
    "aria-invalid": false,
  });
  const wrong = make("p", { class: "wrong", id: name + "-wrong" });
  const say = (/** @type {string} */ text) => {
    wrong.textContent = text;
    field.ariaInvalid = String(!!text);
  };
  // What is being put right is no longer called wrong.
  field.oninput = () => say("");
  const label = make("label", { class: "label", for: name }, make("span", {}, texts[name]), ...(required ? [] : [make("em", {}, ` (${texts.contact_optional})`)]));
  return {
    name,
    field,
    line: make("div", { class: "entry" }, label, field, wrong),
    value: () => field.value.trim(),
    /** Whether it can be sent; what is wrong is shown. */
    isSound() {
      const value = field.value.trim();
      say(!value && required ? texts.contact_missing : name === "email" && !address.test(value) ? texts.contact_email : "");
      return !wrong.textContent;
    },
  };
};

/**
 * How to reach the visitor: draws the form into its place, once; then says whether it is on its way, and what went wrong.
 *
 * @param {Any} chat
 * @param {Any} told the `place`, a form; how each of `name` and `phone` is asked for (`no`, `optional`, `required`); `before` the
 * first message or beside the conversation; whether it is `required`, on its way (`leaving`); the key of the `problem`
 */
export const contact = (chat, told) => {
  dress(chat);
  const { place, leaving, problem, texts } = told;
  if (!place.firstChild) fill(chat, told);
  place.querySelector("[type=submit]").disabled = leaving;
  place.querySelector("[role=alert]").textContent = texts[problem] || "";
};

/** @param {Any} chat @param {Any} told */
const fill = (chat, { place, before, required, name, phone, texts }) => {
  const asked = [["name", name], ["email", "required"], ["phone", phone]].filter(([, ask]) => ask !== "no");
  const entries = asked.map(([name, ask]) => entry(texts, name, ask === "required"));
  place.noValidate = true;
  place.setAttribute("aria-labelledby", "contact");
  place.onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const wrong = entries.filter((entry) => !entry.isSound());
    if (wrong[0]) return wrong[0].field.focus();
    command(chat, "leave", Object.fromEntries(entries.filter((entry) => entry.value()).map((entry) => [entry.name, entry.value()])));
  };
  const skip = make("button", { class: "button", type: "button" }, texts.contact_skip);
  skip.onclick = () => command(chat, "skip");
  place.append(
    make("p", { class: "lead", id: "contact" }, texts[before ? "contact_before" : "contact_during"]),
    ...entries.map((entry) => entry.line),
    make("p", { class: "wrong", role: "alert" }),
    make("div", { class: "choices" },
      make("button", { class: "button primary", type: "submit" }, texts[before ? "contact_start" : "contact_send"]),
      ...(required ? [] : [skip])),
  );
  // The form that stands before the chat gets the focus as the composer would; the one beside it does not take it away.
  if (!before || chat.shape === "inline") return;
  const focus = () => (place.isConnected ? entries[0].field.focus() : chat.removeEventListener("parlor:open", focus));
  chat.addEventListener("parlor:open", focus);
  if (chat.isOpen) focus();
};

/** What the visitor left is stored: the page is told of which fields, not what is in them. @param {Any} chat @param {string} lead */
export const left = (chat, lead) => chat.fire("lead", { fields: Object.keys(JSON.parse(lead)) });

/** What was chosen and written so far, by the answer's tools: kept when it could not be stored. @type {WeakMap<Element, {reason: string, comment: string}>} */
const drafts = new WeakMap();

/**
 * Why a thumb is down: a reason from a list, and the visitor's own words. Both may be left out.
 *
 * @param {Any} chat
 * @param {Any} told the `place`, the answer's `key`, the `texts`
 */
export const why = (chat, { place, key, texts }) => {
  if (!place.parentNode) return;
  dress(chat);
  const draft = drafts.get(place.parentNode) ?? { reason: "", comment: "" };
  drafts.set(place.parentNode, draft);
  const field = make("textarea", { rows: "2", dir: "auto", maxlength: "1000", placeholder: texts.feedback_comment, "aria-label": texts.feedback_comment });
  field.value = draft.comment;
  field.oninput = () => (draft.comment = field.value);
  const reasons = ["incorrect", "incomplete", "off_topic", "other"];
  const chips = reasons.map((reason) => make("button", { class: "chip small", type: "button" }, texts["feedback_" + reason]));
  const press = () => chips.forEach((chip, at) => (chip.ariaPressed = String(draft.reason === reasons[at])));
  chips.forEach((chip, at) => {
    chip.onclick = () => {
      // Pressed again it is no longer chosen.
      draft.reason = draft.reason === reasons[at] ? "" : reasons[at];
      press();
    };
  });
  press();
  const form = make("form", { class: "why", "aria-label": texts.feedback_why },
    make("p", { class: "label", "aria-hidden": "true" }, texts.feedback_why),
    ...chips, field, make("button", { class: "button", type: "submit" }, texts.feedback_send));
  form.onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const thanks = make("p", { class: "thanks", role: "status" }, texts.feedback_thanks);
    place.replaceChildren(thanks);
    // The button that had the focus goes.
    place.closest("[tabindex]")?.focus();
    if (draft.reason || draft.comment) command(chat, "explain", { key, ...draft });
  };
  place.replaceChildren(form);
};
