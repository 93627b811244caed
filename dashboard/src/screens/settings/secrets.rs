//! API secrets for the team's programs. A secret is shown once.

use leptos::prelude::*;

use crate::{
    api::team::{self, Secret},
    hooks::{load, submission},
    i18n::{date, fill, t},
    kit::{Button, Confirm, Field, Look, Problem, Shape, Snippet, loaded, toast},
};

/// The list, and a form for another.
#[component]
pub(super) fn Secrets() -> impl IntoView {
    let all = load(team::secrets);
    let (name, shown) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let (asked, id) = (RwSignal::new(None), RwSignal::new(String::new()));
    let (submit, deleting) = (submission(), submission());
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        submit.run(team::create_secret(name.get_untracked()), move |made| {
            shown.set(Some(made.secret));
            name.set(String::new());
            all.reload();
        });
    };
    let revoke = move |()| {
        deleting.run(team::delete_secret(id.get_untracked()), move |()| {
            asked.set(None);
            all.reload();
            toast(t("secrets.revoked"));
        });
    };
    let row = move |secret: Secret| {
        let (of_row, title) = (secret.id.clone(), secret.name.clone());
        view! {
            <li class="line">
                <span class="break" dir="auto">{secret.name.clone()}</span><span class="muted">{date(&secret.created_at)}</span>
                <Button text=fill("secrets.revoke", &[("name", &secret.name)]) icon=Shape::Trash icon_only=true look=Look::Quiet
                    on_press=move |()| { id.set(of_row.clone()); asked.set(Some(title.clone())); }/>
            </li>
        }
    };
    view! {
        <section class="card card-body">
            <h2>{t("secrets.title")}</h2>
            <p class="hint">{t("secrets.hint")}</p>
            <form class="inline-form" on:submit=send>
                <Field label=t("secrets.name") value=name problem=submit.problem_of("name") autocomplete="off"/>
                <Button text=t("secrets.action").to_owned() submits=true busy=submit.is_busy/>
            </form>
            <Problem text=submit.other_problem(&["name"])/>
            <div aria-live="polite">{move || shown.get().map(|secret| view! { <p class="hint">{t("secrets.once")}</p> <Snippet label=t("secrets.title") text=secret/> })}</div>
            {loaded(all, 2, move |list: Vec<Secret>| view! { <ul class="lines">{list.into_iter().map(row).collect_view()}</ul> })}
            <Confirm target=asked title=|name: String| fill("secrets.revoke.title", &[("name", &name)])
                consequence=t("secrets.revoke.text") action=t("secrets.revoke.action") submit=deleting on_confirm=revoke/>
        </section>
    }
}
