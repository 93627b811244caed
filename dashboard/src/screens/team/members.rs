//! The members of the team.

use leptos::prelude::*;

use super::roles::{choices, role, role_name};
use crate::{
    api::team::{self, MemberItem},
    hooks::{Load, Submit, load, reload, submission},
    i18n::{fill, t},
    kit::{Button, Confirm, Look, Problem, Select, Shape, loaded, toast},
    session::OwnerSession,
};

/// The table.
#[component]
pub(super) fn Members() -> impl IntoView {
    let session = OwnerSession::of_screen();
    let own = session.me.with_value(|me| me.id.to_string());
    let all = load(team::members);
    let (asked, account) = (RwSignal::new(None), RwSignal::new(String::new()));
    let (submit, changing) = (submission(), submission());
    let remove = move |()| {
        submit.run(team::remove_member(account.get_untracked()), move |()| {
            asked.set(None);
            all.reload();
            toast(t("team.removed"));
        });
    };
    let change = role_changes(changing, all, own.clone());
    let row = move |member: MemberItem| {
        let (id, name, email) = (member.account_id.clone(), member.name.clone(), member.email.clone());
        let label = fill("team.role_of", &[("name", &member.name)]);
        let of_change = member.account_id.clone();
        let is_self = member.account_id == own;
        view! {
            <tr>
                <th scope="row"><span dir="auto">{name}</span>{is_self.then(|| view! { <span class="muted">" "{t("team.you")}</span> })}</th>
                <td class="optional break">{email.clone()}</td>
                <td><Select label=label label_hidden=true choices=choices() value=role_name(member.role).to_owned()
                    disabled=Signal::derive(move || !session.is_owner() || changing.is_busy.get()) on_choose=move |name| change.run((of_change.clone(), name))/></td>
                <td class="row-actions">{(session.is_owner() && !is_self).then(|| view! {
                    <Button text=fill("team.remove", &[("name", &member.name)]) icon=Shape::Trash icon_only=true look=Look::Quiet
                        on_press=move |()| { account.set(id.clone()); asked.set(Some(email.clone())); }/>
                })}</td>
            </tr>
        }
    };
    let table = move |list: Vec<MemberItem>| {
        view! {
            <div class="card table-card">
                <table class="table">
                    <thead><tr><th scope="col">{t("team.name")}</th><th scope="col" class="optional">{t("team.email")}</th>
                        <th scope="col">{t("team.role")}</th><th scope="col"><span class="visually-hidden">{t("actions")}</span></th></tr></thead>
                    <tbody>{list.into_iter().map(row.clone()).collect_view()}</tbody>
                </table>
            </div>
        }
    };
    view! {
        <Problem text=changing.other_problem(&[])/>
        {loaded(all, 3, table)}
        <Confirm target=asked title=|name: String| fill("team.remove.title", &[("name", &name)])
            consequence=t("team.remove.text") action=t("team.remove.action") submit=submit on_confirm=remove/>
    }
}

/// Changes the role of an account, given by its name.
fn role_changes(changing: Submit, all: Load<Vec<MemberItem>>, own: String) -> Callback<(String, String)> {
    // The list shows the role that was chosen; after a refusal it shows the one that is.
    Effect::new(move |_| {
        if changing.failure.with(Option::is_some) {
            all.reload();
        }
    });
    Callback::new(move |(account, name): (String, String)| {
        let is_self = account == own;
        changing.run(team::change_member(account, role(&name)), move |_| {
            if is_self {
                // Every screen offers what the role may do.
                reload();
            }
            toast(t("saved"));
        });
    })
}
