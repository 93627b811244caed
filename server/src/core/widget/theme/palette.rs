//! From one brand colour, palettes that can be read: WCAG 2.2, success criteria 1.4.3, 1.4.6 and 1.4.11.
//!
//! A colour that is good enough stays; another is moved towards black or white, in steps of one percent, as little as is
//! needed. What was moved is told, with the reason.

use parlor_shared::config::{Palette, Palettes};
use serde::Serialize;
use utoipa::ToSchema;

use super::colour::{BLACK, Rgb, WHITE, contrast};

/// Percentage of the accent in the background of text of the same colour: hovered chips, pressed buttons.
pub(super) const TINT: u16 = 12;
/// Percentage of the failure colour in the background of a notice, which may hold a link.
pub(super) const NOTICE: u16 = 9;
/// Percentage by which hovering changes the fill.
const HOVER: u16 = 12;

/// A way to look: what the widget's style sheets put below the brand's colours. A test compares the two.
pub(super) struct Look {
    /// The name in the change report.
    pub(super) name: &'static str,
    /// The panel.
    pub(super) surface: Rgb,
    /// Fields and buttons.
    pub(super) raised: Rgb,
    /// Code, tables, questions.
    pub(super) sunken: Rgb,
    /// Failures.
    pub(super) danger: Rgb,
    /// The colour towards which others are moved to be visible on these.
    away: Rgb,
    /// Minimum contrast of text.
    pub(super) text: f64,
    /// Minimum contrast of parts other than text.
    pub(super) parts: f64,
    /// The fill, too, is moved until text on it has that contrast.
    strict: bool,
}

const LIGHT: Look = Look {
    name: "light",
    surface: WHITE,
    raised: WHITE,
    sunken: Rgb([0xf5, 0xf6, 0xf8]),
    danger: Rgb([0xb3, 0x26, 0x1e]),
    away: BLACK,
    text: 4.5,
    parts: 3.0,
    strict: false,
};
const DARK: Look = Look {
    name: "dark",
    surface: Rgb([0x17, 0x18, 0x1c]),
    raised: Rgb([0x1f, 0x21, 0x26]),
    sunken: Rgb([0x21, 0x23, 0x29]),
    danger: Rgb([0xff, 0x9d, 0x94]),
    away: WHITE,
    ..LIGHT
};
const LIGHT_CONTRAST: Look = Look {
    name: "light_contrast",
    sunken: WHITE,
    danger: Rgb([0x8c, 0x10, 0x09]),
    text: 7.0,
    parts: 4.5,
    strict: true,
    ..LIGHT
};
const DARK_CONTRAST: Look = Look {
    name: "dark_contrast",
    surface: BLACK,
    raised: BLACK,
    sunken: BLACK,
    danger: Rgb([0xff, 0xb4, 0xab]),
    away: WHITE,
    ..LIGHT_CONTRAST
};

/// All of them, in the order of [`Palettes`].
pub(super) const LOOKS: [&Look; 4] = [&LIGHT, &DARK, &LIGHT_CONTRAST, &DARK_CONTRAST];

/// A colour that is not the brand's own, and why.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[schema(as = Change)]
pub struct PaletteChange {
    /// The palette: `light`, `dark`, `light_contrast`, `dark_contrast`.
    pub palette: &'static str,
    /// The colour of the palette: `fill`, `on_fill`, `edge`, `accent`.
    pub colour: &'static str,
    /// The colour before the adjustment, `#rrggbb`.
    pub from: String,
    /// The colour in use, `#rrggbb`.
    pub to: String,
    /// The contrast before, rounded down to hundredths.
    pub contrast_before: f64,
    /// The contrast now, rounded down to hundredths.
    pub contrast_now: f64,
    /// The required contrast.
    pub contrast_needed: f64,
    /// The reason, in a sentence.
    pub reason: &'static str,
}

/// The palettes of a brand colour, and what in them is not the brand colour.
pub(super) fn derive(brand: Rgb) -> (Palettes, Vec<PaletteChange>) {
    let mut changes = Vec::new();
    let [light, dark, light_contrast, dark_contrast] = LOOKS.map(|look| look.palette(brand, &mut changes));
    (Palettes { light, dark, light_contrast, dark_contrast }, changes)
}

