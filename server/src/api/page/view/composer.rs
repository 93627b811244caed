//! The form for the next message.

use maud::{Markup, html};

use super::context::View;
use crate::{api::page::refusal::Refusal, core::conversation::turn::LONGEST_MESSAGE};

/// Not there while an answer is being written: the page would be replaced under the visitor's hands. What was refused
/// stands in it all the same.
pub(super) fn composer(view: &View<'_>) -> Markup {
    let (config, draft) = (&view.context.config, view.draft);
    let shown = draft.refusal.is_some() || view.talk.running().is_none();
    let placeholder = if config.placeholder.is_empty() { view.t("placeholder") } else { &config.placeholder };
    let wrong = draft.refusal.is_some();
    html! {
        footer.foot {
            @if let Some(refusal) = &draft.refusal { (reason(view, refusal)) }
            @if shown && !view.talk.past {
                (view.form("write", "say", &html! {
                    label.hidden for="text" { (view.t("message")) }
                    textarea #text name="text" rows="3" maxlength=(LONGEST_MESSAGE) required dir="auto" placeholder=(placeholder)
                        aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then_some("reason")] autofocus[wrong]
                        // A line end after the tag is not part of the text; so one that is stays.
                        { "\n" (draft.text) }
                    button.button.primary type="submit" { (view.t("send")) }
                }))
            }
            @if config.powered_by { p.powered { (view.t("powered_by")) } }
        }
    }
}

fn reason(view: &View<'_>, refusal: &Refusal) -> Markup {
    let count = refusal.count.map(|count| count.to_string()).unwrap_or_default();
    html! {
        p.notice #reason role="alert" { (view.t("not_sent")) " " (view.t(refusal.text).replace("{count}", &count)) }
    }
}
