//! The code to paste into a page, in every form there is.

use leptos::prelude::*;

use crate::{
    api::widgets,
    hooks::load,
    i18n::t,
    kit::{Snippet, Tabs, loaded},
};

/// Forms: name in addresses, text of the tab, and when to take it.
const FORMS: [(&str, &str, &str); 5] = [
    ("script", "embed.script", "embed.script.hint"),
    ("inline", "embed.inline", "embed.inline.hint"),
    ("frame", "embed.frame", "embed.frame.hint"),
    ("noscript", "embed.noscript", "embed.noscript.hint"),
    ("pinned", "embed.pinned", "embed.pinned.hint"),
];

/// The forms as tabs, and the code of the one that is chosen.
#[component]
pub(super) fn Embed(
    /// The widget.
    id: String,
) -> impl IntoView {
    let form = RwSignal::new(FORMS[0].0);
    let code = load(move || widgets::embed(id.clone(), form.get()));
    let hint = move || FORMS.iter().find(|(name, ..)| *name == form.get()).map(|(_, _, hint)| t(hint));
    let tabs = FORMS.map(|(name, text, _)| (name, t(text))).to_vec();
    view! {
        <section class="card card-body">
            <h2>{t("embed.title")}</h2>
            <Tabs label=t("embed.title") tabs=tabs chosen=form/>
            <p class="hint">{hint}</p>
            {loaded(code, 1, |html: String| view! { <Snippet label=t("embed.title") text=html/> })}
        </section>
    }
}
