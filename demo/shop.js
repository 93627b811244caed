// The questions on the page go to the chat: docs/scripting.md.
for (const button of document.querySelectorAll(".ask button"))
  button.addEventListener("click", () => {
    window.Parlor?.("open");
    window.Parlor?.("send", button.textContent);
  });

// What the shop lends the agent, once the visitor allows it: docs/scripting.md.
const basket = [];
const tool = {
  name: "add_to_basket",
  description: "Puts a plant into the visitor's basket.",
  parameters: { type: "object", required: ["plant"], properties: { plant: { type: "string", maxLength: 80 } } },
  approval: "ask",
  handler: ({ plant }) => {
    basket.push(plant);
    document.querySelector(".basket b").textContent = basket.length;
    return { basket };
  },
};
window.Parlor ||= (...call) => (window.Parlor.q ||= []).push(call);
window.Parlor("registerTool", tool);

// As a preview of the playground the page has the chat that it is told to have: this runs before the widget's script.
if (parent !== window && new URLSearchParams(location.search).has("preview")) {
  const snippet = document.querySelector("script[data-key]");
  delete snippet.dataset.key;
  let shown = {};

  const place = (layout) => (layout === "inline" ? document.querySelector(".inline-place") : document.body);
  const show = ({ key, revision, attributes, open }) => {
    let chat = document.querySelector("parlor-chat");
    // What is read once, and what the server says, need another chat; the rest changes while it is there.
    const anew = !chat || key !== shown.key || revision !== shown.revision || attributes.frame !== shown.attributes.frame;
    if (anew) {
      open ||= chat?.hasAttribute("open");
      chat?.destroy();
      chat = document.createElement("parlor-chat");
      chat.setAttribute("agent", key);
    }
    for (const name of new Set([...Object.keys(shown.attributes || {}), ...Object.keys(attributes)])) {
      if (name === "open" && !anew && attributes.open === shown.attributes.open) continue;
      if (name in attributes) chat.setAttribute(name, attributes[name]);
      else chat.removeAttribute(name);
    }
    if (anew) {
      chat.toggleAttribute("open", open || "open" in attributes);
      place(attributes.layout).append(chat);
      chat.registerTool(tool);
      if (attributes.layout === "inline") chat.scrollIntoView({ block: "center", behavior: "instant" });
    }
    shown = { key, revision, attributes };
  };
  addEventListener("message", ({ source, origin, data }) => {
    if (source === parent && origin === location.origin && data?.attributes) show(data);
  });
  customElements.whenDefined("parlor-chat").then(() => parent.postMessage({ ready: true }, location.origin));
}
