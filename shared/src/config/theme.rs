//! What the chat looks like: what the owner chose, and what the server worked out from it.

use serde::{Deserialize, Serialize};

/// Colours and shapes.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Theme {
    /// Light, dark, or as the visitor's system says.
    pub mode: ThemeMode,
    /// High contrast always, or when the visitor's system asks for it.
    pub contrast: Contrast,
    /// Brand colour, `#rrggbb`.
    pub brand: String,
    /// The colour of text on the brand colour, `#rrggbb`: contrast at least 4.5.
    pub on_brand: String,
    /// What the server worked out from the brand colour.
    pub palettes: Palettes,
    /// Roundness of the panel in CSS pixels, 0 to 28, default 16; everything inside follows in proportion.
    pub radius: u8,
    /// How much room there is between things.
    pub density: Density,
    /// Font families as in CSS, at most 200 characters; empty for the system's.
    pub font: String,
    /// The shadow below launcher and panel.
    pub shadow: Shadow,
}

/// One palette for each way to look.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Palettes {
    /// On a light panel.
    pub light: Palette,
    /// On a dark panel.
    pub dark: Palette,
    /// On a white panel, in high contrast.
    pub light_contrast: Palette,
    /// On a black panel, in high contrast.
    pub dark_contrast: Palette,
}

/// Colours from one brand colour, each `#rrggbb`. Text has a contrast of at least 4.5 and parts of controls of at least 3
/// (WCAG 2.2, 1.4.3 and 1.4.11); in high contrast 7 and 4.5 (1.4.6).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Palette {
    /// What the visitor's messages and the main buttons are filled with.
    pub fill: String,
    /// The same below the pointer.
    pub fill_hover: String,
    /// Text and icons on both.
    pub on_fill: String,
    /// The rim of what is filled: the fill itself where that can be told from the panel.
    pub edge: String,
    /// Links, and text of buttons in the brand's colour; also the ring around what has the focus.
    pub accent: String,
}

/// Light, dark, or as the visitor's system says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ThemeMode {
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// `prefers-color-scheme`.
    #[default]
    Auto,
}

/// When to show high contrast.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Contrast {
    /// `prefers-contrast`.
    #[default]
    Auto,
    /// Always.
    More,
}

/// How much room there is between things.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Density {
    /// Little.
    Compact,
    /// The usual.
    #[default]
    Comfortable,
    /// Much.
    Spacious,
}

/// The shadow below launcher and panel.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Shadow {
    /// None; a thin line tells the panel from the page.
    None,
    /// The usual.
    #[default]
    Soft,
    /// Dark and wide.
    Strong,
}
