//! The chat's appearance: the owner's choices and the colours the server derives from them.

use serde::{Deserialize, Serialize};

/// Colours and shapes.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Theme {
    /// Light, dark, or as set on the visitor's system.
    pub mode: ThemeMode,
    /// High contrast always, or when the visitor's system asks for it.
    pub contrast: Contrast,
    /// Brand colour, `#rrggbb`.
    pub brand: String,
    /// The colour of text on the brand colour, `#rrggbb`: contrast at least 4.5.
    pub on_brand: String,
    /// Colours the server derived from the brand colour.
    pub palettes: Palettes,
    /// Roundness of the panel in CSS pixels, 0 to 28, default 16; everything inside follows in proportion.
    pub radius: u8,
    /// Amount of space between elements.
    pub density: Density,
    /// Font families as in CSS, at most 200 characters; empty for the system's.
    pub font: String,
    /// The shadow below launcher and panel.
    pub shadow: Shadow,
}

/// One palette for each combination of mode and contrast.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Palettes {
    /// Palette for a light panel.
    pub light: Palette,
    /// Palette for a dark panel.
    pub dark: Palette,
    /// Palette for a white panel, in high contrast.
    pub light_contrast: Palette,
    /// Palette for a black panel, in high contrast.
    pub dark_contrast: Palette,
}

/// Colours derived from one brand colour, each `#rrggbb`. Text has a contrast of at least 4.5 and parts of controls of
/// at least 3 (WCAG 2.2, 1.4.3 and 1.4.11); in high contrast 7 and 4.5 (1.4.6).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Palette {
    /// Fill colour of the visitor's messages and of the main buttons.
    pub fill: String,
    /// Fill colour while the pointer is over the element.
    pub fill_hover: String,
    /// Colour of text and icons on `fill` and `fill_hover`.
    pub on_fill: String,
    /// Border colour of filled elements; equal to `fill` if that contrasts enough with the panel.
    pub edge: String,
    /// Colour of links, of button texts in the brand colour, and of the focus ring.
    pub accent: String,
}

/// Light, dark, or as set on the visitor's system.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ThemeMode {
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// As set on the visitor's system (`prefers-color-scheme`).
    #[default]
    Auto,
}

/// Use of high contrast.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Contrast {
    /// As set on the visitor's system (`prefers-contrast`).
    #[default]
    Auto,
    /// Always high contrast.
    More,
}

/// Amount of space between elements.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Density {
    /// Little space.
    Compact,
    /// The default amount of space.
    #[default]
    Comfortable,
    /// Much space.
    Spacious,
}

/// The shadow below launcher and panel.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Shadow {
    /// No shadow; a thin line separates the panel from the page.
    None,
    /// The default shadow.
    #[default]
    Soft,
    /// A dark, wide shadow.
    Strong,
}
