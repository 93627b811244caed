//! All that is known of a lead, by conversation.

use leptos::prelude::*;
use leptos_router::components::A;
use parlor_shared::owner::{LeadContact, LeadContribution};

use crate::i18n::{moment, t};

/// The contributions of each conversation. Nobody has shown that the address is theirs: nothing is put together.
#[component]
pub(super) fn Detail(lead: LeadContact) -> impl IntoView {
    view! {
        <p class="hint">{t("leads.detail.hint")}</p>
        <ul class="contributions">{lead.contributions.into_iter().map(contribution).collect_view()}</ul>
    }
}

fn contribution(given: LeadContribution) -> impl IntoView {
    let own = [
        (t("leads.email").to_owned(), Some(given.email)),
        (t("leads.name").to_owned(), given.name),
        (t("leads.phone").to_owned(), given.phone),
        (t("leads.message").to_owned(), given.message),
    ];
    let more = given.fields.into_iter().map(|(name, value)| (name, Some(value)));
    let rows = own.into_iter().chain(more).filter_map(|(name, value)| value.map(|value| (name, value)));
    let row = |(name, value): (String, String)| view! { <dt>{name}</dt><dd dir="auto" class="break">{value}</dd> };
    view! {
        <li class="contribution">
            <p class="contribution-head">
                <span class="muted">{moment(&given.updated_at)}</span>
                <A href=crate::api::screen(&format!("/conversations/{}", given.conversation_id))>{t("leads.conversation")}</A>
            </p>
            <dl class="facts">{rows.map(row).collect_view()}</dl>
        </li>
    }
}
