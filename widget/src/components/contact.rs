//! The contact form, before the first message or beside the conversation. `widget/loader/forms.js` draws it.

use crate::reactive::prelude::*;
use parlor_shared::config::{Ask, ContactForm, ContactWhen};

use crate::{
    chat::{ContactPrompt, Phase, Summary},
    dom::{El, el, watch},
    hooks::object,
    state::{Dispatch, SettingsSignal, ViewAction},
};

/// Returns the form to show now.
pub(super) fn form_of(summary: RwSignal<Summary>, settings: SettingsSignal) -> Option<ContactForm> {
    let now = summary.get();
    let shown = now.phase == Phase::Ready && now.asked != ContactPrompt::Hidden;
    settings.get().config.contact.filter(|_| shown)
}

/// Props of the contact form.
#[derive(Clone, Copy)]
pub(super) struct ContactProps {
    /// The fields of the form.
    pub(super) form: ContactForm,
    /// State of the request that stores the values.
    pub(super) summary: RwSignal<Summary>,
    /// True while the panel is shown: if the script could not draw the form, it tries again when the panel opens.
    pub(super) open: RwSignal<bool>,
    /// Calls the script that draws it.
    pub(super) dispatch: Dispatch,
}

/// Creates the element that the script fills, and tells the script about changes.
pub(super) fn contact(props: ContactProps) -> El {
    let ContactProps { form, summary, open, dispatch } = props;
    let place = el("form", "contact");
    let told = place.0.clone();
    watch(move || {
        let now = summary.get();
        open.track();
        dispatch.send(ViewAction::CallScript(
            "forms:contact",
            object(&[
                ("place", Some(told.clone().into())),
                ("before", Some((form.when == ContactWhen::Before).into())),
                ("required", Some(form.required.into())),
                ("name", Some(word(form.name).into())),
                ("phone", Some(word(form.phone).into())),
                ("leaving", Some(now.leaving.into())),
                ("problem", now.not_left.map(|problem| problem.text_key().into())),
            ]),
        ));
    });
    place
}

/// Returns the value's name in the API.
const fn word(ask: Ask) -> &'static str {
    match ask {
        Ask::No => "no",
        Ask::Optional => "optional",
        Ask::Required => "required",
    }
}
