//! Colours that can be read: contrast by WCAG 2.2, "relative luminance" and success criterion 1.4.3.

use parlor_shared::config::{Theme, ThemeMode};

/// The least contrast of text (WCAG 2.2 AA).
const ENOUGH: f64 = 4.5;
/// The panels text stands on. The widget's style sheets use the same.
const LIGHT_PANEL: Rgb = Rgb([255, 255, 255]);
const DARK_PANEL: Rgb = Rgb([28, 31, 38]);
const BLACK: Rgb = Rgb([0, 0, 0]);
const WHITE: Rgb = Rgb([255, 255, 255]);

/// A colour in sRGB.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Rgb([u8; 3]);

/// The mode's name on the wire.
pub const fn mode_name(mode: ThemeMode) -> &'static str {
    match mode {
        ThemeMode::Light => "light",
        ThemeMode::Dark => "dark",
        ThemeMode::Auto => "auto",
    }
}

/// Whether the text is a colour as owners write it, `#rrggbb`.
pub fn is_colour(text: &str) -> bool {
    Rgb::parse(text).is_some()
}

/// Fills in what is worked out from the brand colour; a brand that is not a colour becomes the default one.
pub fn derive(theme: &Theme) -> Theme {
    let Some(brand) = Rgb::parse(&theme.brand) else {
        return derive(&Theme { mode: theme.mode, ..Theme::default() });
    };
    Theme {
        mode: theme.mode,
        brand: brand.hex(),
        on_brand: readable_on(brand).hex(),
        brand_text_light: towards(brand, BLACK, LIGHT_PANEL).hex(),
        brand_text_dark: towards(brand, WHITE, DARK_PANEL).hex(),
    }
}

/// White where it can be read, else black: one of them always can.
fn readable_on(ground: Rgb) -> Rgb {
    if contrast(WHITE, ground) >= ENOUGH { WHITE } else { BLACK }
}

/// The colour, moved as little as needed towards `end` to be read on `ground`.
fn towards(colour: Rgb, end: Rgb, ground: Rgb) -> Rgb {
    (0..=100).map(|percent| colour.mix(end, percent)).find(|c| contrast(*c, ground) >= ENOUGH).unwrap_or(end)
}

fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (a.luminance() + 0.05, b.luminance() + 0.05);
    if a > b { a / b } else { b / a }
}

impl Rgb {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self([channel(0)?, channel(2)?, channel(4)?]))
    }

    fn hex(self) -> String {
        format!("#{}", super::entropy::hex(&self.0))
    }

    fn mix(self, end: Self, percent: u16) -> Self {
        let channel = |i: usize| {
            let (from, to) = (u16::from(self.0[i]), u16::from(end.0[i]));
            u8::try_from((from * (100 - percent) + to * percent) / 100).unwrap_or(u8::MAX)
        };
        Self([channel(0), channel(1), channel(2)])
    }

    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0[0]) + 0.7152 * linear(self.0[1]) + 0.0722 * linear(self.0[2])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_brand_gives_colours_that_can_be_read() {
        let steps = || (0..=255u8).step_by(15);
        for (r, g, b) in steps().flat_map(|r| steps().flat_map(move |g| steps().map(move |b| (r, g, b)))) {
            let theme = derive(&Theme { brand: Rgb([r, g, b]).hex(), ..Theme::default() });
            let colour = |text: &str| Rgb::parse(text).unwrap();
            assert!(contrast(colour(&theme.on_brand), colour(&theme.brand)) >= ENOUGH, "{theme:?}");
            assert!(contrast(colour(&theme.brand_text_light), LIGHT_PANEL) >= ENOUGH, "{theme:?}");
            assert!(contrast(colour(&theme.brand_text_dark), DARK_PANEL) >= ENOUGH, "{theme:?}");
        }
    }

    #[test]
    fn what_is_not_a_colour_becomes_the_default() {
        for odd in ["", "red", "#fff", "#ggggggg", "#12345é"] {
            assert_eq!(derive(&Theme { brand: odd.into(), ..Theme::default() }).brand, Theme::default().brand);
        }
    }
}
