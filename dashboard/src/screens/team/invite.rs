//! Invitations: a link to copy, which works without any mail server.

use leptos::prelude::*;

use super::roles::{choices, role};
use crate::{
    api::{
        base,
        team::{self, InvitationItem},
    },
    hooks::{load, submission},
    i18n::{date, fill, t},
    kit::{Button, Confirm, Field, FieldKind, Look, Problem, Select, Shape, Snippet, loaded, toast},
    session::OwnerSession,
};

/// The form, the latest link, and the open invitations. Only owners see them.
#[component]
pub(super) fn Invitations() -> impl IntoView {
    OwnerSession::of_screen().is_owner().then(|| view! { <ForOwners/> })
}

#[component]
fn ForOwners() -> impl IntoView {
    let open = load(team::invitations);
    let (email, chosen) = (RwSignal::new(String::new()), RwSignal::new("editor".to_owned()));
    let link = RwSignal::new(None::<String>);
    let submit = submission();
    let withdrawing = submission();
    let (asked, id) = (RwSignal::new(None), RwSignal::new(String::new()));
    let withdraw = move |()| {
        withdrawing.run(team::withdraw(id.get_untracked()), move |()| {
            asked.set(None);
            open.reload();
            toast(t("invite.withdrawn"));
        });
    };
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let invited = team::invite(email.get_untracked().trim().to_owned(), role(&chosen.get_untracked()));
        submit.run(invited, move |shown| {
            link.set(Some(address(&shown.token)));
            email.set(String::new());
            open.reload();
        });
    };
    let ask = Callback::new(move |invitation: InvitationItem| {
        id.set(invitation.id);
        asked.set(Some(invitation.email));
    });
    let list = move |all: Vec<InvitationItem>| {
        (!all.is_empty()).then(|| {
            view! {
                <h3>{t("invite.open")}</h3>
                <ul class="lines">{all.into_iter().map(|invitation| row(invitation, ask)).collect_view()}</ul>
            }
        })
    };
    view! {
        <section class="card card-body">
            <h2>{t("invite.title")}</h2>
            <form class="inline-form" on:submit=send>
                <Field label=t("team.email") value=email kind=FieldKind::Email problem=submit.problem_of("email") autocomplete="off"/>
                <Select label=t("team.role") choices=choices() value=chosen on_choose=move |value| chosen.set(value)/>
                <Button text=t("invite.action").to_owned() look=Look::Primary submits=true busy=submit.is_busy/>
            </form>
            <Problem text=submit.other_problem(&["email"])/>
            <div aria-live="polite">{move || link.get().map(|link| view! { <p class="hint">{t("invite.link")}</p> <Snippet label=t("invite.title") text=link/> })}</div>
            {loaded(open, 2, list)}
            <Confirm target=asked title=|email: String| fill("invite.withdraw.title", &[("email", &email)])
                consequence=t("invite.withdraw.text") action=t("invite.withdraw.action") submit=withdrawing on_confirm=withdraw/>
        </section>
    }
}

fn row(invitation: InvitationItem, ask: Callback<InvitationItem>) -> impl IntoView {
    let asked = invitation.clone();
    view! {
        <li class="line">
            <span class="break">{invitation.email.clone()}</span>
            <span class="muted">{fill("invite.until", &[("date", &date(&invitation.expires_at))])}</span>
            <Button text=fill("invite.withdraw", &[("email", &invitation.email)]) icon=Shape::Close icon_only=true look=Look::Quiet
                on_press=move |()| ask.run(asked.clone())/>
        </li>
    }
}

/// The address of the page that takes the invitation.
fn address(token: &str) -> String {
    format!("{}{}/invite/{token}", window().location().origin().unwrap_or_default(), base())
}
