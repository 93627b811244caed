//! Light, dark, or as the system says. `theme.js` applies the choice before the first paint.

use std::sync::LazyLock;

use leptos::prelude::*;

use super::storage::{read, write};

/// The chosen theme; all that shows it follows.
static CHOSEN: LazyLock<ArcRwSignal<Theme>> =
    LazyLock::new(|| ArcRwSignal::new(Theme::named(&read("theme").unwrap_or_default())));

/// A theme.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system says.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Its name in storage and in the style sheet.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of this name; the system's for anything else.
    pub(crate) fn named(name: &str) -> Self {
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.name() == name).unwrap_or(Self::System)
    }
}

/// The chosen theme; a view that reads it follows.
pub(crate) fn chosen_theme() -> Theme {
    CHOSEN.get()
}

/// Chooses a theme, now and for later.
pub(crate) fn choose_theme(theme: Theme) {
    let name = (theme != Theme::System).then(|| theme.name());
    write("theme", name);
    CHOSEN.set(theme);
    let Some(root) = document().document_element() else { return };
    let _ = match name {
        Some(name) => root.set_attribute("data-theme", name),
        None => root.remove_attribute("data-theme"),
    };
}
