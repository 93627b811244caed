// The questions on the page go to the chat: docs/scripting.md.
for (const button of document.querySelectorAll(".ask button"))
  button.addEventListener("click", () => {
    window.Parlor?.("open");
    window.Parlor?.("send", button.textContent);
  });
