//! The real chat, in a frame.

use leptos::prelude::*;
use parlor_shared::owner::WidgetKeys;

use crate::{
    api::base,
    hooks::Load,
    i18n::t,
    kit::{Button, Look, loaded},
};

/// A button that opens the chat here: what is written in it is a conversation like any other.
#[component]
pub(super) fn Preview(
    /// The widget's keys.
    keys: Load<WidgetKeys>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let frame = move |keys: WidgetKeys| {
        let address = format!("{}/frame/{}", base(), keys.key);
        view! { <iframe class="preview" src=address title=t("preview.frame")></iframe> }
    };
    view! {
        <section class="card card-body">
            <div class="card-head">
                <div><h2>{t("preview.title")}</h2><p class="hint">{t("preview.hint")}</p></div>
                <Button text=Signal::derive(move || t(if open.get() { "close" } else { "preview.open" }).to_owned())
                    look=Look::Plain on_press=move |()| open.update(|open| *open = !*open)/>
            </div>
            {move || open.get().then(|| loaded(keys, 3, frame))}
        </section>
    }
}
