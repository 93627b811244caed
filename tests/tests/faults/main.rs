//! What happens when things break: kills, restarts, slow readers.

mod backup;
mod drain;
mod erase;
mod kills;
mod readers;
