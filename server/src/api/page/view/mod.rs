//! The page's HTML. Templates are checked when they are compiled, and escape what they are given.
//!
//! A page with an answer in progress is sent in two parts, split at [`CUT`]: first everything up to the answer, then,
//! once the answer has ended, the answer and the form for the next message.

mod blocks;
mod composer;
mod context;
mod transcript;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use self::context::View;
pub(super) use self::context::{CUT, Draft};
use super::{
    form_token::{FormOffer, FormToken},
    page_context::{PageContext, text},
    refusal::Refusal,
    style::{self, PageTheme},
    talk::Transcript,
};
use crate::core::{i18n::translate::Catalogue, widget::settings::Feature};

/// The page. `waits`: its answer comes with the second half.
pub(super) fn page(context: &PageContext, talk: &Transcript, token: &FormToken, draft: &Draft, waits: bool) -> Markup {
    let view = View { context, talk, token, draft, waits };
    let theme = style::theme(&context.settings);
    let title = match &draft.refusal {
        Some(_) => [view.t("not_sent"), " ", &context.config.title].concat(),
        None => context.config.title.clone(),
    };
    document(
        context.catalogue,
        &theme,
        &title,
        &html! {},
        &html! {
            (header(&view))
            main.log { (transcript::transcript(&view)) }
            (composer::composer(&view))
        },
    )
}

fn header(view: &View<'_>) -> Markup {
    let context = view.context;
    let restart = context.settings.has(Feature::RestartConversation) && !view.talk.messages.is_empty();
    html! {
        header.header {
            div.avatar aria-hidden="true" { (context.agent.name.chars().next().map(String::from).unwrap_or_default()) }
            h1.title.who { (context.config.title) }
            @if restart {
                details.anew {
                    summary.button { (view.t("new_conversation")) }
                    (view.form("question", "restart", &html! {
                        p { (view.t("new_conversation_question")) }
                        button.button.primary type="submit" { (view.t("new_conversation_yes")) }
                    }))
                }
            }
        }
    }
}

/// A page that leads to the conversation's at once. What comes to us from another site does not bring our cookie; what
/// comes from a page of ours does.
pub(super) fn interstitial(context: &PageContext, theme: &PageTheme) -> Markup {
    let path = format!("{}?from=here", context.path());
    let at_once = html! { meta http-equiv="refresh" content=(format!("0; url={path}")); };
    document(
        context.catalogue,
        theme,
        &context.config.title,
        &at_once,
        &html! {
            main.alone {
                h1 { (context.config.title) }
                p { a href=(path) { (text(context.catalogue, "continue")) } }
            }
        },
    )
}

/// A page that asks whether the widget's conversation shall go on here; the link leads to the page as for anybody.
pub(super) fn offering(context: &PageContext, offer: &FormOffer, theme: &PageTheme) -> Markup {
    let path = context.path();
    document(
        context.catalogue,
        theme,
        &context.config.title,
        &html! {},
        &html! {
            main.alone {
                h1 { (context.config.title) }
                form method="post" action=(path) {
                    input type="hidden" name="do" value="adopt";
                    input type="hidden" name="key" value=(offer.key);
                    input type="hidden" name="seal" value=(offer.seal);
                    button.button.primary type="submit" { (text(context.catalogue, "continue")) }
                }
                p { a href=(format!("{path}?from=here")) { (text(context.catalogue, "new_conversation")) } }
            }
        },
    )
}

/// A page that says why there is no chat. `written`: what the visitor wrote, for them to keep.
pub(super) fn refused(catalogue: &Catalogue, refusal: &Refusal, theme: &PageTheme, written: &str) -> Markup {
    let said = text(catalogue, refusal.text);
    document(
        catalogue,
        theme,
        said,
        &html! {},
        &html! {
            main.alone {
                h1 { (said) }
                @if !written.is_empty() {
                    label { (text(catalogue, "message")) textarea rows="6" readonly { (written) } }
                }
            }
        },
    )
}

fn document(catalogue: &Catalogue, theme: &PageTheme, title: &str, head: &Markup, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(catalogue.language) dir=(catalogue.direction) class=(theme.classes) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                (head)
                title { (title) }
                // Every page of this kind is one level deep.
                link rel="stylesheet" href=(["..", style::path()].concat());
                style { (PreEscaped(&theme.css)) }
            }
            body.panel { (body) }
        }
    }
}
