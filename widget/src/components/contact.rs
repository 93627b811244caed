//! How to reach the visitor: a form before the first message, or beside the conversation. `widget/loader/forms.js` draws it.

use leptos::prelude::*;
use parlor_shared::config::{Ask, ContactForm, ContactWhen};

use crate::{
    chat::{Asked, Phase},
    dom::{El, el, watch},
    driver::App,
};

/// The form to show now.
pub(super) fn form_of(app: App) -> Option<ContactForm> {
    let now = app.summary.get();
    let shown = now.phase == Phase::Ready && now.asked != Asked::No;
    app.about.get().config.contact.filter(|_| shown)
}

/// Its place, which the script fills, and what the script follows.
pub(super) fn contact(app: App, form: ContactForm) -> El {
    let place = el("form", "contact");
    let told = place.0.clone();
    watch(move || {
        let now = app.summary.get();
        // Opened again, it is drawn if the script could not be fetched the first time.
        app.open.track();
        app.call_script(
            "forms:contact",
            &[
                ("place", Some(told.clone().into())),
                ("before", Some((form.when == ContactWhen::Before).into())),
                ("required", Some(form.required.into())),
                ("name", Some(word(form.name).into())),
                ("phone", Some(word(form.phone).into())),
                ("leaving", Some(now.leaving.into())),
                ("problem", now.not_left.map(|problem| problem.text_key().into())),
            ],
        );
    });
    place
}

/// As the wire has it.
const fn word(ask: Ask) -> &'static str {
    match ask {
        Ask::No => "no",
        Ask::Optional => "optional",
        Ask::Required => "required",
    }
}
