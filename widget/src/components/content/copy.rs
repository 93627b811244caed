//! The copy button of code blocks: one listener for all of them, however many come and go.

use crate::reactive::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use crate::{hooks::copy_to_clipboard, i18n::Texts};

/// Copies the code block whose button was pressed, if this click was on one.
pub(crate) fn copy_code(event: &Event, texts: Texts) {
    let Some(button) = pressed(event) else { return };
    let code = button.closest(".codeblock").ok().flatten().and_then(|block| block.query_selector("code").ok()?);
    let Some(text) = code.and_then(|code| code.text_content()) else { return };
    spawn_local(async move {
        if copy_to_clipboard(&text).await {
            let copied = texts.get_now("copied");
            button.set_text_content(Some(&copied));
            // The name is a constant that every browser accepts.
            let _ = button.set_attribute("aria-label", &copied);
        }
    });
}

fn pressed(event: &Event) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest("button.copycode").ok()?
}
