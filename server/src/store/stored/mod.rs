//! JSON in columns, as types of its own: what is stored does not change when the domain or an API does.

pub(super) mod agent_spec;
pub(super) mod settings;
