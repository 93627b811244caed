//! Time of a message.

use crate::reactive::prelude::*;

use super::props::MessageProps;
use crate::{
    dom::{El, el},
    hooks::local_time,
    state::SettingsSignal,
};

/// Adds the time to a row: visible while the pointer or the focus is there, and last for screen readers.
pub(super) fn with_time(props: MessageProps, row: El) -> El {
    let MessageProps { message, settings, .. } = props;
    row.slot(move || message.get().sent_at.clone(), move |at| time(settings, at))
}

/// Creates the time; nothing for rows without one: the greeting, and messages not yet on the server.
fn time(settings: SettingsSignal, at: &str) -> Option<El> {
    let shown = local_time(at, &settings.get_untracked().language)?;
    Some(el("time", "when").attr("datetime", at).text(&shown))
}
