// The playground: controls from demo/options.js, a preview per layout, the snippet. What is chosen stands in the address.
"use strict";

const all = groups.flatMap((group) => group.options);
const byName = new Map(all.map((option) => [option.name, option]));
const layouts = ["bubble", "inline", "fullscreen"];
const at = (id) => document.getElementById(id);

/** An element with attributes, properties for those that begin with a dot, and children. */
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith(".")) element[name.slice(1)] = value;
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
};

// What is chosen: only what differs from the usual.
const chosen = new Map();
let layout = "bubble";
const value = (option) => (chosen.has(option.name) ? chosen.get(option.name) : option.usual);

const choose = (option, wanted) => {
  if (wanted === option.usual) chosen.delete(option.name);
  else chosen.set(option.name, wanted);
  changed(option.keeps);
};

// Controls. Each has `read()` and `write(value)`; the form hears of changes itself.

const radios = (option, kind) => {
  const inputs = option.choices.map(([value]) => make("input", { type: "radio", name: option.name, value }));
  const labels = inputs.map((input, index) => make("label", {}, input, make("span", {}, option.choices[index][1])));
  return {
    element: make("fieldset", { class: "option" }, make("legend", {}, option.label), make("div", { class: kind }, ...labels)),
    read: () => inputs.find((input) => input.checked)?.value ?? option.usual,
    write: (wanted) => inputs.forEach((input) => (input.checked = input.value === wanted)),
  };
};

const labelled = (option, control, ...beside) =>
  make("div", { class: "option" }, make("label", { for: control.id }, option.label, ...owner(option)), make("div", { class: "with" }, control, ...beside), ...hint(option));
const owner = (option) => (/attribute|page/.test(option.keeps) ? [] : [" ", make("span", { class: "mark-owner" }, "owner")]);
const hint = (option) => (option.hint ? [make("p", { class: "hint", id: `about-${option.name}` }, option.hint)] : []);

const field = (option, tag, attributes, ...children) =>
  make(tag, { id: `option-${option.name}`, name: option.name, "aria-describedby": option.hint && `about-${option.name}`, ...attributes }, ...children);

const kinds = {
  switch: (option) => {
    const input = field(option, "input", { type: "checkbox", role: "switch" });
    const label = make("label", { class: "switch", for: input.id }, input, make("span", {}, option.label, ...owner(option)));
    return { element: make("div", { class: "option" }, label, ...hint(option)), read: () => input.checked, write: (wanted) => (input.checked = wanted) };
  },
  select: (option) => {
    const input = field(option, "select", {}, ...option.choices.map(([value, label]) => make("option", { value }, label)));
    return { element: labelled(option, input), read: () => input.value, write: (wanted) => (input.value = wanted) };
  },
  text: (option) => {
    const list = option.offers && make("datalist", { id: `offers-${option.name}` }, ...option.offers.map((value) => make("option", { value })));
    const input = field(option, "input", { type: "text", maxlength: option.most, placeholder: option.example, list: list?.id, autocomplete: "off" });
    return { element: labelled(option, input, ...(list ? [list] : [])), read: () => input.value, write: (wanted) => (input.value = wanted) };
  },
  lines: (option) => {
    const input = field(option, "textarea", { rows: 3, maxlength: option.most, placeholder: option.example, spellcheck: "false" });
    return { element: labelled(option, input), read: () => input.value, write: (wanted) => (input.value = wanted) };
  },
  range: (option) => {
    const said = make("output", { for: `option-${option.name}` });
    const input = field(option, "input", { type: "range", min: option.least, max: option.most });
    const write = (wanted) => ((input.value = wanted), (said.textContent = wanted + option.unit));
    return { element: labelled(option, input, said), read: () => (write(input.value), input.value), write };
  },
  colour: (option) => {
    const input = field(option, "input", { type: "color" });
    const text = make("input", { type: "text", "aria-label": `${option.label}, written`, pattern: "#[0-9a-fA-F]{6}", maxlength: 7, spellcheck: "false", autocomplete: "off" });
    // What is written counts once it is a colour.
    text.oninput = () => text.validity.valid && text.value && (input.value = text.value);
    const write = (wanted) => (input.value = text.value = wanted);
    return { element: labelled(option, input, text), read: () => (document.activeElement === text || (text.value = input.value), input.value), write };
  },
  segments: (option) => radios(option, "segments"),
  corners: (option) => radios(option, "corners"),
};

const controls = new Map();
for (const [index, group] of groups.entries()) {
  const made = group.options.map((option) => {
    const control = kinds[option.kind](option);
    controls.set(option.name, control);
    control.element.dataset.option = option.name;
    for (const type of ["input", "change"]) control.element.addEventListener(type, () => choose(option, control.read()));
    return control.element;
  });
  at("options").append(make("details", { open: index < 3 }, make("summary", {}, make("h3", {}, group.title)), ...made));
}

// The snippet.

const attributes = () => {
  const list = layout === "bubble" ? [] : [["layout", layout]];
  for (const option of all) {
    if (option.keeps !== "attribute" || !chosen.has(option.name)) continue;
    list.push([option.name, option.kind === "switch" ? option.value || "" : chosen.get(option.name)]);
  }
  return list;
};

const quoted = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");

// The server's address: this page is at its root.
const server = new URL(".", location.href).href.slice(0, -1);

