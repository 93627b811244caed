//! The words around a message that every exported file has.

use parlor_shared::widget::{ExportedMessage, MessageStatus, Role};

use crate::core::{conversation::blocks::with_fallback_text, i18n::translate::Catalogue};

/// Returns an answer in Markdown: its text, and a text form of its blocks.
pub(super) fn told(message: &ExportedMessage) -> String {
    with_fallback_text(message.text.clone(), &message.blocks)
}

/// `2027-01-15` of an RFC 3339 time.
pub(super) fn day(at: &str) -> &str {
    at.get(..10).unwrap_or(at)
}

/// `2027-01-15 08:00 UTC` of an RFC 3339 time.
pub(super) fn minute(at: &str) -> String {
    format!("{} {} UTC", day(at), at.get(11..16).unwrap_or_default())
}

/// Returns the notice for an answer that was stopped, was interrupted or failed; `None` for any other message.
pub(super) fn fate<'c>(message: &ExportedMessage, catalogue: &'c Catalogue) -> Option<&'c str> {
    let key = match (message.role, message.status) {
        (Role::User, _) | (_, MessageStatus::Complete | MessageStatus::Streaming) => return None,
        (_, MessageStatus::Stopped) => "stopped",
        (_, MessageStatus::Interrupted) => "interrupted",
        (_, MessageStatus::Failed) => "error_agent",
    };
    catalogue.texts.get(key).map(String::as_str)
}
