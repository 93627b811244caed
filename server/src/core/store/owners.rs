//! The ports of the owner's side: accounts, teams, agents, widgets.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::{AccountId, AgentId, BlueprintId, FileId, InvitationId, SecretId, SignInId, TeamId, WidgetId};

use super::failure::Stored;
use crate::core::{
    i18n::language::Translations,
    owner::{
        account::{Account, SignIn},
        agent::AgentProfile,
        file::{FileSlot, OwnerFile},
        invitation::{Invitation, InvitationKey},
        team::{ApiSecret, Member, Role, Team},
    },
    security::identity::IdentitySeed,
    widget::{KeyKind, Widget, WidgetPage, WidgetStats, blueprint::Blueprint},
};

/// The outcome of a change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use]
pub enum Saved {
    /// Written.
    Done,
    /// The object was changed by another caller since it was read: nothing was written.
    Stale,
    /// A name that must be unique belongs to another object: nothing was written.
    Taken,
}

/// Accounts and their sign-ins.
#[async_trait]
pub trait AccountStore: Send + Sync + 'static {
    /// Stores a new one; [`Saved::Taken`] when the address is another account's (compared in lower case).
    async fn insert_account(&self, account: &Account) -> Stored<Saved>;
    /// Changes name, password and whether it is active; `false` when there is no such account.
    async fn save_account(&self, account: &Account) -> Stored<bool>;
    /// Finds one.
    async fn account(&self, id: &AccountId) -> Stored<Option<Account>>;
    /// Finds one by its address, compared in lower case.
    async fn account_by_email(&self, email: &str) -> Stored<Option<Account>>;
    /// Stores a sign-in, and removes those that ended before `now`.
    async fn insert_sign_in(&self, sign_in: &SignIn, now: Timestamp) -> Stored<()>;
    /// The active account of a sign-in that has not ended.
    async fn signed_in(&self, id: &SignInId, now: Timestamp) -> Stored<Option<Account>>;
    /// Ends a sign-in.
    async fn remove_sign_in(&self, id: &SignInId) -> Stored<()>;
    /// Replaces an account's password hash and ends all its sign-ins, both or neither. Returns the number of sign-ins
    /// ended; `None` when there is no such account.
    async fn replace_password(&self, id: &AccountId, password_hash: &str) -> Stored<Option<u64>>;
    /// `true` once the first account was created.
    async fn has_accounts(&self) -> Stored<bool>;
}

/// Teams, their members and their API secrets.
#[async_trait]
pub trait TeamStore: Send + Sync + 'static {
    /// Stores a new team and its first owner.
    async fn insert_team(&self, team: &Team, owner: &AccountId) -> Stored<()>;
    /// Finds one.
    async fn team(&self, id: &TeamId) -> Stored<Option<Team>>;
    /// The teams an account is in, oldest first.
    async fn teams_of(&self, account: &AccountId) -> Stored<Vec<(Team, Role)>>;
    /// The role of an account in a team; `None` when it is not a member.
    async fn role(&self, team: &TeamId, account: &AccountId) -> Stored<Option<Role>>;
    /// A team's members, by address.
    async fn members(&self, team: &TeamId) -> Stored<Vec<Member>>;
    /// Puts an account into a team, or changes its role. `false` when the team would have no owner left: nothing was
    /// written.
    async fn set_member(&self, team: &TeamId, account: &AccountId, role: Role, at: Timestamp) -> Stored<bool>;
    /// Takes an account out of a team. `false` when the team would have no owner left: nothing was written.
    async fn remove_member(&self, team: &TeamId, account: &AccountId, at: Timestamp) -> Stored<bool>;
    /// Stores a new secret.
    async fn insert_secret(&self, secret: &ApiSecret) -> Stored<()>;
    /// A team's secrets, oldest first.
    async fn secrets(&self, team: &TeamId) -> Stored<Vec<ApiSecret>>;
    /// Finds the team that owns the secret with this hash.
    async fn team_by_secret(&self, hash: &str) -> Stored<Option<TeamId>>;
    /// Revokes a team's secret; `false` when it has no such secret.
    async fn remove_secret(&self, team: &TeamId, id: &SecretId, at: Timestamp) -> Stored<bool>;
}

/// Invitations into teams.
#[async_trait]
pub trait InvitationStore: Send + Sync + 'static {
    /// Stores a new one, replacing the team's earlier one for the same address (compared in lower case), and removes
    /// those that ended before `now`. `false` when the team has `most` for other addresses: nothing was stored.
    async fn put_invitation(&self, invitation: &Invitation, now: Timestamp, most: u32) -> Stored<bool>;
    /// A team's invitations that have not ended, oldest first.
    async fn invitations(&self, team: &TeamId, now: Timestamp) -> Stored<Vec<Invitation>>;
    /// Invitations for an address (compared in lower case) that have not ended, with their teams, oldest first.
    async fn invitations_for(&self, email: &str, now: Timestamp) -> Stored<Vec<(Invitation, Team)>>;
    /// The invitation that this key opens, with its team; `None` when it opens none that is still valid.
    async fn invitation(&self, key: &InvitationKey, now: Timestamp) -> Stored<Option<(Invitation, Team)>>;
    /// Removes a team's; `false` when it has no such invitation.
    async fn remove_invitation(&self, team: &TeamId, id: &InvitationId) -> Stored<bool>;
    /// Removes the invitation that this key opens and adds the account to its team; an existing member keeps their
    /// role. Returns the team and the account's role in it; `None` when the key opens no invitation that is still
    /// valid.
    async fn accept_invitation(
        &self,
        key: &InvitationKey,
        account: &AccountId,
        now: Timestamp,
    ) -> Stored<Option<(Team, Role)>>;
}

