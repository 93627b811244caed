//! The keys of a widget: read, copied, replaced.

use leptos::prelude::*;
use parlor_shared::owner::WidgetKeys;

use crate::{
    api::widgets,
    hooks::{Load, submission},
    i18n::{fill, t},
    kit::{Button, Confirm, Snippet, loaded, toast},
    session::OwnerSession,
};

/// Keys: name in addresses, and text.
const KINDS: [(&str, &str); 3] = [("key", "keys.key"), ("embed", "keys.embed"), ("caty", "keys.caty")];

/// The keys.
#[component]
pub(super) fn Keys(
    /// The widget.
    id: String,
    /// Its keys.
    keys: Load<WidgetKeys>,
    /// Counts what is replaced.
    replaced: RwSignal<u32>,
) -> impl IntoView {
    let asked = RwSignal::new(None::<String>);
    let kind = RwSignal::new(KINDS[0].0);
    let submit = submission();
    let replace = move |()| {
        submit.run(widgets::replace_key(id.clone(), kind.get_untracked()), move |new| {
            keys.set(new);
            replaced.update(|times| *times += 1);
            asked.set(None);
            toast(t("keys.replaced"));
        });
    };
    view! {
        <section class="card card-body">
            <h2>{t("keys.title")}</h2>
            <p class="hint">{t("keys.hint")}</p>
            {loaded(keys, 3, move |keys: WidgetKeys| rows(keys, kind, asked))}
            <Confirm target=asked title=|name: String| fill("keys.replace.title", &[("name", &name)])
                consequence=t("keys.replace.text") action=t("keys.replace") submit=submit on_confirm=replace/>
        </section>
    }
}

fn rows(keys: WidgetKeys, chosen: RwSignal<&'static str>, asked: RwSignal<Option<String>>) -> impl IntoView {
    let values = [keys.key, keys.embed_token, keys.caty_key];
    let can = OwnerSession::of_screen().is_editor();
    let row = move |((kind, text), value): ((&'static str, &'static str), String)| {
        view! {
            <div class="key-row">
                <h3>{t(text)}</h3>
                <Snippet label=t(text) text=value/>
                {can.then(|| view! {
                    <Button text=t("keys.replace").to_owned()
                        on_press=move |()| { chosen.set(kind); asked.set(Some(t(text).to_owned())); }/>
                })}
            </div>
        }
    };
    KINDS.into_iter().zip(values).map(row).collect_view()
}
