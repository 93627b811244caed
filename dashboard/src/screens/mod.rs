//! A folder per screen.

mod agents;
mod conversations;
mod gaps;
mod home;
mod kit;
mod leads;
mod settings;
mod statistics;
mod team;
mod widgets;

pub(crate) use agents::{Agent, Agents};
pub(crate) use conversations::{Conversation, Conversations};
pub(crate) use gaps::Gaps;
pub(crate) use home::Home;
pub(crate) use kit::Kit;
pub(crate) use leads::Leads;
pub(crate) use settings::Settings;
pub(crate) use statistics::Statistics;
pub(crate) use team::Team;
pub(crate) use widgets::{Widget, Widgets};
