//! May the page do this? What the agent asks of one of the page's tools, for the visitor to allow or refuse.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ShadowRoot};

use super::text_button;
use crate::{
    chat::PageCall,
    dom::{El, el},
    driver::App,
};

/// The tool's name, its arguments, and two buttons.
pub(super) fn ask(app: App, call: &PageCall) -> El {
    let name = call.name.clone();
    let card = el("div", "ask").attr("role", "group").attr("aria-labelledby", "ask");
    let decision = |class: &str, text: &'static str, allowed: bool| {
        let (call, card) = (call.clone(), card.0.clone());
        text_button(app, class, text, move || {
            back_to_writing(&card);
            app.decide(&call, allowed);
        })
    };
    let (allow, refuse) = (decision("button primary", "allow", true), decision("button", "refuse", false));
    let question = move || app.texts.fill("tool_question", "name", &name);
    card.clone()
        .child(el("p", "").attr("id", "ask").attr("dir", "auto").text_now(question))
        .child(arguments(&call.shown))
        .child(el("div", "choices").child(allow).child(refuse))
}

fn arguments(shown: &[(String, String)]) -> El {
    let rows = shown.iter().flat_map(|(name, value)| {
        [el("dt", "").attr("dir", "auto").text(name), el("dd", "").attr("dir", "auto").text(value)]
    });
    el("dl", "args").children(rows)
}

/// The button with the focus goes away with the card.
fn back_to_writing(card: &HtmlElement) {
    let root = card.get_root_node().dyn_into::<ShadowRoot>().ok();
    let field = root.and_then(|root| root.query_selector("textarea").ok().flatten());
    if let Some(field) = field {
        let _ = field.unchecked_into::<HtmlElement>().focus();
    }
}
