//! Gaps: questions that were not answered well, and a press that answers them from now on.

mod answer;

use leptos::prelude::*;
use leptos_router::components::A;
use parlor_shared::owner::{Gap, GapReason, GapsReply};

use answer::Answer;

use crate::{
    api::reports,
    hooks::load,
    i18n::{ago, fill, number, t},
    kit::{Badge, Button, Dialog, Empty, Page, Shape, Tone, loaded},
    session::OwnerSession,
};

/// Questions that are shown.
const ROWS: u32 = 100;

/// The screen.
#[component]
pub(crate) fn Gaps() -> impl IntoView {
    let all = load(|| reports::gaps(ROWS));
    let (open, shown) = (RwSignal::new(false), RwSignal::new(None::<Gap>));
    let can = OwnerSession::of_screen().is_editor();
    let row = move |gap: Gap| {
        let of_dialog = gap.clone();
        view! {
            <tr>
                <td class="number">{number(gap.count)}</td>
                <th scope="row"><A href=crate::api::screen(&format!("/conversations/{}", gap.conversation_id)) attr:class="row-link"><span dir="auto">{gap.question}</span></A></th>
                <td class="optional"><div class="badges">{gap.reasons.into_iter().map(reason).collect_view()}</div></td>
                <td class="optional muted">{ago(&gap.last_at)}</td>
                <td class="row-actions">{can.then(|| view! {
                    <Button text=t("gaps.answer").to_owned() on_press=move |()| { shown.set(Some(of_dialog.clone())); open.set(true); }/>
                })}</td>
            </tr>
        }
    };
    let table = move |reply: GapsReply| {
        if reply.gaps.is_empty() {
            return view! { <div class="card"><Empty shape=Shape::Gap title=t("gaps.none.title") text=t("gaps.none.text")/></div> }.into_any();
        }
        view! {
            <div class="card table-card">
                <table class="table">
                    <thead><tr><th scope="col" class="number">{t("gaps.count")}</th><th scope="col">{t("gaps.question")}</th>
                        <th scope="col" class="optional">{t("gaps.why")}</th><th scope="col" class="optional">{t("gaps.last")}</th>
                        <th scope="col"><span class="visually-hidden">{t("actions")}</span></th></tr></thead>
                    <tbody>{reply.gaps.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        }.into_any()
    };
    view! {
        <Page title=t("nav.gaps").to_owned() lead=t("gaps.lead")>
            {loaded(all, 6, table)}
            <Dialog title=t("gaps.answer").to_owned() open=open wide=true>
                {move || shown.get().map(|gap| view! { <Answer gap=gap open=open/> })}
            </Dialog>
        </Page>
    }
}

fn reason(reason: GapReason) -> impl IntoView {
    let (tone, text) = match reason.reason.as_str() {
        "failed" => (Tone::Bad, "gaps.reason.failed"),
        "thumbs_down" => (Tone::Bad, "gaps.reason.thumbs_down"),
        _ => (Tone::Warning, "gaps.reason.unsure"),
    };
    view! { <Badge tone=tone text=fill("gaps.reason", &[("reason", t(text)), ("n", &number(reason.count))])/> }
}
