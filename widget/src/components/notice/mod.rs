//! What went wrong apart from any one message: a bar above the composer.

use leptos::prelude::*;

use super::text_button;
use crate::{
    chat::{Act, Failure, Phase},
    dom::{El, el, icon, icons},
    driver::App,
};

/// What to tell, and whether it keeps the chat closed.
pub(super) fn notice_of(app: App) -> Option<(Failure, bool)> {
    let now = app.summary.get();
    match now.phase {
        Phase::Refused(failure) => Some((failure, true)),
        _ => now.notice.map(|failure| (failure, false)),
    }
}

/// The session is over: one way on, in place of the composer, which keeps what was being written.
pub(super) fn ended(app: App) -> El {
    // The composer is back then, and takes the focus as when the chat is opened.
    let again = text_button(app, "button primary", "new_conversation", move || app.act(Act::Open));
    el("div", "ended").child(el("p", "").text_now(app.t("session_over"))).child(again)
}

/// Tells it; a closed chat can be tried again where that may help.
pub(super) fn notice(app: App, failure: Failure, closed: bool) -> El {
    let bar =
        el("div", "notice").child(icon(icons::WARNING)).child(el("p", "").text_now(app.t(failure.problem.text_key())));
    if closed && failure.retryable {
        bar.child(text_button(app, "button", "try_again", move || app.act(Act::Open)))
    } else {
        bar
    }
}
