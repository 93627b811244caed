//! The role of a tab.

use crate::hooks::Timer;

/// The role of this tab: the leading tab talks to the server.
#[derive(Default)]
pub(super) enum TabRole {
    /// The tab has not looked for others, so it talks to the server.
    #[default]
    Apart,
    /// The tab waits for the script to decide.
    Waits(#[expect(dead_code, reason = "runs until it is dropped")] Option<Timer>),
    /// Another tab talks to the server.
    Listens,
    /// This tab talks to the server.
    Speaks,
}
