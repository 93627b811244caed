//! The appearance of a widget: tokens that owners choose, palettes derived from the brand colour, and the style sheet
//! that sends both to the widget.

mod colour;
mod custom;
mod palette;
mod sheet;
#[cfg(test)]
mod tests;
mod tokens;

use parlor_shared::config::{Palettes, Theme, ThemeMode};
use serde::Serialize;
use utoipa::ToSchema;

pub use custom::{LONGEST, Unfit, check as check_css};
pub use palette::PaletteChange;
pub use sheet::{page_sheet, sheet};
pub use tokens::{Ignored, Tokens};

use self::colour::Rgb;
pub use self::colour::is_colour;

/// The brand colour of those who chose none.
const BRAND: &str = "#2f5bd8";

/// The results derived from an owner's theme, for the owner to see.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct ThemeReport {
    /// The brand colour in use, `#rrggbb`.
    pub brand: String,
    /// The colours derived from it.
    pub palettes: Palettes,
    /// Those that are not what the brand colour would have given, and why.
    pub changes: Vec<PaletteChange>,
    /// Tokens of the theme that have no effect, and why.
    pub ignored: Vec<Ignored>,
}

/// The mode's name on the wire.
pub const fn mode_name(mode: ThemeMode) -> &'static str {
    match mode {
        ThemeMode::Light => "light",
        ThemeMode::Dark => "dark",
        ThemeMode::Auto => "auto",
    }
}

/// The theme of these tokens, with everything that follows from them.
pub fn derive(tokens: &Tokens) -> Theme {
    let brand = brand(tokens);
    let (palettes, _) = palette::derive(brand);
    Theme {
        mode: tokens.mode,
        contrast: tokens.contrast,
        brand: brand.hex(),
        on_brand: palettes.light.on_fill.clone(),
        palettes,
        radius: tokens.radius,
        density: tokens.density,
        font: tokens.font.clone(),
        shadow: tokens.shadow,
    }
}

/// Returns the report for the owner.
pub fn report(tokens: &Tokens) -> ThemeReport {
    let brand = brand(tokens);
    let (palettes, changes) = palette::derive(brand);
    ThemeReport { brand: brand.hex(), palettes, changes, ignored: tokens.ignored.clone() }
}

/// A brand that is not a colour is the default one.
fn brand(tokens: &Tokens) -> Rgb {
    Rgb::parse(&tokens.brand).or_else(|| Rgb::parse(BRAND)).unwrap_or(colour::BLACK)
}
