//! The messages of a conversation.

use maud::{Markup, PreEscaped, html};
use parlor_shared::{
    content::{Citation, Node},
    widget::{MessageStatus, Role},
};

use super::{
    blocks::{blocks, steps},
    context::{CUT, View},
};
use crate::{api::page::talk::ShownMessage, core::security::links, render::html as document};

pub(super) fn transcript(view: &View<'_>) -> Markup {
    let (talk, config) = (view.talk, &view.context.config);
    let last = talk.messages.iter().rposition(|said| said.message.role == Role::User);
    html! {
        @if let Some(earlier) = &talk.earlier {
            p.earlier { a.link href=(format!("{}?before={}", view.context.path(), earlier.as_str())) { (view.t("earlier")) } }
        } @else {
            @if !config.intro.is_empty() { p.intro dir="auto" { (config.intro) } }
            @if !view.context.greeting.is_empty() { (answer(view, &html! { (content(view, &view.context.greeting)) })) }
        }
        @if talk.messages.is_empty() && !view.context.agent.starter_prompts.is_empty() {
            (view.chips(view.context.agent.starter_prompts.iter().map(String::as_str)))
        }
        @for (at, said) in talk.messages.iter().enumerate() {
            @let newest = at + 1 == talk.messages.len() && !talk.past;
            @if said.message.role == Role::User { (question(view, said, Some(at) == last)) }
            @else { (answer(view, &told(view, said, newest))) }
        }
        @if talk.past { p.earlier { a.link href=(view.context.path()) { (view.t("scroll_down")) } } }
    }
}

/// `last`: where the page goes to when something was said.
fn question(view: &View<'_>, said: &ShownMessage, last: bool) -> Markup {
    html! {
        article.row.mine id=[last.then_some("last")] {
            h2.hidden { (view.t("you_said")) }
            div.bubble dir="auto" { (PreEscaped(document::nodes(&said.nodes, &|_| false))) }
        }
    }
}

fn answer(view: &View<'_>, inside: &Markup) -> Markup {
    html! {
        article.row.theirs {
            h2.hidden { (view.t("agent_said").replace("{name}", &view.context.agent.name)) }
            (inside)
        }
    }
}

/// An answer's document. Which pictures may be shown was decided when it was made.
fn content(view: &View<'_>, nodes: &[Node]) -> Markup {
    let mut shown = document::nodes(nodes, &|src| src.starts_with("https://"));
    // A box says its state in the visitor's language; texts are escaped, so these tags are ours.
    for (state, key) in [("disabled checked>", "done"), ("disabled>", "not_done")] {
        let told = format!("<input type=\"checkbox\" aria-label=\"{}\" {state}", document::escape(view.t(key)));
        shown = shown.replace(&format!("<input type=\"checkbox\" {state}"), &told);
    }
    html! { div.content dir="auto" { (PreEscaped(shown)) } }
}

fn told(view: &View<'_>, said: &ShownMessage, newest: bool) -> Markup {
    let (message, extras) = (&said.message, &said.message.extras);
    let running = newest && message.status == MessageStatus::Streaming;
    if running && view.waits {
        return html! { (pending(view, said)) (PreEscaped(CUT)) };
    }
    html! {
        @if newest { (PreEscaped(CUT)) }
        (steps(view, &extras.blocks))
        @if !running || !said.nodes.is_empty() { (content(view, &said.nodes)) }
        (blocks(view, message.id.as_str(), &extras.blocks, newest))
        @if running { (late(view, said)) }
        @if !extras.citations.is_empty() { (sources(view, &extras.citations)) }
        (fate(view, said, newest))
        @if newest { (next(view, said)) }
    }
}

/// While it is being written. Leaves the screen when what comes next has come.
fn pending(view: &View<'_>, said: &ShownMessage) -> Markup {
    html! { div.pending { p.thinking { (view.t("thinking")) } (halt(view, said)) } }
}

/// It takes longer than a page waits.
fn late(view: &View<'_>, said: &ShownMessage) -> Markup {
    html! {
        div.late {
            p.thinking { (view.t("thinking")) }
            a.button href=(view.context.path()) { (view.t("refresh")) }
            (halt(view, said))
        }
    }
}

fn halt(view: &View<'_>, said: &ShownMessage) -> Markup {
    view.form(
        "halt",
        "stop",
        &html! {
            button.button type="submit" name="message" value=(said.message.id.as_str()) { (view.t("stop")) }
        },
    )
}

fn sources(view: &View<'_>, citations: &[Citation]) -> Markup {
    html! {
        div.sources {
            p.label { (view.t("sources")) }
            ol {
                @for (at, citation) in citations.iter().enumerate() {
                    li { (source(at + 1, citation)) }
                }
            }
        }
    }
}

fn source(number: usize, citation: &Citation) -> Markup {
    let inside = html! { span.number aria-hidden="true" { (number) } span.name dir="auto" { (citation.title) } };
    let url = citation.url.as_deref().and_then(links::checked);
    html! {
        @if let Some(url) = url {
            a.source href=(url) target="_blank" rel="noopener noreferrer nofollow ugc" { (inside) }
        } @else {
            span.source { (inside) }
        }
    }
}

/// Renders the end of an answer that failed, was interrupted or was stopped, with a button to try again.
fn fate(view: &View<'_>, said: &ShownMessage, newest: bool) -> Markup {
    let key = match said.message.status {
        MessageStatus::Failed => "error_agent",
        MessageStatus::Interrupted => "interrupted",
        MessageStatus::Stopped => return html! { p.fate { (view.t("stopped")) } },
        MessageStatus::Complete | MessageStatus::Streaming => return html! {},
    };
    html! {
        div.fate.failed {
            span { (view.t(key)) }
            @if newest {
                (view.form("retry", "again", &html! {
                    button.link type="submit" name="message" value=(said.message.id.as_str()) { (view.t("try_again")) }
                }))
            }
        }
    }
}

/// Renders the suggested next messages as buttons.
fn next(view: &View<'_>, said: &ShownMessage) -> Markup {
    let extras = &said.message.extras;
    html! {
        @if !extras.quick_replies.is_empty() {
            (view.chips(extras.quick_replies.iter().map(|reply| reply.0.as_str())))
        }
    }
}
