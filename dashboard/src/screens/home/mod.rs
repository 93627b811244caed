//! Home: this week in five numbers, what could not be answered, and the first steps of a new team.

mod days;
mod figures;
mod steps;

use leptos::prelude::*;
use leptos_router::components::A;
use parlor_shared::owner::GapsReply;

pub(crate) use days::{ago_days, today};
pub(crate) use figures::figures;
use steps::Steps;

use crate::{
    api::{
        conversations::{self, Filter},
        reports,
    },
    hooks::load,
    i18n::{ago, count, t},
    kit::{Page, loaded},
    session::OwnerSession,
};

/// Rows of each list.
const ROWS: u32 = 6;

/// The screen.
#[component]
pub(crate) fn Home() -> impl IntoView {
    let week = load(|| reports::statistics(ago_days(6), today(), String::new()));
    let gaps = load(|| reports::gaps(ROWS));
    let latest = load(|| async { conversations::page(Filter::default(), ROWS, None).await.map(|(rows, _)| rows) });
    let name = OwnerSession::of_screen().team.with_value(|team| team.name.clone());
    let newest = |rows: Vec<parlor_shared::owner::ConversationItem>| {
        if rows.is_empty() {
            return view! { <p class="hint">{t("conversations.none.text")}</p> }.into_any();
        }
        let row = |item: parlor_shared::owner::ConversationItem| {
            view! {
                <li><A href=crate::api::screen(&format!("/conversations/{}", item.id)) attr:class="brief">
                    <span class="cut" dir="auto">{item.last_text}</span><span class="muted">{ago(&item.last_activity_at)}</span>
                </A></li>
            }
        };
        view! { <ul class="briefs">{rows.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <Page title=name>
            <Steps/>
            <section aria-labelledby="week">
                <h2 id="week" class="section-title">{t("home.week")}</h2>
                {loaded(week, 2, |week| figures(week.total, week.before))}
            </section>
            <div class="halves">
                <section class="card card-body">
                    <div class="card-head"><h2>{t("home.latest")}</h2><A href=crate::api::screen("/conversations")>{t("home.all")}</A></div>
                    {loaded(latest, 5, newest)}
                </section>
                <section class="card card-body">
                    <div class="card-head"><h2>{t("home.gaps")}</h2><A href=crate::api::screen("/gaps")>{t("home.all")}</A></div>
                    {loaded(gaps, 5, open_questions)}
                </section>
            </div>
        </Page>
    }
}

fn open_questions(reply: GapsReply) -> AnyView {
    if reply.gaps.is_empty() {
        return view! { <p class="hint">{t("gaps.none.text")}</p> }.into_any();
    }
    let row = |gap: parlor_shared::owner::Gap| {
        view! {
            <li><A href=crate::api::screen(&format!("/conversations/{}", gap.conversation_id)) attr:class="brief">
                <span class="cut" dir="auto">{gap.question}</span>
                <span class="muted">{count("gaps.times", gap.count)}</span>
            </A></li>
        }
    };
    view! { <ul class="briefs">{reply.gaps.into_iter().map(row).collect_view()}</ul> }.into_any()
}
