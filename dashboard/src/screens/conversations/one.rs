//! One conversation.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;
use parlor_shared::owner::{OwnerMessage, OwnerMessagesReply};

use super::{facts::Facts, message::message};
use crate::{
    api::conversations,
    hooks::load,
    i18n::t,
    kit::{Button, Page, loaded, toast},
};

/// The screen: what was said, and beside it what is known.
#[component]
pub(crate) fn Conversation() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.get().get("id").unwrap_or_default();
    let about = load(move || conversations::get(id()));
    let said = load(move || conversations::messages(id(), None));
    let title = Signal::derive(move || {
        let name = about.value().and_then(|about| about.conversation.visitor_name.or(about.visitor.name));
        name.unwrap_or_else(|| t("visitor").to_owned())
    });
    let talk = move |first: OwnerMessagesReply| view! { <Talk id=id() first=first/> };
    view! {
        <Page title=title back=("/conversations", t("nav.conversations"))>
            <div class="split">
                <section class="card talk" aria-label=t("conversations.said")>{loaded(said, 8, talk)}</section>
                <aside class="card card-body" aria-label=t("conversations.facts")>{loaded(about, 8, |about| view! { <Facts about=about/> })}</aside>
            </div>
        </Page>
    }
}

/// The messages, with a button for those before.
#[component]
fn Talk(id: String, first: OwnerMessagesReply) -> impl IntoView {
    let (all, has_more) = (RwSignal::new(first.messages), RwSignal::new(first.has_more));
    let is_busy = RwSignal::new(false);
    let earlier = move |()| {
        let before =
            all.with_untracked(|all: &Vec<OwnerMessage>| all.first().map(|first| first.message.id.to_string()));
        let id = id.clone();
        is_busy.set(true);
        spawn_local(async move {
            match conversations::messages(id, before).await {
                Ok(page) => {
                    all.update(|all| _ = all.splice(0..0, page.messages));
                    has_more.set(page.has_more);
                }
                Err(failure) => toast(failure.text()),
            }
            is_busy.set(false);
        });
    };
    let earlier = Callback::new(earlier);
    view! {
        {move || has_more.get().then(|| view! { <div class="more"><Button text=t("conversations.earlier").to_owned() busy=is_busy on_press=earlier/></div> })}
        <ol class="messages">{move || all.get().into_iter().map(message).collect_view()}</ol>
    }
}
