//! What the agent thought or did on the way, folded.

use crate::{
    dom::{El, el},
    driver::App,
};

/// What it thought, or, with a name, the tool of this name and what it was given.
pub(super) fn folded(app: App, name: &str, text: &str) -> El {
    let tool = name.to_owned();
    let summary = move || match tool.as_str() {
        "" => app.texts.get("reasoning"),
        name => app.texts.fill("used_tool", "name", name),
    };
    let body = el(if name.is_empty() { "p" } else { "pre" }, "").attr("dir", "auto").text(text);
    el("details", "step").child(el("summary", "").text_now(summary)).child(body)
}
