//! A conversation as one HTML page: no script, nothing from anywhere, good to print.

use std::sync::LazyLock;

use base64::{Engine, prelude::BASE64_STANDARD};
use parlor_shared::{
    content::{Element, Node},
    widget::{ExportedConversation, ExportedMessage, Role},
};
use sha2::{Digest, Sha256};

use super::wording::{fate, minute};
use crate::{
    core::{
        conversation::{blocks::with_fallback_text, rendered::Rendered},
        i18n::translate::Catalogue,
        render::Render,
    },
    render::html::{document, escape},
};

const STYLE: &str = include_str!("page.css");

/// The content security policy of the exported page: its own style sheet, and nothing else.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let digest = BASE64_STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
});

/// The same, for the header.
pub(super) fn policy() -> String {
    format!("{}; frame-ancestors 'none'; sandbox", *POLICY)
}

/// The whole page.
pub(super) fn write(
    conversation: &ExportedConversation,
    rendered: &[Rendered],
    catalogue: &Catalogue,
    render: &dyn Render,
) -> String {
    let title = escape(&conversation.title);
    let messages = conversation.messages.iter().zip(rendered);
    let messages: String =
        messages.map(|(message, nodes)| article(message, nodes, &conversation.agent, catalogue, render)).collect();
    format!(
        "<!doctype html>\n<html lang=\"{}\" dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<header>\n<h1 dir=\"auto\">{title}</h1>\n<p>{}</p>\n</header>\n<main>\n{messages}</main>\n</body>\n</html>\n",
        catalogue.language,
        catalogue.direction,
        *POLICY,
        time(&conversation.created_at),
    )
}

fn article(
    message: &ExportedMessage,
    its: &Rendered,
    agent: &str,
    catalogue: &Catalogue,
    render: &dyn Render,
) -> String {
    let class = match message.role {
        Role::User => "mine",
        Role::Agent => "theirs",
    };
    // Blocks are written as text after the message.
    let words = with_fallback_text(String::new(), &message.blocks);
    let beside = if words.is_empty() { String::new() } else { document(&render.markdown(&words)) };
    let who = escape(&catalogue.speaker(message.role, agent));
    let fate = fate(message, catalogue).map(|fate| format!("<p class=\"fate\">{}</p>\n", escape(fate)));
    format!(
        "<article class=\"{class}\">\n<h2>{who} {}</h2>\n<div dir=\"auto\">{}{beside}</div>\n{}{}{}</article>\n",
        time(&message.created_at),
        document(&its.nodes()),
        files(message),
        fate.unwrap_or_default(),
        sources(message),
    )
}

fn time(at: &str) -> String {
    format!("<time datetime=\"{}\">{}</time>", escape(at), escape(&minute(at)))
}

/// The names of a visitor's files.
fn files(message: &ExportedMessage) -> String {
    list("files", message.attachments.iter().map(|file| vec![Node::Text(file.name.clone())]))
}

/// Renders the sources of an answer as a list of links.
fn sources(message: &ExportedMessage) -> String {
    let link = |href: &String| Node::Open(Element::Link { href: href.clone() });
    let items = message.citations.iter().map(|citation| {
        let mut nodes: Vec<_> = citation.url.iter().map(link).collect();
        nodes.push(Node::Text(citation.title.clone()));
        nodes.extend(citation.url.iter().map(|_| Node::Close));
        nodes
    });
    list("sources", items)
}

/// A list, each item as nodes; nothing without items.
fn list(class: &str, items: impl Iterator<Item = Vec<Node>>) -> String {
    let mut nodes = vec![Node::Open(Element::List)];
    for item in items {
        nodes.push(Node::Open(Element::Item));
        nodes.extend(item);
        nodes.push(Node::Close);
    }
    if nodes.len() == 1 {
        return String::new();
    }
    format!("<div class=\"{class}\" dir=\"auto\">{}</div>\n", document(&nodes))
}
