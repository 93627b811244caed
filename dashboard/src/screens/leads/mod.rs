//! Leads: who wants to hear from the team.

mod detail;
mod list;

pub(crate) use list::Leads;
