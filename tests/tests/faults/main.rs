//! Behaviour under faults: kills, restarts, slow readers.

mod backup;
mod drain;
mod erase;
mod kills;
mod readers;
mod retries;
mod transcripts;
