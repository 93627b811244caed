//! Signing in.

use leptos::prelude::*;
use parlor_shared::owner::{LoginRequest, Me};

use crate::{
    api::{self, Failure},
    hooks::submission,
    i18n::t,
    kit::{Button, Field, FieldKind, Look, Problem},
};

/// The form that signs in.
#[component]
pub(super) fn SignIn(
    /// It is inside a dialog.
    #[prop(optional)]
    inside: bool,
    /// Called with whoever signed in.
    #[prop(into)]
    on_done: Callback<Me>,
) -> impl IntoView {
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submit = submission();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let request = LoginRequest { email: email.get_untracked(), password: password.get_untracked() };
        submit.run(api::account::sign_in(request), move |me| on_done.run(me));
    };
    let problem = Signal::derive(move || {
        submit.failure.get().map(|failure| match failure {
            Failure::SignedOut => t("sign_in.wrong").to_owned(),
            other => other.text(),
        })
    });
    let form = view! {
        <form class="sign-in" on:submit=send>
            {(!inside).then(|| view! { <h1>{t("sign_in.title")}</h1> })}
            <Field label=t("sign_in.email") value=email kind=FieldKind::Email autocomplete="username"/>
            <Field label=t("sign_in.password") value=password kind=FieldKind::Password autocomplete="current-password"/>
            <Problem text=problem/>
            <Button text=t("sign_in.action").to_owned() look=Look::Primary submits=true busy=submit.is_busy/>
        </form>
    };
    if inside { form.into_any() } else { view! { <main class="alone">{form}</main> }.into_any() }
}
