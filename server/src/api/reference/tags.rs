//! The groups of operations.

use utoipa::openapi::tag::{Tag, TagBuilder};

/// In the order they are shown. Every operation has exactly one of them.
const TAGS: [(&str, &str); 14] = [
    (
        "Widget: conversation",
        "Native API: a visitor's conversation. Replies are `{\"data\": …}`, errors `{\"error\": {\"code\", \"message\", …}}`.",
    ),
    ("Widget: launcher", "Native API: the look of the closed widget, readable by every page."),
    ("Widget: leads and events", "Native API: what a widget's owner wants to know of a visitor."),
    ("Owner: sign-in", "Owners' API: signing in and out. Errors are `{\"error\", \"field\"?}`."),
    ("Owner: agents", "Owners' API: agents and the documents they answer from."),
    ("Owner: conversations", "Owners' API: conversations, what happens in them, figures and gaps."),
    ("Owner: widgets", "Owners' API: settings, keys, identity, blueprints and files of widgets."),
    ("Owner: team", "Owners' API: members and API secrets."),
    ("NexonTech", "NexonTech's chatbot API. Errors are `{\"error\"}`."),
    ("NodeLoom: dashboard", "NodeLoom's widget management. Errors are `{\"error\", \"field\"?}`."),
    ("NodeLoom: widget", "NodeLoom's public chat. Errors are `{\"error\", \"field\"?}`."),
    (
        "Caty",
        "Caty's widget API. Replies are `{\"success\": true, …}`, errors `{\"success\": false, \"error\", \"code\"}`.",
    ),
    ("ChatBotKit: widgets", "ChatBotKit's widget integrations. Errors are `{\"message\", \"code\"}`."),
    (
        "ChatBotKit: conversations",
        "ChatBotKit's sessions and their conversations. Errors are `{\"message\", \"code\"}`.",
    ),
];

pub(super) fn all() -> Vec<Tag> {
    TAGS.into_iter().map(|(name, about)| TagBuilder::new().name(name).description(Some(about)).build()).collect()
}
