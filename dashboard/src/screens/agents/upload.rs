//! Files for an agent, dropped or chosen.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File, FileList};

use crate::{
    api::{
        Failure,
        documents::{self, Document, NewDocument},
    },
    hooks::Load,
    i18n::{count, fill, t},
    kit::{Button, Icon, Problem, Shape, toast},
};

/// The largest file, in bytes, as the server takes it.
const LARGEST: f64 = 10.0 * 1024.0 * 1024.0;
/// Endings that the browser's window offers.
const KINDS: &str = ".md,.txt,.html,.htm,.csv,.tsv,.pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp";

/// A place to drop files on, with a button that opens the browser's window.
#[component]
pub(super) fn Upload(agent: String, shown: Load<Vec<Document>>) -> impl IntoView {
    let input: NodeRef<html::Input> = NodeRef::new();
    let (is_over, waiting) = (RwSignal::new(false), RwSignal::new(0usize));
    let problem = RwSignal::new(None::<String>);
    let take = move |files: Option<FileList>| {
        let files: Vec<File> =
            files.iter().flat_map(|files| (0..files.length()).filter_map(|at| files.get(at))).collect();
        if files.is_empty() || waiting.get_untracked() > 0 {
            return;
        }
        problem.set(None);
        waiting.set(files.len());
        let agent = agent.clone();
        spawn_local(async move { send(agent, files, waiting, problem, shown).await });
    };
    let dropped = {
        let take = take.clone();
        move |event: DragEvent| {
            event.prevent_default();
            is_over.set(false);
            take(event.data_transfer().and_then(|data| data.files()));
        }
    };
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        take(input.files());
        input.set_value("");
    };
    let open = move |()| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let state = move || match waiting.get() {
        0 => t("upload.hint").to_owned(),
        left => count("upload.waiting", left as u64),
    };
    view! {
        <div class="drop" class:drop-over=move || is_over.get() on:drop=dropped
            on:dragover=move |event| { event.prevent_default(); is_over.set(true); } on:dragleave=move |_| is_over.set(false)>
            <Icon shape=Shape::Upload/>
            <div class="drop-text"><p>{t("upload.title")}</p><p class="hint" role="status">{state}</p></div>
            <Button text=t("upload.choose").to_owned() busy=Signal::derive(move || waiting.get() > 0) on_press=open/>
            <input type="file" multiple=true accept=KINDS node_ref=input class="visually-hidden" tabindex="-1"
                aria-label=t("upload.choose") on:change=chosen/>
        </div>
        <Problem text=problem/>
    }
}

/// Sends one file after the other, so that each counts as done when the server has it.
async fn send(
    agent: String,
    files: Vec<File>,
    waiting: RwSignal<usize>,
    problem: RwSignal<Option<String>>,
    shown: Load<Vec<Document>>,
) {
    let (mut taken, mut refused) = (0, Vec::new());
    for file in files {
        match one(&agent, &file).await {
            Ok(list) => {
                taken += 1;
                shown.set(list);
            }
            Err(reason) => refused.push(fill("upload.refused", &[("name", &file.name()), ("reason", &reason)])),
        }
        waiting.update(|left| *left = left.saturating_sub(1));
    }
    if taken > 0 {
        toast(count("upload.taken", taken));
    }
    problem.set((!refused.is_empty()).then(|| refused.join("\n")));
}

async fn one(agent: &str, file: &File) -> Result<Vec<Document>, String> {
    if file.size() > LARGEST {
        return Err(t("upload.too_large").to_owned());
    }
    let bytes = JsFuture::from(file.array_buffer()).await.map_err(|_| t("upload.unreadable").to_owned())?;
    let data = BASE64_STANDARD.encode(js_sys::Uint8Array::new(&bytes).to_vec());
    let document = NewDocument { name: file.name(), text: None, data: Some(data) };
    documents::add(agent.to_owned(), document).await.map_err(|failure: Failure| failure.text())
}
