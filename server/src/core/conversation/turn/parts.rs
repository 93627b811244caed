//! The parts of the server that turns are made of.

use std::sync::Arc;

use crate::core::{
    clock::Clock,
    conversation::{agent_port::Agents, attachment::Files},
    entropy::Entropy,
    render::Render,
    security::budget::BudgetLimits,
    store::Store,
};

/// The services that turns need from the rest of the server.
#[derive(Clone)]
pub struct Parts {
    /// Storage.
    pub store: Arc<dyn Store>,
    /// Agents that answer.
    pub agents: Arc<dyn Agents>,
    /// Markdown to nodes.
    pub render: Arc<dyn Render>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Ids and secrets.
    pub entropy: Arc<dyn Entropy>,
    /// Inspection and storage of files.
    pub files: Files,
    /// Maximum usage of conversations, addresses, widgets and teams.
    pub budget: BudgetLimits,
}
