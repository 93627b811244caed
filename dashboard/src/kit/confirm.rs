//! Asks before something is destroyed, by its name.

use leptos::prelude::*;

use super::{
    button::{Button, Look},
    dialog::Dialog,
    field::Field,
    page::Problem,
};
use crate::{
    hooks::Submit,
    i18n::{fill, t},
};

/// A dialog that asks for a confirmation.
#[component]
pub(crate) fn Confirm(
    /// The name of the thing; `None` while nothing is asked.
    target: RwSignal<Option<String>>,
    /// The title, with the name in it.
    #[prop(into)]
    title: Callback<String, String>,
    /// The loss, in a sentence.
    #[prop(into)]
    consequence: String,
    /// The text of the button that does it.
    #[prop(into)]
    action: String,
    /// The name must be typed: for what holds other things.
    #[prop(optional)]
    typed: bool,
    /// State of the request.
    submit: Submit,
    /// Does it.
    #[prop(into)]
    on_confirm: Callback<()>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let written = RwSignal::new(String::new());
    follow(target, open, written, submit);
    let name = Signal::derive(move || target.get().unwrap_or_default());
    let is_different = Signal::derive(move || typed && written.get().trim() != name.get().trim());
    let heading = Signal::derive(move || title.run(name.get()));
    let action = Signal::stored(action);
    let consequence = Signal::stored(consequence);
    view! {
        <Dialog title=heading open=open>
            <form on:submit=move |event| {
                event.prevent_default();
                if !is_different.get_untracked() { on_confirm.run(()); }
            }>
                <p>{move || consequence.get()}</p>
                {move || typed.then(|| view! {
                    <Field label=fill("confirm.type", &[("name", &name.get())]) value=written autocomplete="off"/>
                })}
                <Problem text=submit.other_problem(&[])/>
                <div class="dialog-actions">
                    <Button text=t("cancel").to_owned() on_press=move |()| open.set(false)/>
                    <Button text=action look=Look::Danger submits=true busy=submit.is_busy disabled=is_different/>
                </div>
            </form>
        </Dialog>
    }
}

/// Opens the dialog when something is asked; when it closes, nothing is asked any more and nothing written.
fn follow(target: RwSignal<Option<String>>, open: RwSignal<bool>, written: RwSignal<String>, submit: Submit) {
    // A signal tells its readers whenever it is set, so each of the two is set only when it changes.
    Effect::new(move |_| {
        let is_asked = target.with(Option::is_some);
        if open.get_untracked() != is_asked {
            open.set(is_asked);
        }
    });
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if was_open == Some(true) && !is_open {
            target.set(None);
            written.set(String::new());
            submit.failure.set(None);
        }
        is_open
    });
}
