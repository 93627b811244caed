//! Roles in a team.

use parlor_shared::owner::TeamRole;

use crate::i18n::t;

/// Roles: name on the wire, and text.
const ROLES: [(&str, &str); 3] = [("viewer", "role.viewer"), ("editor", "role.editor"), ("owner", "role.owner")];

/// The role of this name.
pub(super) fn role(name: &str) -> TeamRole {
    match name {
        "owner" => TeamRole::Owner,
        "editor" => TeamRole::Editor,
        _ => TeamRole::Viewer,
    }
}

/// The name of a role on the wire.
pub(super) const fn role_name(role: TeamRole) -> &'static str {
    match role {
        TeamRole::Owner => "owner",
        TeamRole::Editor => "editor",
        TeamRole::Viewer => "viewer",
    }
}

/// The roles to choose from.
pub(super) fn choices() -> Vec<(String, String)> {
    ROLES.map(|(name, text)| (name.to_owned(), t(text).to_owned())).to_vec()
}
