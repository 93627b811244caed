//! Agents: the list, and one with what it knows, a question to try, and how it answers.

mod ask;
mod end;
mod knowledge;
mod list;
mod one;
mod specification;
mod test;
mod upload;

pub(crate) use list::Agents;
pub(crate) use one::Agent;
