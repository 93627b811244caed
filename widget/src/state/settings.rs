//! Appearance and language, as set by the server.

use std::sync::Arc;

use crate::reactive::prelude::*;
use parlor_shared::{config::WidgetConfig, widget::AttachmentRules};

/// The settings, shared by all readers.
pub(crate) type SettingsSignal = RwSignal<Arc<Settings>>;

/// Settings of the frame around the conversation.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Settings {
    /// The owner's configuration.
    pub(crate) config: WidgetConfig,
    /// The address of the server, with its path, without a slash at its end.
    pub(crate) host: String,
    /// Name of the agent.
    pub(crate) agent: String,
    /// Suggestions for the first message.
    pub(crate) starters: Vec<String>,
    /// Rules for files; `None` if files are not accepted.
    pub(crate) attachments: Option<AttachmentRules>,
    /// The language of dates and numbers (BCP 47).
    pub(crate) language: String,
}

impl Settings {
    /// Returns the name shown for the agent.
    pub(crate) fn agent_name(&self) -> String {
        if self.agent.is_empty() { self.config.title.clone() } else { self.agent.clone() }
    }

    /// Resolves an address from the server: absolute, or a path below the server's address.
    pub(crate) fn on_server(&self, address: &str) -> String {
        if address.starts_with('/') { [&self.host, address].concat() } else { address.to_owned() }
    }
}
