//! What happens when things break: kills, restarts, slow readers.

mod drain;
mod kills;
mod readers;
