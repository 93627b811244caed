//! One row of the transcript.

mod answer;
mod question;
mod time;

use std::sync::Arc;

use answer::answer;
use leptos::prelude::*;
use parlor_shared::widget::Role;
use question::question;
use time::with_time;

use crate::{
    chat::{Key, Message},
    dom::{El, el},
    driver::App,
};

/// A message of either side.
pub(super) fn row(app: App, key: Key) -> El {
    let Some(message) = app.row(key) else { return el("div", "") };
    let message: RwSignal<Arc<Message>> = message.into();
    let row = match message.get_untracked().role {
        Role::User => question(app, message),
        Role::Agent => answer(app, message),
    };
    with_time(app, message, row)
}
