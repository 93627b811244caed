//! Failures that belong to no message: a bar above the composer.

use crate::reactive::prelude::*;

use super::buttons::text_button;
use crate::{
    chat::{Failure, Phase, Summary, UserAction},
    dom::{El, el, icon, icons},
    i18n::Texts,
    state::Dispatch,
};

/// Returns the failure to show, and true if it keeps the chat closed.
pub(super) fn notice_of(summary: RwSignal<Summary>) -> Option<(Failure, bool)> {
    let now = summary.get();
    match now.phase {
        Phase::Refused(failure) => Some((failure, true)),
        _ => now.notice.map(|failure| (failure, false)),
    }
}

/// Creates the end of the session: a button for a new conversation in place of the composer, which keeps its draft.
pub(super) fn ended(texts: Texts, dispatch: Dispatch) -> El {
    // The composer then appears again, and takes the focus as when the chat is opened.
    let again = text_button(texts, "button primary", "new_conversation", move || dispatch.act(UserAction::Open));
    el("div", "ended").child(el("p", "").bind_text(texts.signal("session_over"))).child(again)
}

/// Creates the bar; a closed chat offers another try if that may help.
pub(super) fn notice(texts: Texts, dispatch: Dispatch, failure: Failure, closed: bool) -> El {
    let text = texts.signal(failure.problem.text_key());
    let bar = el("div", "notice").child(icon(icons::WARNING)).child(el("p", "").bind_text(text));
    if closed && failure.retryable {
        bar.child(text_button(texts, "button", "try_again", move || dispatch.act(UserAction::Open)))
    } else {
        bar
    }
}