const snippet = () => {
  const { pinned, integrity } = document.body.dataset;
  const script = chosen.get("pinned") ? [`src="${server}${pinned}"`, `integrity="${integrity}"`, `crossorigin="anonymous"`] : [`src="${server}/widget.js"`];
  const parts = [...script, `data-key="${kept.key}"`];
  parts.push(...attributes().map(([name, value]) => `data-${name}` + (value && `="${quoted(value)}"`)));
  const element = parts.length > 2 ? `<script async\n  ${parts.join("\n  ")}></script>` : `<script async ${parts.join(" ")}></script>`;
  const plain = `\n<noscript><a href="${server}/chat/${kept.key}">Chat</a></noscript>`;
  return element + (chosen.get("noscript") ? plain : "");
};

// What an owner has set is kept by the server, in a widget of this tab.

const store = { read: () => null, write: () => {} };
try {
  sessionStorage.getItem("parlor-playground");
  store.read = () => sessionStorage.getItem("parlor-playground");
  store.write = (key) => sessionStorage.setItem("parlor-playground", key);
} catch {
  // Blocked: the widget is the page's.
}
const kept = { key: store.read() || "", revision: 0, told: "" };

const settings = () => {
  const all = { title: "Fernwood help", features: {} };
  for (const option of byName.values()) {
    const wanted = value(option);
    if (option.keeps === "feature") all.features[option.name] = wanted;
    if (option.keeps === "setting" && wanted) all[option.name] = option.number ? Number(wanted) : wanted;
    if (option.keeps === "css" && wanted) all.theme = { name: "auto", config: { css: wanted } };
  }
  return all;
};

const send = (method, path, body) => fetch(path, { method, headers: { "Content-Type": "application/json" }, body });

const keep = async () => {
  const body = JSON.stringify(settings());
  if (body === kept.told) return;
  let reply = kept.key ? await send("PUT", `demo/widgets/${kept.key}`, body) : undefined;
  if (!reply || reply.status === 404) reply = await send("POST", "demo/widgets", body);
  const told = await reply.json().catch(() => ({}));
  if (!reply.ok) throw new Error(told.error || `The server said ${reply.status}.`);
  kept.told = body;
  kept.key = told.key;
  kept.revision++;
  store.write(told.key);
};

// Previews: a page each, told what to show.

const previews = new Map();
const preview = () => {
  if (!previews.has(layout)) {
    const frame = make("iframe", { title: `The chat on a page: ${layout}`, src: "demo/shop.html?preview", allow: "microphone; clipboard-write" });
    previews.set(layout, { frame, ready: false });
    at("frames").append(frame);
  }
  for (const [name, { frame }] of previews) frame.hidden = name !== layout;
  return previews.get(layout);
};

const tell = () => {
  const { frame, ready } = preview();
  if (!ready || !kept.key) return;
  const { key, revision } = kept;
  const first = !previews.get(layout).told;
  previews.get(layout).told = true;
  // A visitor would open it; here there is nothing else to see.
  const open = first && layout === "bubble";
  frame.contentWindow.postMessage({ key, revision, attributes: Object.fromEntries(attributes()), open }, location.origin);
};

addEventListener("message", ({ source, origin, data }) => {
  if (origin !== location.origin || !data?.ready) return;
  for (const one of previews.values()) if (one.frame.contentWindow === source) Object.assign(one, { ready: true, told: false });
  tell();
});

// Everything together.

const address = () => {
  const parts = new URLSearchParams(layout === "bubble" ? [] : [["layout", layout]]);
  for (const [name, value] of chosen) parts.set(name, value);
  return parts.size ? `#${parts}` : location.pathname;
};

const read = () => {
  chosen.clear();
  const parts = new URLSearchParams(location.hash.slice(1));
  layout = layouts.includes(parts.get("layout")) ? parts.get("layout") : "bubble";
  for (const [name, text] of parts) {
    const option = byName.get(name);
    const known = option && (!option.choices || option.choices.some(([value]) => value === text));
    if (!known) continue;
    const wanted = option.kind === "switch" ? text === "true" : text;
    if (wanted !== option.usual) chosen.set(name, wanted);
  }
};

const say = (text, bad = false) => {
  at("said").textContent = text;
  at("said").classList.toggle("bad", bad);
};

const draw = () => {
  at("snippet").textContent = kept.key ? snippet() : "…";
  for (const [name, control] of controls) control.element.classList.toggle("changed", chosen.has(name));
  at("reset").disabled = !chosen.size;
  tell();
};

let waiting, keeping;
const save = async () => {
  try {
    await (keeping = Promise.resolve(keeping).catch(() => {}).then(keep));
    say("");
  } catch (error) {
    say(error.message, true);
  }
  draw();
};

/** `keeps`: where what changed is kept; the server is told when one stops typing. */
const changed = (keeps) => {
  history.replaceState(null, "", address());
  draw();
  if (/attribute|page/.test(keeps)) return;
  clearTimeout(waiting);
  waiting = setTimeout(save, 350);
};

const write = () => {
  for (const [name, control] of controls) control.write(value(byName.get(name)));
  for (const input of document.querySelectorAll("[name=layout]")) input.checked = input.value === layout;
};

at("options").addEventListener("submit", (event) => event.preventDefault());
at("options").addEventListener("reset", (event) => {
  event.preventDefault();
  chosen.clear();
  write();
  changed("setting");
});
at("layouts").addEventListener("change", (event) => {
  layout = event.target.value;
  changed("attribute");
});
at("widths").addEventListener("change", (event) => at("frames").classList.toggle("phone", event.target.value === "phone"));
at("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(snippet());
    say("Copied");
  } catch {
    getSelection().selectAllChildren(at("snippet"));
    say("Press Ctrl+C to copy");
  }
});
addEventListener("hashchange", () => {
  read();
  write();
  save();
});

read();
write();
preview();
save();
