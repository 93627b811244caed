//! What the agent thought or did on the way, folded.

use parlor_shared::content::ToolUse;

use crate::{
    dom::{El, el},
    driver::App,
};

/// What it thought.
pub(super) fn thought(app: App, text: &str) -> El {
    folded(app.t("reasoning")).child(words("p", text))
}

/// The tool it used: what it was given and, if that is known, what it answered.
pub(super) fn tool(app: App, tool: &ToolUse) -> El {
    let name = tool.name.clone();
    let step = folded(move || app.texts.fill("used_tool", "name", &name)).child(words("pre", &tool.args));
    match &tool.result {
        Some(result) => step.child(words("pre", &["→ ", result].concat())),
        None => step,
    }
}

fn folded(summary: impl Fn() -> String + 'static) -> El {
    el("details", "step").child(el("summary", "").text_now(summary))
}

fn words(name: &str, text: &str) -> El {
    el(name, "").attr("dir", "auto").text(text)
}
