//! Light, dark, or as the system says. `theme.js` applies the choice before the first paint.

use leptos::prelude::document;

use super::storage::{read, write};

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

/// The chosen theme.
pub(crate) fn chosen_theme() -> Theme {
    Theme::named(&read("theme").unwrap_or_default())
}

/// Chooses a theme, now and for later.
pub(crate) fn choose_theme(theme: Theme) {
    let name = (theme != Theme::System).then(|| theme.name());
    write("theme", name);
    let Some(root) = document().document_element() else { return };
    let _ = match name {
        Some(name) => root.set_attribute("data-theme", name),
        None => root.remove_attribute("data-theme"),
    };
}
