//! An agent's knowledge: its documents, files by drag and drop, and text.

use leptos::prelude::*;

use super::upload::Upload;
use crate::{
    api::documents::{self, Document, NewDocument},
    hooks::{Load, load, submission},
    i18n::{count, fill, t},
    kit::{Button, Confirm, Dialog, Empty, Field, FieldKind, Look, Problem, Shape, loaded, toast},
    session::OwnerSession,
};

/// The documents.
#[component]
pub(super) fn Knowledge(agent: String) -> impl IntoView {
    let all = {
        let agent = agent.clone();
        load(move || documents::list(agent.clone()))
    };
    let asked = RwSignal::new(None);
    let submit = submission();
    let can = OwnerSession::of_screen().is_editor();
    let delete = {
        let agent = agent.clone();
        move |()| {
            let name = asked.get_untracked().unwrap_or_default();
            submit.run(documents::delete(agent.clone(), name), move |()| {
                asked.set(None);
                all.reload();
                toast(t("deleted"));
            });
        }
    };
    view! {
        {can.then(|| view! { <Upload agent=agent.clone() shown=all/> <NewText agent=agent.clone() shown=all/> })}
        {loaded(all, 4, move |list: Vec<Document>| table(list, asked, can))}
        <Confirm target=asked title=|name: String| fill("delete.title", &[("name", &name)])
            consequence=t("knowledge.delete.text") action=t("delete") submit=submit on_confirm=delete/>
    }
}

fn table(list: Vec<Document>, asked: RwSignal<Option<String>>, can: bool) -> AnyView {
    if list.is_empty() {
        return view! {
            <div class="card"><Empty shape=Shape::File title=t("knowledge.none.title") text=t("knowledge.none.text")/></div>
        }.into_any();
    }
    let row = move |document: Document| {
        let (name, label) = (document.name.clone(), fill("knowledge.delete", &[("name", &document.name)]));
        view! {
            <tr>
                <th scope="row"><span class="break">{document.name}</span></th>
                <td>{count("knowledge.passages", document.passages)}</td>
                <td class="row-actions">{can.then(|| view! {
                    <Button text=label icon=Shape::Trash icon_only=true look=Look::Quiet on_press=move |()| asked.set(Some(name.clone()))/>
                })}</td>
            </tr>
        }
    };
    view! {
        <div class="card table-card">
            <table class="table">
                <thead><tr><th scope="col">{t("knowledge.document")}</th><th scope="col">{t("knowledge.passages")}</th>
                    <th scope="col"><span class="visually-hidden">{t("actions")}</span></th></tr></thead>
                <tbody>{list.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Writes a text of one's own.
#[component]
fn NewText(agent: String, shown: Load<Vec<Document>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let (title, text) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submit = submission();
    let problem = RwSignal::new(None::<String>);
    let send = Callback::new(move |()| {
        problem.set(
            title.with_untracked(|title| title.trim().is_empty()).then(|| t("knowledge.text.title.missing").to_owned()),
        );
        if problem.with_untracked(Option::is_some) {
            return;
        }
        let document = NewDocument {
            name: format!("{}.md", file_name(&title.get_untracked())),
            text: Some(text.get_untracked()),
            data: None,
        };
        submit.run(documents::add(agent.clone(), document), move |list| {
            shown.set(list);
            title.set(String::new());
            text.set(String::new());
            open.set(false);
            toast(t("saved"));
        });
    });
    view! {
        <div class="beside"><Button text=t("knowledge.text").to_owned() icon=Shape::Plus on_press=move |()| open.set(true)/></div>
        <Dialog title=t("knowledge.text").to_owned() open=open wide=true>
            <form on:submit=move |event| { event.prevent_default(); send.run(()); }>
                <Field label=t("knowledge.text.title") value=title problem=problem autocomplete="off"/>
                <Field label=t("knowledge.text.body") value=text kind=FieldKind::Lines rows=12 hint=t("knowledge.text.hint")/>
                <Problem text=submit.other_problem(&[])/>
                <div class="dialog-actions">
                    <Button text=t("save").to_owned() look=Look::Primary submits=true busy=submit.is_busy/>
                </div>
            </form>
        </Dialog>
    }
}

/// A title as the name of a document: no slashes, which would be folders.
fn file_name(title: &str) -> String {
    title.trim().replace(['/', '\\'], "-").chars().take(180).collect()
}
