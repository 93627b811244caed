//! When it was said.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    chat::Message,
    dom::{El, el},
    driver::App,
    hooks::local_time,
};

/// Adds the time to a row: seen while the pointer or the focus is there, and the last thing a screen reader finds.
pub(super) fn with_time(app: App, message: RwSignal<Arc<Message>>, row: El) -> El {
    row.slot(move || message.get().sent_at.clone(), move |at| time(app, at))
}

/// Nothing for what has no time: the greeting, and what the server does not have yet.
fn time(app: App, at: &str) -> Option<El> {
    let shown = local_time(at, &app.about.get_untracked().language)?;
    Some(el("time", "when").attr("datetime", at).text(&shown))
}
