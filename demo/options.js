// Every option of the chat: what it is called, what can be chosen, and where it is kept.
//
// attribute: stands in the snippet. setting, feature, css: kept by the server, as an owner would set it. page: a part of
// the snippet that is no option. `usual` is what counts when nothing is said.
"use strict";

const choice = (...values) => values.map((value) => (Array.isArray(value) ? value : [value, value[0].toUpperCase() + value.slice(1)]));
const onOff = { kind: "switch" };
const feature = (name, label, hint, usual = false) => ({ name, label, hint, usual, kind: "switch", keeps: "feature" });

// The server's own list, each by the name its speakers use.
const named = (tag) => {
  const name = new Intl.DisplayNames(tag, { type: "language" }).of(tag);
  return [tag, name[0].toLocaleUpperCase(tag) + name.slice(1)];
};
const languages = [["", "The page's"], ...document.body.dataset.languages.split(" ").map(named)];

const groups = [
  {
    title: "Look",
    options: [
      { name: "theme", label: "Theme", kind: "select", keeps: "attribute", usual: "", choices: [["", "The visitor's system"], ["light", "Light"], ["dark", "Dark"], ["high-contrast", "High contrast"], ["high-contrast-light", "High contrast, light"], ["high-contrast-dark", "High contrast, dark"]] },
      { name: "contrast", label: "High contrast always", hint: "Otherwise when the visitor's system asks for it.", keeps: "attribute", usual: false, value: "more", ...onOff },
      { name: "brand", label: "Brand colour", hint: "The server derives palettes that can be read.", kind: "colour", keeps: "attribute", usual: "#2f5bd8" },
      { name: "radius", label: "Roundness", kind: "range", least: 0, most: 28, unit: "px", keeps: "attribute", usual: "16" },
      { name: "density", label: "Density", kind: "segments", keeps: "attribute", usual: "comfortable", choices: choice("compact", "comfortable", "spacious") },
      { name: "shadow", label: "Shadow", kind: "segments", keeps: "attribute", usual: "soft", choices: choice("none", "soft", "strong") },
      { name: "font", label: "Font", hint: "Families as in CSS.", kind: "text", most: 200, keeps: "attribute", usual: "", example: "The system's", offers: ["Georgia, serif", "ui-rounded, system-ui, sans-serif", "ui-monospace, monospace"] },
      { name: "css", label: "Own CSS", hint: "Rules for the chat's shadow root; they may not load anything.", kind: "lines", most: 4000, keeps: "css", usual: "", example: ".title { font-style: italic }" },
    ],
  },
  {
    title: "Place",
    options: [
      { name: "position", label: "Corner", kind: "corners", keeps: "attribute", usual: "bottom-right", choices: [["top-left", "Top left"], ["top-right", "Top right"], ["bottom-left", "Bottom left"], ["bottom-right", "Bottom right"]] },
      { name: "movable", label: "Visitors may move it", hint: "Drag the launcher, or press an arrow key on it.", keeps: "attribute", usual: false, ...onOff },
      { name: "open", label: "Begin open", keeps: "attribute", usual: false, ...onOff },
      { name: "frame", label: "In a frame of its own", hint: "For pages that forbid WebAssembly.", keeps: "attribute", usual: false, ...onOff },
      feature("maximize", "May be enlarged", "A button in the header makes the panel large."),
      feature("message_peek", "Peek", "The first words beside the closed launcher."),
      { name: "noscript", label: "Link for visitors without JavaScript", hint: "To the same conversation as a plain page.", keeps: "page", usual: false, ...onOff },
      { name: "pinned", label: "Pin this version", hint: "The script never changes, and browsers check that it has not.", keeps: "page", usual: false, ...onOff },
    ],
  },
  {
    title: "Words",
    options: [
      { name: "title", label: "Title", kind: "text", most: 80, keeps: "attribute", usual: "", example: "Fernwood help" },
      { name: "language", label: "Language", kind: "select", keeps: "attribute", usual: "", choices: languages },
      { name: "intro", label: "Intro", hint: "Above the first message.", kind: "lines", most: 500, keeps: "setting", usual: "Ask about this chat: how to paste it, style it, run it." },
      { name: "initial", label: "First words", hint: "The agent's, in Markdown.", kind: "lines", most: 2000, keeps: "setting", usual: "Hi, I'm **Fern**. I know the documentation of the chat you are looking at, and can show you cards, a form or a tool of the page. What would you like to know?" },
      { name: "placeholder", label: "Placeholder", hint: "In the empty composer.", kind: "text", most: 120, keeps: "setting", usual: "", example: "Write a message…" },
      feature("powered_by", "Powered by Parlor", "", true),
    ],
  },
  {
    title: "Conversation",
    options: [
      feature("stream", "Show answers while they are written", "", true),
      feature("auto_scroll", "Follow a growing answer", "Unless the visitor has scrolled up.", true),
      feature("start_first", "The agent begins", "Without waiting for the visitor."),
      feature("restart_conversation", "Visitors may begin anew", "", true),
      feature("export_conversation", "Visitors may save it", ""),
      feature("contact_collection", "Ask for name and address", ""),
      { name: "session_seconds", label: "Resumed for", hint: "After the last message.", kind: "select", number: true, keeps: "setting", usual: "86400", choices: [["60", "1 minute"], ["1800", "30 minutes"], ["14400", "4 hours"], ["86400", "1 day"], ["604800", "7 days"], ["2592000", "30 days"]] },
      feature("verbose", "Verbose", "What the agent does on the way, and decisions in the console. Ask: Show me reasoning."),
    ],
  },
  {
    title: "What an answer may show",
    options: [
      feature("math", "Formulas", "Ask: Show me a formula.", true),
      feature("unfurl", "Previews of links", ""),
      feature("carousel", "Carousels", "Ask: Show me cards.", true),
      feature("form", "Forms", "Ask: Show me a form.", true),
    ],
  },
  {
    title: "What a message may be",
    options: [
      feature("attachments", "Files", ""),
      feature("voice_in", "Speech", ""),
      feature("voice_out", "Answers spoken", ""),
      feature("tools", "Tools of the page", "The agent may use what the page offers. Ask: Use a tool of the page."),
    ],
  },
];
