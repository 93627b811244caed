//! Two kinds of buttons used by many views.

use crate::{
    dom::{El, button, icon},
    i18n::Texts,
};

/// A small button with an icon and a name.
pub(super) fn tool(texts: Texts, name: &'static str, path: &str, press: impl FnMut() + 'static) -> El {
    button("tool", press).named(texts.signal(name)).child(icon(path))
}

/// A button with a text.
pub(super) fn text_button(texts: Texts, class: &str, text: &'static str, press: impl FnMut() + 'static) -> El {
    button(class, press).bind_text(texts.signal(text))
}
