//! What keeps a server safe and affordable under attack.

pub mod budget;
