//! The owner's side: accounts, and what members and programs do for a team.
//!
//! | Service | Does |
//! |---|---|
//! | [`AccountService`] | registers, signs in and out, joins teams |
//! | [`inbox::Inbox`] | conversations, activity, figures, gaps |
//! | [`WidgetAdmin`] | widgets, blueprints, pictures, identity secrets |
//! | [`AgentAdmin`] | agents and their documents |
//! | [`TeamAdmin`] | members, invitations, API secrets, leads |

pub mod account;
mod accounts;
pub mod agent;
mod agent_admin;
mod blueprints;
mod checks;
pub mod credential;
pub mod figures;
pub mod file;
mod identity_secrets;
pub mod inbox;
pub mod invitation;
mod invitations;
pub mod live;
pub mod model_options;
mod pictures;
pub mod setup;
pub mod statistics;
pub mod team;
mod team_admin;
mod widget_admin;

pub use accounts::{AccountService, Authentication, Newcomer, register, replace_password};
pub use agent_admin::{AgentAdmin, AgentChange, MOST_DOCUMENTS, NewAgent};
pub use blueprints::{BlueprintChange, NewBlueprint};
pub use checks::{check_origins, check_settings, is_meta_name};
pub use team_admin::TeamAdmin;
pub use widget_admin::{Conversations, WidgetAdmin};