/// Agents.
#[async_trait]
pub trait AgentStore: Send + Sync + 'static {
    /// Stores one, replacing the one with the same id.
    async fn put_agent(&self, agent: &AgentProfile) -> Stored<()>;
    /// Finds one, deleted or not: conversations outlive their agents' deletion.
    async fn agent(&self, id: &AgentId) -> Stored<Option<AgentProfile>>;
    /// Finds a team's agent that is not deleted.
    async fn team_agent(&self, team: &TeamId, id: &AgentId) -> Stored<Option<AgentProfile>>;
    /// A team's agents that are not deleted, oldest first.
    async fn team_agents(&self, team: &TeamId) -> Stored<Vec<AgentProfile>>;
    /// Deletes a team's agent and its passages, and disconnects it from its widgets; `false` when there is none.
    async fn delete_agent(&self, team: &TeamId, id: &AgentId) -> Stored<bool>;
}

/// Blueprints.
#[async_trait]
pub trait BlueprintStore: Send + Sync + 'static {
    /// Stores a new one.
    async fn insert_blueprint(&self, blueprint: &Blueprint) -> Stored<()>;
    /// Stores a change to the revision it was read at.
    async fn save_blueprint(&self, blueprint: &Blueprint) -> Stored<Saved>;
    /// Finds a team's.
    async fn blueprint(&self, team: &TeamId, id: &BlueprintId) -> Stored<Option<Blueprint>>;
    /// A team's, oldest first.
    async fn blueprints(&self, team: &TeamId) -> Stored<Vec<Blueprint>>;
    /// Deletes one that no widget uses. [`Saved::Taken`] when one does, [`Saved::Stale`] when there is none.
    async fn delete_blueprint(&self, team: &TeamId, id: &BlueprintId) -> Stored<Saved>;
}

/// Owners' files, and the widgets that refer to them.
#[async_trait]
pub trait FileStore: Send + Sync + 'static {
    /// Stores a new one.
    async fn insert_file(&self, file: &OwnerFile) -> Stored<()>;
    /// Finds a team's.
    async fn file(&self, team: &TeamId, id: &FileId) -> Stored<Option<OwnerFile>>;
    /// A team's files without their content, oldest first.
    async fn files(&self, team: &TeamId) -> Stored<Vec<OwnerFile>>;
    /// Shows a file of the widget's team in a place of a widget, replacing the one there; `false` when the team has no
    /// such file.
    async fn attach_file(&self, widget: &WidgetId, slot: FileSlot, file: &FileId) -> Stored<bool>;
    /// Removes the file from that place; `false` when it was not there.
    async fn detach_file(&self, widget: &WidgetId, slot: FileSlot, file: &FileId) -> Stored<bool>;
    /// The files a widget shows, each with its place.
    async fn attached_files(&self, widget: &WidgetId) -> Stored<Vec<(FileSlot, FileId)>>;
    /// The file in a place of a widget.
    async fn attached_file(&self, widget: &WidgetId, slot: FileSlot) -> Stored<Option<OwnerFile>>;
}

/// Widgets, each with the settings of its blueprint.
#[async_trait]
pub trait WidgetStore: Send + Sync + 'static {
    /// Stores one unconditionally, replacing the one with the same id. Keys are unique.
    async fn put_widget(&self, widget: &Widget) -> Stored<()>;
    /// Stores a new one; [`Saved::Taken`] when its alias or a key is another widget's.
    async fn insert_widget(&self, widget: &Widget) -> Stored<Saved>;
    /// Stores a change to the revision it was read at, which goes up by one.
    async fn save_widget(&self, widget: &Widget) -> Stored<Saved>;
    /// Finds one by its id, deleted or not.
    async fn widget(&self, id: &WidgetId) -> Stored<Option<Widget>>;
    /// Finds one by a key, deleted or not.
    async fn widget_by_key(&self, kind: KeyKind, key: &str) -> Stored<Option<Widget>>;
    /// Finds a team's widget that is not deleted, by its id or alias.
    async fn team_widget(&self, team: &TeamId, id_or_alias: &str) -> Stored<Option<Widget>>;
    /// A page of a team's widgets that are not deleted.
    async fn team_widgets(&self, team: &TeamId, page: &WidgetPage) -> Stored<Vec<Widget>>;
    /// A widget's figures; `since` begins the day.
    async fn widget_stats(&self, widget: &WidgetId, since: Timestamp) -> Stored<WidgetStats>;
    /// Deletes a widget's conversations and everything that came from them.
    async fn erase_conversations(&self, widget: &WidgetId) -> Stored<()>;
    /// The allowed origins of all open widgets, each once; `*` when one of them has none.
    async fn origins(&self) -> Stored<Vec<String>>;
}

/// Seeds from which widgets' identity secrets are derived.
#[async_trait]
pub trait IdentityStore: Send + Sync + 'static {
    /// Stores a widget's seed, replacing an earlier one. The widget must exist.
    async fn put_identity_seed(&self, widget: &WidgetId, seed: &IdentitySeed) -> Stored<()>;
    /// A widget's seed.
    async fn identity_seed(&self, widget: &WidgetId) -> Stored<Option<IdentitySeed>>;
    /// Removes it; `false` when there is none.
    async fn remove_identity_seed(&self, widget: &WidgetId) -> Stored<bool>;
}

/// Translations of widgets' texts.
#[async_trait]
pub trait LanguageStore: Send + Sync + 'static {
    /// Stores a widget's translations, replacing earlier ones. Does nothing when there is no such widget.
    async fn put_translations(&self, widget: &WidgetId, translations: &Translations) -> Stored<()>;
    /// The latest translations of a widget.
    async fn translations(&self, widget: &WidgetId) -> Stored<Option<Translations>>;
}
