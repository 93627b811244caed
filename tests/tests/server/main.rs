//! The server's parts against real services, files and databases: a module for each.

mod agents;
mod attachments;
mod commands;
mod corpora;
mod cost;
mod deploying;
mod knowledge;
mod operating;
mod outbound;
mod policies;
mod render;
mod store;
