// Runs the examples of this page, and writes down what it hears.
const heard = document.querySelector("#heard");
const note = (text, odd) => {
  const line = document.createElement("li");
  line.className = odd ? "odd" : "";
  line.textContent = text;
  heard.append(line);
  heard.scrollTop = heard.scrollHeight;
};
const names = "ready open close move message stream-start stream-end action tool-call restart unread lead error before-send before-action";
for (const name of names.split(" "))
  document.addEventListener("parlor:" + name, ({ detail }) => note(name + (detail === undefined || detail === null ? "" : " " + JSON.stringify(detail))));

for (const section of document.querySelectorAll("#examples section")) {
  const code = section.querySelector("textarea");
  const title = section.querySelector("h2");
  code.ariaLabel = title.textContent;
  code.rows = code.value.split("\n").length;
  const run = document.createElement("button");
  run.className = "button";
  run.textContent = "Run";
  run.ariaLabel = "Run: " + title.textContent;
  run.addEventListener("click", () => {
    try {
      new Function(code.value)();
    } catch (error) {
      note(String(error), true);
    }
  });
  section.append(run);
}
