//! Facts about a conversation and its visitor.

use leptos::prelude::*;
use parlor_shared::owner::ConversationReply;

use crate::i18n::{moment, number, t};

/// The facts; what is not known is left out.
#[component]
pub(super) fn Facts(about: ConversationReply) -> impl IntoView {
    let ConversationReply { conversation, agent_name, referrer, visitor, engagement, leads, usage, .. } = about;
    let tokens = usage.input + usage.output;
    let lead = leads.into_iter().next_back();
    let facts = [
        ("facts.email", lead.as_ref().map(|lead| lead.email.clone()).or(visitor.email)),
        ("facts.phone", lead.and_then(|lead| lead.phone)),
        ("facts.subject", visitor.subject),
        ("facts.language", conversation.language.or(visitor.language)),
        ("facts.page", conversation.page_title.or(conversation.page_url)),
        ("facts.last_page", engagement.last_page),
        ("facts.referrer", referrer),
        ("facts.widget", Some(conversation.widget_name)),
        ("facts.agent", Some(agent_name)),
        ("facts.began", Some(moment(&conversation.created_at))),
        ("facts.messages", Some(number(conversation.messages))),
        ("facts.others", (visitor.other_conversations > 0).then(|| number(visitor.other_conversations))),
        ("facts.tokens", (tokens > 0).then(|| number(tokens))),
    ];
    let row = |(name, value): (&'static str, Option<String>)| {
        value.map(|value| view! { <dt>{t(name)}</dt><dd class="break" dir="auto">{value}</dd> })
    };
    view! { <dl class="facts">{facts.map(row).collect_view()}</dl> }
}