impl Look {
    fn palette(&self, brand: Rgb, changes: &mut Vec<PaletteChange>) -> Palette {
        let fill = self.fill(brand);
        let on_fill = self.on_fill(fill);
        let edge = moved(fill, self.away, |edge| is_seen(edge, &self.grounds(), self.parts));
        let accent = moved(brand, self.away, |accent| is_seen(accent, &self.under(accent), self.text));
        changes.extend(self.changes(brand, [fill, on_fill, edge, accent]));
        let [fill_hover, fill, on_fill, edge, accent] =
            [self.hover(fill, on_fill), fill, on_fill, edge, accent].map(Rgb::hex);
        Palette { fill, fill_hover, on_fill, edge, accent }
    }

    fn changes(&self, brand: Rgb, [fill, on_fill, edge, accent]: [Rgb; 4]) -> impl Iterator<Item = PaletteChange> {
        let told = [
            self.told(
                "fill",
                [brand, fill],
                |_| vec![self.surface],
                self.text,
                "Text on the brand colour would not be high in contrast.",
            ),
            self.told(
                "on_fill",
                [WHITE, on_fill],
                |_| vec![fill],
                self.text,
                "White text on this fill could not be read.",
            ),
            self.told(
                "edge",
                [fill, edge],
                |_| self.grounds().to_vec(),
                self.parts,
                "What is filled could not be told from the panel; it gets a rim.",
            ),
            self.told(
                "accent",
                [brand, accent],
                |accent| self.under(accent).to_vec(),
                self.text,
                "Text in the brand colour could not be read on the panel.",
            ),
        ];
        told.into_iter().flatten()
    }

    /// Nothing when the colour is what it would have been. `below` is what a colour is seen on.
    fn told(
        &self,
        colour: &'static str,
        [from, to]: [Rgb; 2],
        below: impl Fn(Rgb) -> Vec<Rgb>,
        needed: f64,
        reason: &'static str,
    ) -> Option<PaletteChange> {
        (from != to).then(|| PaletteChange {
            palette: self.name,
            colour,
            from: from.hex(),
            to: to.hex(),
            contrast_before: least(from, &below(from)),
            contrast_now: least(to, &below(to)),
            contrast_needed: needed,
            reason,
        })
    }

    /// The brand colour itself; in high contrast moved until text in the panel's colour can be read on it.
    fn fill(&self, brand: Rgb) -> Rgb {
        if self.strict { moved(brand, self.away, |fill| contrast(fill, self.surface) >= self.text) } else { brand }
    }

    /// White where it can be read, else black: with 4.5 one of them always can, with 7 the fill was moved.
    fn on_fill(&self, fill: Rgb) -> Rgb {
        if contrast(WHITE, fill) >= self.text { WHITE } else { BLACK }
    }

    /// Away from the text on it; where there is no way left, a step towards it.
    fn hover(&self, fill: Rgb, on_fill: Rgb) -> Rgb {
        let (away, near) = if on_fill == WHITE { (BLACK, WHITE) } else { (WHITE, BLACK) };
        let (further, nearer) = (fill.mix(away, HOVER), fill.mix(near, HOVER));
        if contrast(further, fill) >= 1.1 || contrast(nearer, on_fill) < self.text { further } else { nearer }
    }

    /// Whatever the panel puts below.
    pub(super) fn grounds(&self) -> [Rgb; 3] {
        [self.surface, self.raised, self.sunken]
    }

    /// The same, with a tint of this colour, and a notice.
    pub(super) fn under(&self, colour: Rgb) -> [Rgb; 7] {
        let [a, b, c] = self.grounds();
        let tinted = |ground: Rgb| ground.mix(colour, TINT);
        [a, b, c, tinted(a), tinted(b), tinted(c), a.mix(self.danger, NOTICE)]
    }
}

fn is_seen(colour: Rgb, grounds: &[Rgb], enough: f64) -> bool {
    grounds.iter().all(|ground| contrast(colour, *ground) >= enough)
}

/// The colour, moved towards `end` until it is good; `end` itself always is.
fn moved(colour: Rgb, end: Rgb, is_good: impl Fn(Rgb) -> bool) -> Rgb {
    (0..=100).map(|percent| colour.mix(end, percent)).find(|moved| is_good(*moved)).unwrap_or(end)
}

/// The least contrast with any of these, rounded down to hundredths: what is told is never better than what is.
fn least(colour: Rgb, grounds: &[Rgb]) -> f64 {
    let least = grounds.iter().map(|ground| contrast(colour, *ground)).fold(f64::INFINITY, f64::min);
    (least * 100.0).floor() / 100.0
}
