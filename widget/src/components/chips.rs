//! Suggestions.

use crate::{
    dom::{El, button, el},
    i18n::Texts,
    state::{Dispatch, ViewAction},
};

/// Creates buttons that send their text; `None` for an empty list.
pub(super) fn chips(texts: Texts, dispatch: Dispatch, suggestions: &[String]) -> Option<El> {
    let chip = |text: &String| {
        let said = text.clone();
        button("chip", move || dispatch.send(ViewAction::Choose(said.clone()))).attr("dir", "auto").text(text)
    };
    let group = || el("div", "chips").attr("role", "group").bind_attr("aria-label", texts.signal("suggestions"));
    (!suggestions.is_empty()).then(|| group().children(suggestions.iter().map(chip)))
}
