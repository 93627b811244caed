//! A short word about the state of a thing.

use leptos::prelude::*;

/// Meaning of a badge; the text says it too.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tone {
    /// Nothing to do.
    #[default]
    Neutral,
    /// As it should be.
    Good,
    /// Look at it.
    Warning,
    /// Somebody waits, or something failed.
    Bad,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "badge",
            Self::Good => "badge badge-good",
            Self::Warning => "badge badge-warning",
            Self::Bad => "badge badge-bad",
        }
    }
}

/// A badge.
#[component]
pub(crate) fn Badge(
    /// Its meaning.
    #[prop(optional)]
    tone: Tone,
    /// One or two words.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <span class=tone.class()>{text}</span> }
}
