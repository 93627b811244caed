//! What went wrong apart from any one message.

use leptos::prelude::*;

use super::icon::{self, icon};
use crate::{
    chat::{Act, Failure, Phase},
    driver::App,
};

/// A bar above the composer; absent when all is well.
#[component]
pub(super) fn Notice(app: App) -> impl IntoView {
    let failure: Memo<Option<(Failure, bool)>> = Memo::new(move |_| {
        app.summary.with(|now| match now.phase {
            Phase::Refused(failure) => Some((failure, true)),
            _ => now.notice.map(|failure| (failure, false)),
        })
    });
    move || {
        failure.get().map(|(failure, closed)| {
            let again = (closed && failure.retryable).then(|| view! { class = "p",
                <button type="button" class="button" on:click=move |_| app.act(Act::Open)>
                    {move || app.texts.get("try_again")}
                </button>
            });
            view! { class = "p",
                <div class="notice">
                    {icon(icon::WARNING)}
                    <p>{move || app.texts.get(failure.problem.text_key())}</p>
                    {again}
                </div>
            }
        })
    }
}
