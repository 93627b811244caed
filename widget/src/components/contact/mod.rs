//! How to reach the visitor: a form before the first message, or beside the conversation.

mod entry;

use entry::Entry;
use leptos::prelude::*;
use parlor_shared::config::{Ask, ContactForm, ContactWhen};

use super::text_button;
use crate::{
    chat::{Act, Asked, Lead, Phase},
    dom::{El, el, watch},
    driver::App,
};

/// The form to show now.
pub(super) fn form_of(app: App) -> Option<ContactForm> {
    let now = app.summary.get();
    let shown = now.phase == Phase::Ready && now.asked != Asked::No;
    app.about.get().config.contact.filter(|_| shown)
}

/// Name, address, number: as many as the owner asks for, in this order.
pub(super) fn contact(app: App, form: ContactForm) -> El {
    let (ask, send) = match form.when {
        ContactWhen::Before => ("contact_before", "contact_start"),
        ContactWhen::During => ("contact_during", "contact_send"),
    };
    let entries = [
        Entry::new(app, "name", "text", form.name),
        Entry::new(app, "email", "email", Ask::Required),
        Entry::new(app, "phone", "tel", form.phone),
    ];
    let views = entries.iter().flatten().map(Entry::view).collect::<Vec<_>>();
    focus_first(app, form, &entries);
    let leaving = move || app.summary.get().leaving;
    let submit = el("button", "button primary").attr("type", "submit").text_now(app.t(send)).disabled_now(leaving);
    let choices = el("div", "choices").child(submit);
    let choices = if form.required {
        choices
    } else {
        choices.child(text_button(app, "button", "contact_skip", move || app.act(Act::SkipContact)))
    };
    el("form", "contact")
        .attr("novalidate", "")
        .attr("aria-labelledby", "contact")
        .on("submit", move |event| {
            event.prevent_default();
            leave(app, &entries);
        })
        .child(el("p", "ask").attr("id", "contact").text_now(app.t(ask)))
        .children(views)
        .child(el("p", "wrong").attr("role", "alert").text_now(move || problem(app)))
        .child(choices)
}

/// The form that stands before the chat gets the focus as the composer would; the one beside it does not take it away.
fn focus_first(app: App, form: ContactForm, entries: &[Option<Entry>]) {
    let Some(first) = entries.iter().flatten().next().cloned() else { return };
    watch(move || {
        if app.open.get() && form.when == ContactWhen::Before && !app.inline.get_untracked() {
            // The form is put in its place first.
            let first = first.clone();
            leptos::task::spawn_local(async move { first.focus() });
        }
    });
}

/// Sends what is sound; else says what is not, and goes to the first such field.
fn leave(app: App, entries: &[Option<Entry>; 3]) {
    let wrong = entries.iter().flatten().filter(|entry| !entry.check()).collect::<Vec<_>>();
    if let Some(first) = wrong.first() {
        return first.focus();
    }
    let [name, email, phone] = entries.each_ref().map(|entry| entry.as_ref().map(Entry::value).unwrap_or_default());
    app.act(Act::Leave(Lead { name, email, phone }));
}

fn problem(app: App) -> String {
    app.summary.get().not_left.map(|problem| app.texts.get(problem.text_key())).unwrap_or_default()
}
