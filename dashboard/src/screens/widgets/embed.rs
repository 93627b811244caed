//! The code to paste into a page, in every form there is.

use leptos::prelude::*;

use crate::{
    api::widgets,
    hooks::load,
    i18n::t,
    kit::{Panel, Snippet, Tabs, loaded},
};

/// Forms: name in addresses, text of the tab, and when to take it.
const FORMS: [(&str, &str, &str); 5] = [
    ("script", "embed.script", "embed.script.hint"),
    ("inline", "embed.inline", "embed.inline.hint"),
    ("frame", "embed.frame", "embed.frame.hint"),
    ("noscript", "embed.noscript", "embed.noscript.hint"),
    ("pinned", "embed.pinned", "embed.pinned.hint"),
];

/// The name of the tabs.
const NAME: &str = "embed";

/// The forms as tabs, and the code of the one that is chosen.
#[component]
pub(super) fn Embed(
    /// The widget.
    id: String,
    /// Number of keys that were replaced since: the code has the new one.
    replaced: RwSignal<u32>,
) -> impl IntoView {
    let form = RwSignal::new(FORMS[0].0);
    let tabs = FORMS.map(|(name, text, _)| (name, t(text))).to_vec();
    let panel = move |(name, _, hint): (&'static str, &'static str, &'static str)| {
        let id = id.clone();
        view! {
            <Panel name=NAME value=name chosen=form>
                <p class="hint">{t(hint)}</p>
                <Code id=id form=name chosen=form replaced=replaced/>
            </Panel>
        }
    };
    view! {
        <section class="card card-body">
            <h2>{t("embed.title")}</h2>
            <Tabs label=t("embed.title") name=NAME tabs=tabs chosen=form/>
            {FORMS.map(panel).collect_view()}
        </section>
    }
}

/// The code in one form, read once it is first shown.
#[component]
fn Code(id: String, form: &'static str, chosen: RwSignal<&'static str>, replaced: RwSignal<u32>) -> impl IntoView {
    let is_wanted = Memo::new(move |before: Option<&bool>| before == Some(&true) || chosen.get() == form);
    let code = move || {
        replaced.track();
        let id = id.clone();
        load(move || widgets::embed(id.clone(), form))
    };
    move || {
        let code = is_wanted.get().then(&code)?;
        Some(loaded(code, 1, |html: String| view! { <Snippet label=t("embed.title") text=html/> }))
    }
}
