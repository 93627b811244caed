//! Names of states in the database.

use parlor_shared::{
    owner::ConversationStatus,
    widget::{FeedbackValue, MessageStatus, Role},
};

use crate::core::{
    conversation::attachment::Kind,
    owner::{
        file::{FileSlot, PictureKind},
        team,
    },
    store::{StoreError, Stored},
};

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

pub(super) const fn conversation_status(status: ConversationStatus) -> &'static str {
    match status {
        ConversationStatus::Bot => "bot",
        ConversationStatus::Waiting => "waiting",
        ConversationStatus::Person => "person",
        ConversationStatus::Resolved => "resolved",
        ConversationStatus::Spam => "spam",
    }
}

pub(super) fn parse_conversation_status(name: &str) -> Stored<ConversationStatus> {
    Ok(match name {
        "bot" => ConversationStatus::Bot,
        "waiting" => ConversationStatus::Waiting,
        "person" => ConversationStatus::Person,
        "resolved" => ConversationStatus::Resolved,
        "spam" => ConversationStatus::Spam,
        other => return Err(StoreError::Broken(format!("no status of a conversation is called {other}"))),
    })
}

pub(super) const fn rating(value: FeedbackValue) -> &'static str {
    match value {
        FeedbackValue::Up => "up",
        FeedbackValue::Down => "down",
    }
}

pub(super) fn parse_rating(name: &str) -> Stored<FeedbackValue> {
    match name {
        "up" => Ok(FeedbackValue::Up),
        "down" => Ok(FeedbackValue::Down),
        other => Err(StoreError::Broken(format!("no rating is called {other}"))),
    }
}

pub(super) const fn team_role(role: team::Role) -> &'static str {
    match role {
        team::Role::Viewer => "viewer",
        team::Role::Editor => "editor",
        team::Role::Owner => "owner",
    }
}

pub(super) fn parse_team_role(name: &str) -> Stored<team::Role> {
    Ok(match name {
        "viewer" => team::Role::Viewer,
        "editor" => team::Role::Editor,
        "owner" => team::Role::Owner,
        other => return Err(StoreError::Broken(format!("no role in a team is called {other}"))),
    })
}

pub(super) const fn picture(kind: PictureKind) -> &'static str {
    match kind {
        PictureKind::Png => "png",
        PictureKind::Jpeg => "jpeg",
        PictureKind::Gif => "gif",
        PictureKind::Webp => "webp",
    }
}

pub(super) fn parse_picture(name: &str) -> Stored<PictureKind> {
    Ok(match name {
        "png" => PictureKind::Png,
        "jpeg" => PictureKind::Jpeg,
        "gif" => PictureKind::Gif,
        "webp" => PictureKind::Webp,
        other => return Err(StoreError::Broken(format!("no picture is called {other}"))),
    })
}

pub(super) const fn slot(slot: FileSlot) -> &'static str {
    match slot {
        FileSlot::Bar => "bar",
        FileSlot::User => "user",
        FileSlot::Bot => "bot",
        FileSlot::Button => "button",
    }
}

pub(super) fn parse_slot(name: &str) -> Stored<FileSlot> {
    Ok(match name {
        "bar" => FileSlot::Bar,
        "user" => FileSlot::User,
        "bot" => FileSlot::Bot,
        "button" => FileSlot::Button,
        other => return Err(StoreError::Broken(format!("no place of a file is called {other}"))),
    })
}

pub(super) fn parse_kind(name: &str) -> Stored<Kind> {
    let named = Kind::ALL.into_iter().find(|kind| kind.name() == name);
    named.ok_or_else(|| StoreError::Broken(format!("no kind of file is called {name}")))
}
