//! The team's widgets.

use leptos::prelude::*;
use leptos_router::components::A;

use super::new::NewWidget;
use crate::{
    api::{agents, widgets},
    hooks::load,
    i18n::{date, t},
    kit::{Badge, Button, Empty, Look, Page, Shape, Tone, loaded},
    session::OwnerSession,
};

/// The list.
#[component]
pub(crate) fn Widgets() -> impl IntoView {
    let all = load(widgets::list);
    let answering = load(agents::list);
    let open = RwSignal::new(false);
    let can = OwnerSession::of_screen().is_editor();
    let add = move || {
        can.then(|| view! {
            <Button text=t("widgets.new").to_owned() look=Look::Primary icon=Shape::Plus on_press=move |()| open.set(true)/>
        })
    };
    let agent_name = move |id: &Option<String>| {
        let agents = answering.value().unwrap_or_default();
        let found = agents.into_iter().find(|agent| Some(&agent.id) == id.as_ref());
        found.map_or_else(|| t("widgets.no_agent").to_owned(), |agent| agent.name)
    };
    let row = move |widget: widgets::WidgetItem| {
        let (tone, state) = if widget.active { (Tone::Good, "widgets.on") } else { (Tone::Neutral, "widgets.off") };
        let agent = widget.workflow_id.clone();
        view! {
            <tr>
                <th scope="row"><A href=crate::api::screen(&format!("/widgets/{}", widget.id)) attr:class="row-link">{widget.name}</A></th>
                <td>{move || agent_name(&agent)}</td>
                <td><Badge tone=tone text=t(state)/></td>
                <td class="optional muted">{date(&widget.created_at)}</td>
            </tr>
        }
    };
    let table = move |list: Vec<widgets::WidgetItem>| {
        if list.is_empty() {
            return view! {
                <div class="card"><Empty shape=Shape::Window title=t("widgets.none.title") text=t("widgets.none.text")>{add()}</Empty></div>
            }.into_any();
        }
        view! {
            <div class="card table-card">
                <table class="table">
                    <thead><tr>
                        <th scope="col">{t("widgets.name")}</th><th scope="col">{t("widgets.agent")}</th>
                        <th scope="col">{t("widgets.state")}</th><th scope="col" class="optional">{t("created")}</th>
                    </tr></thead>
                    <tbody>{list.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <Page title=t("nav.widgets").to_owned() lead=t("widgets.lead") actions=add>
            {loaded(all, 5, table)}
            <NewWidget open=open agents=answering/>
        </Page>
    }
}
