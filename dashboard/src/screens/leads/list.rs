//! The table of leads.

use leptos::prelude::*;
use parlor_shared::owner::LeadContact;

use super::detail::Detail;
use crate::{
    api::leads,
    hooks::{pages, settled},
    i18n::{ago, moment, t},
    kit::{Dialog, Empty, Field, FieldKind, Icon, Page, Shape, paged},
};

/// The screen.
#[component]
pub(crate) fn Leads() -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let search = settled(typed);
    let list = pages(move |cursor| leads::page(search.get(), cursor));
    let shown = RwSignal::new(None::<LeadContact>);
    let open = RwSignal::new(false);
    let show = Callback::new(move |lead: LeadContact| {
        shown.set(Some(lead));
        open.set(true);
    });
    let table = move |all: Vec<LeadContact>| {
        if all.is_empty() {
            let (title, text) = if search.get().trim().is_empty() {
                ("leads.none.title", "leads.none.text")
            } else {
                ("search.none.title", "search.none.text")
            };
            return view! { <div class="card"><Empty shape=Shape::Person title=t(title) text=t(text)/></div> }
                .into_any();
        }
        view! {
            <div class="card table-card">
                <table class="table">
                    <thead><tr><th scope="col">{t("leads.email")}</th><th scope="col">{t("leads.name")}</th>
                        <th scope="col" class="optional">{t("leads.message")}</th><th scope="col">{t("leads.updated")}</th></tr></thead>
                    <tbody>{all.into_iter().map(|lead| row(lead, show)).collect_view()}</tbody>
                </table>
            </div>
        }.into_any()
    };
    let export = move || {
        view! {
            <a class="button" href=move || leads::csv(&search.get()) download="leads.csv" rel="external">
                <Icon shape=Shape::Download/><span>{t("leads.csv")}</span>
            </a>
        }
    };
    view! {
        <Page title=t("nav.leads").to_owned() lead=t("leads.lead") actions=export>
            <div class="filters"><Field label=t("leads.search") value=typed kind=FieldKind::Search placeholder=t("leads.search") label_hidden=true/></div>
            {paged(list, table)}
            <Dialog title=Signal::derive(move || shown.get().map(|lead| lead.email).unwrap_or_default()) open=open wide=true>
                {move || shown.get().map(|lead| view! { <Detail lead=lead/> })}
            </Dialog>
        </Page>
    }
}

fn row(lead: LeadContact, show: Callback<LeadContact>) -> impl IntoView {
    let of_dialog = lead.clone();
    let name = lead.names.first().cloned().unwrap_or_else(|| "–".to_owned());
    let message = lead.messages.first().cloned().unwrap_or_default();
    view! {
        <tr>
            <th scope="row">
                <button type="button" class="row-link" on:click=move |_| show.run(of_dialog.clone())>{lead.email}</button>
            </th>
            <td dir="auto">{name}</td>
            <td class="optional cut" dir="auto">{message}</td>
            <td class="muted" title=moment(&lead.updated_at)>{ago(&lead.updated_at)}</td>
        </tr>
    }
}
