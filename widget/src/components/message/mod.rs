//! One row of the transcript.

mod answer;
mod question;

use answer::Answer;
use leptos::prelude::*;
use parlor_shared::widget::Role;
use question::Question;

use crate::{
    chat::{Key, Message},
    driver::App,
};

/// A message of either side.
#[component]
pub(super) fn Row(app: App, row: Key) -> impl IntoView {
    app.row(row).map(|message| {
        let message: RwSignal<Message> = message.into();
        match message.with_untracked(|message| message.role) {
            Role::User => view! { <Question app=app message=message /> }.into_any(),
            Role::Agent => view! { <Answer app=app message=message /> }.into_any(),
        }
    })
}
