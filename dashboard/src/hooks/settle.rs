//! A signal that follows another once it stays as it is for a moment.

use std::time::Duration;

use leptos::{leptos_dom::helpers::debounce, prelude::*};

/// Between two letters of somebody who types.
const MOMENT: Duration = Duration::from_millis(250);

/// Follows `typed` when nobody types any more.
pub(crate) fn settled(typed: RwSignal<String>) -> RwSignal<String> {
    let settled = RwSignal::new(typed.get_untracked());
    let mut follow = debounce(MOMENT, move |text: String| {
        if settled.with_untracked(|old| *old != text) {
            settled.set(text);
        }
    });
    Effect::new(move |_| follow(typed.get()));
    settled
}
