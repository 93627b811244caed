//! An answer in the making: a numbered log that followers read at their own pace, and a way to stop it.
//!
//! The log is the only buffer. A follower holds a number, not a queue: a slow one costs nothing and a new one can start
//! anywhere. Events are numbered 1, 2, 3 … without gaps; 0 is the start itself. The last is terminal.

pub mod compact;
mod event;
mod follower;
mod live;
mod patch_cache;
mod registry;
#[cfg(test)]
mod tests;

pub use event::{Done, LogChunk, RunEvent, Snapshot};
pub use follower::{FollowStep, Follower};
pub use live::LiveRun;
pub use registry::Runs;
