//! The keys of a widget: read, copied, replaced.

use leptos::prelude::*;
use parlor_shared::owner::WidgetKeys;

use crate::{
    api::widgets,
    hooks::{load, submission},
    i18n::{fill, t},
    kit::{Button, Confirm, Snippet, loaded, toast},
    session::Session,
};

/// Keys: name in addresses, and text.
const KINDS: [(&str, &str); 3] = [("key", "keys.key"), ("embed", "keys.embed"), ("caty", "keys.caty")];

/// The keys.
#[component]
pub(super) fn Keys(
    /// The widget.
    id: String,
) -> impl IntoView {
    let read = {
        let id = id.clone();
        move || widgets::keys(id.clone())
    };
    let keys = load(read);
    let asked = RwSignal::new(None::<String>);
    let submit = submission();
    let replace = move |()| {
        let kind =
            KINDS.iter().find(|(_, text)| Some(t(text)) == asked.get_untracked().as_deref()).map(|(kind, _)| *kind);
        let Some(kind) = kind else { return };
        submit.run(widgets::replace_key(id.clone(), kind), move |new| {
            keys.set(new);
            asked.set(None);
            toast(t("keys.replaced"));
        });
    };
    view! {
        <section class="card card-body">
            <h2>{t("keys.title")}</h2>
            <p class="hint">{t("keys.hint")}</p>
            {loaded(keys, 3, move |keys: WidgetKeys| rows(keys, asked))}
            <Confirm target=asked title=|name: String| fill("keys.replace.title", &[("name", &name)])
                consequence=t("keys.replace.text") action=t("keys.replace") submit=submit on_confirm=replace/>
        </section>
    }
}

fn rows(keys: WidgetKeys, asked: RwSignal<Option<String>>) -> impl IntoView {
    let values = [keys.key, keys.embed_token, keys.caty_key];
    let can = Session::of_screen().is_editor();
    let row = move |((_, text), value): ((&'static str, &'static str), String)| {
        view! {
            <div class="key-row">
                <h3>{t(text)}</h3>
                <Snippet label=t(text) text=value/>
                {can.then(|| view! {
                    <Button text=t("keys.replace").to_owned() on_press=move |()| asked.set(Some(t(text).to_owned()))/>
                })}
            </div>
        }
    };
    KINDS.into_iter().zip(values).map(row).collect_view()
}
