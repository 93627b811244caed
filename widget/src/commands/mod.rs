//! Commands the loader can send to a mounted widget.

mod command;
mod run;

pub(crate) use command::Command;
pub(crate) use run::run;
