//! The whole application.

use leptos::prelude::*;
use parlor_shared::owner::Me;

use super::{routes::Screens, sign_in::SignIn};
use crate::{
    api::{EXPIRED, Failure},
    hooks::reload,
    i18n::t,
    kit::{Dialog, Empty, Failed, Shape, Toasts},
    session::OwnerSession,
};

/// The application, for whoever is signed in; else the sign-in.
#[component]
pub(crate) fn App(
    /// The first reply about who that is.
    me: Result<Me, Failure>,
) -> impl IntoView {
    let who = RwSignal::new(me);
    let retry = move |()| leptos::task::spawn_local(async move { who.set(crate::api::account::me().await) });
    view! {
        {move || match who.get() {
            Ok(me) => match OwnerSession::new(me) {
                Some(session) => view! { <SignedIn session=session/> }.into_any(),
                None => view! {
                    <main class="alone">
                        <Empty shape=Shape::People title=t("no_team.title") text=t("no_team.text")/>
                    </main>
                }.into_any(),
            },
            Err(Failure::SignedOut) => view! { <SignIn on_done=move |me| who.set(Ok(me))/> }.into_any(),
            Err(failure) => view! { <main class="alone"><Failed failure=failure on_again=retry/></main> }.into_any(),
        }}
        <Toasts/>
    }
}

/// The screens, and a way to sign in again when the sign-in ends while somebody is at work: nothing typed is lost.
#[component]
fn SignedIn(session: OwnerSession) -> impl IntoView {
    provide_context(session);
    let expired = EXPIRED.clone();
    EXPIRED.set(false);
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(expired.get()));
    let own = session.me.with_value(|me| me.id.clone());
    let signed_in = move |me: Me| {
        // The screen shows things of the account that was signed in before.
        if me.id != own {
            reload();
            return;
        }
        EXPIRED.set(false);
        open.set(false);
    };
    view! {
        <Screens/>
        <Dialog title=t("sign_in.again").to_owned() open=open>
            <SignIn inside=true on_done=signed_in.clone()/>
        </Dialog>
    }
}
