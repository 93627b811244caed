//! Names of states in the database.

use parlor_shared::widget::{MessageStatus, Role};

use crate::core::store::{StoreError, Stored};

pub(super) const fn role(role: Role) -> &'static str {
    match role {
        Role::User => "user",
        Role::Agent => "agent",
    }
}

pub(super) fn parse_role(name: &str) -> Stored<Role> {
    match name {
        "user" => Ok(Role::User),
        "agent" => Ok(Role::Agent),
        other => Err(StoreError::Broken(format!("no role is called {other}"))),
    }
}

pub(super) const fn status(status: MessageStatus) -> &'static str {
    match status {
        MessageStatus::Complete => "complete",
        MessageStatus::Streaming => "streaming",
        MessageStatus::Stopped => "stopped",
        MessageStatus::Interrupted => "interrupted",
        MessageStatus::Failed => "failed",
    }
}

pub(super) fn parse_status(name: &str) -> Stored<MessageStatus> {
    Ok(match name {
        "complete" => MessageStatus::Complete,
        "streaming" => MessageStatus::Streaming,
        "stopped" => MessageStatus::Stopped,
        "interrupted" => MessageStatus::Interrupted,
        "failed" => MessageStatus::Failed,
        other => return Err(StoreError::Broken(format!("no status is called {other}"))),
    })
}
