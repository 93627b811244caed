//! Colours, and how well one is seen on another: WCAG 2.2, "relative luminance" and "contrast ratio".

use std::sync::LazyLock;

/// A colour in sRGB.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Rgb(pub(super) [u8; 3]);

pub(super) const BLACK: Rgb = Rgb([0, 0, 0]);
pub(super) const WHITE: Rgb = Rgb([255, 255, 255]);

/// 1 for the same colour, 21 for black on white.
pub(super) fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (a.luminance() + 0.05, b.luminance() + 0.05);
    if a > b { a / b } else { b / a }
}

impl Rgb {
    /// `#rrggbb`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self([channel(0)?, channel(2)?, channel(4)?]))
    }

    pub(super) fn hex(self) -> String {
        format!("#{}", crate::core::entropy::hex(&self.0))
    }

    /// So many percent of the way to `end`, as CSS's `color-mix(in srgb, …)` does it.
    pub(super) fn mix(self, end: Self, percent: u16) -> Self {
        let channel = |i: usize| {
            let (from, to) = (u16::from(self.0[i]), u16::from(end.0[i]));
            u8::try_from((from * (100 - percent) + to * percent + 50) / 100).unwrap_or(u8::MAX)
        };
        Self([channel(0), channel(1), channel(2)])
    }

    fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|channel| LINEAR[usize::from(channel)]);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}

/// The light of a channel's 256 values.
static LINEAR: LazyLock<[f64; 256]> = LazyLock::new(|| {
    std::array::from_fn(|channel| {
        let c = f64::from(u8::try_from(channel).unwrap_or(u8::MAX)) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    })
});

/// `true` for a colour as owners write it, `#rrggbb`.
pub fn is_colour(text: &str) -> bool {
    Rgb::parse(text).is_some()
}
