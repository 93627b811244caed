//! The latest of several questions: a slower reply to an earlier one must not replace its reply.

use leptos::prelude::*;

/// Counts questions.
#[derive(Clone, Copy)]
pub(super) struct Latest(StoredValue<u32>);

/// One question of several.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Turn(u32);

impl Latest {
    /// Nothing asked yet.
    pub(super) fn new() -> Self {
        Self(StoredValue::new(0))
    }

    /// Another question: those before it are no longer the latest.
    pub(super) fn ask(self) -> Turn {
        let next = self.0.try_update_value(|turn| {
            *turn += 1;
            *turn
        });
        Turn(next.unwrap_or_default())
    }

    /// The reply to it is still wanted: nothing was asked after it, and the screen is still there.
    pub(super) fn is(self, turn: Turn) -> bool {
        self.0.try_get_value() == Some(turn.0)
    }
}
