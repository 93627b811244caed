//! Every brand colour gives palettes that can be read, on what the widget's own style sheets say.

use serde_json::json;

use super::{
    colour::{Rgb, contrast},
    palette::{LOOKS, Look, NOTICE, derive as palettes},
};
use crate::core::widget::theme::*;

/// The widget's tokens: what stands below and beside the brand's colours.
const TOKENS: &str = include_str!("../../../../../widget/src/theme/tokens.css");
const CONTENT: &str = include_str!("../../../../../widget/src/components/content/content.css");

fn rgb(text: &str) -> Rgb {
    let short: Vec<char> = text.trim_start_matches('#').chars().collect();
    match short.as_slice() {
        [r, g, b] => Rgb::parse(&format!("#{r}{r}{g}{g}{b}{b}")),
        _ => Rgb::parse(text),
    }
    .unwrap_or_else(|| panic!("{text}"))
}

/// The two colours of `name:light-dark(a,b)` in the rule that begins with `rule`.
fn pair(css: &str, rule: &str, name: &str) -> [Rgb; 2] {
    let from = css.find(rule).unwrap_or_else(|| panic!("no {rule}"));
    let body = &css[from..from + css[from..].find('}').unwrap()];
    let at = body.find(&format!("{name}:")).unwrap_or_else(|| panic!("no {name} in {rule}"));
    let (_, inside) = body[at..].split_once("light-dark(").unwrap();
    let (light, dark) = inside.split_once(')').unwrap().0.split_once(',').unwrap();
    [rgb(light), rgb(dark)]
}

/// A colour of the widget's tokens in each of the four looks.
fn token(name: &str) -> [Rgb; 4] {
    let [light, dark] = pair(TOKENS, ".panel{", name);
    let [more_light, more_dark] = pair(TOKENS, ".contrast .panel{", name);
    [light, dark, more_light, more_dark]
}

fn each<T>(mut check: impl FnMut(usize, &Look) -> T) {
    for (at, look) in LOOKS.into_iter().enumerate() {
        check(at, look);
    }
}

#[test]
fn the_server_and_the_style_sheets_mean_the_same_grounds() {
    let (surface, raised, sunken, danger) =
        (token("--surface"), token("--raised"), token("--sunken"), token("--danger"));
    each(|at, look| {
        assert_eq!([surface[at], raised[at], sunken[at]], look.grounds(), "{}", look.name);
        assert_eq!(danger[at], look.danger, "{}", look.name);
    });
}

#[test]
fn the_widgets_own_colours_can_be_read() {
    let (text, muted, good, control) = (token("--text"), token("--muted"), token("--good"), token("--control"));
    each(|at, look| {
        for ground in look.grounds() {
            assert!(contrast(text[at], ground) >= look.text, "text, {}", look.name);
            assert!(contrast(muted[at], ground) >= look.text, "muted, {}", look.name);
            assert!(contrast(control[at], ground) >= look.parts, "control, {}", look.name);
        }
        assert!(contrast(good[at], look.surface) >= look.parts, "good, {}", look.name);
        // Failures stand on a tint of their own colour.
        for ground in [look.surface, look.surface.mix(look.danger, NOTICE)] {
            assert!(contrast(look.danger, ground) >= look.text, "danger, {}", look.name);
        }
    });
}

#[test]
fn colours_of_code_can_be_read() {
    for kind in ["keyword", "string", "number", "comment", "function", "type", "variable"] {
        let colours = pair(CONTENT, &format!(".t-{kind}"), "color");
        for (colour, look) in colours.into_iter().zip(LOOKS) {
            assert!(contrast(colour, look.sunken) >= 4.5, "{kind}, {}", look.name);
        }
    }
}

/// The RGB cube in 33 steps a side, and its faces' neighbours.
fn cube() -> impl Iterator<Item = Rgb> {
    let steps = || (0..=32u16).map(|step| u8::try_from((step * 8).min(255)).unwrap());
    steps().flat_map(move |r| steps().flat_map(move |g| steps().map(move |b| Rgb([r, g, b]))))
}

#[test]
fn every_brand_gives_colours_that_can_be_read() {
    for brand in cube() {
        let (found, changes) = palettes(brand);
        for (look, palette) in
            LOOKS.iter().zip([&found.light, &found.dark, &found.light_contrast, &found.dark_contrast])
        {
            check(look, palette, brand);
        }
        assert!(changes.iter().all(|change| change.contrast_before < change.contrast_needed), "{changes:?}");
        assert!(changes.iter().all(|change| change.contrast_now >= change.contrast_needed), "{changes:?}");
    }
}

fn check(look: &Look, palette: &parlor_shared::config::Palette, brand: Rgb) {
    let [fill, hover, on, edge, accent] =
        [&palette.fill, &palette.fill_hover, &palette.on_fill, &palette.edge, &palette.accent].map(|hex| rgb(hex));
    let told = || format!("{}: {} gave {palette:?}", look.name, brand.hex());
    assert!(contrast(on, fill) >= look.text && contrast(on, hover) >= look.text, "{}", told());
    assert!(hover != fill, "{}", told());
    for ground in look.under(accent) {
        assert!(contrast(accent, ground) >= look.text, "{}", told());
    }
    for ground in look.grounds() {
        assert!(contrast(edge, ground) >= look.parts, "{}", told());
    }
}

#[test]
fn what_was_changed_is_told_with_the_reason() {
    let told = |brand: &str| {
        let tokens = Tokens { brand: brand.into(), ..Tokens::default() };
        report(&tokens).changes.into_iter().map(|change| (change.palette, change.colour, change.to)).collect::<Vec<_>>()
    };
    // Yellow: black text on it; on white it gets a rim, and text becomes brown.
    let yellow = told("#ffd400");
    assert!(yellow.contains(&("light", "on_fill", "#000000".into())), "{yellow:?}");
    assert!(yellow.iter().any(|(palette, colour, _)| (*palette, *colour) == ("light", "edge")), "{yellow:?}");
    assert!(yellow.iter().all(|(palette, colour, _)| (*palette, *colour) != ("dark", "edge")), "{yellow:?}");
    // A dark blue needs nothing on white.
    assert!(told("#1a2f6b").iter().all(|(palette, ..)| palette.starts_with("dark")));
}

#[test]
fn what_is_not_a_colour_becomes_the_default() {
    for odd in ["", "red", "#fff", "#ggggggg", "#12345é"] {
        assert_eq!(derive(&Tokens { brand: odd.into(), ..Tokens::default() }).brand, BRAND);
    }
}

#[test]
fn tokens_are_read_and_what_cannot_be_is_told() {
    let config = json!({
        "primaryColor": "#0A7C66", "radius": "4px", "density": "compact", "fontFamily": "Inter, 'Segoe UI'", "shadow": "none",
        "css": ".title { color: red }", "contrast": "much", "font": "x; } * { color: red", "secondaryColor": "#f5f5f5",
    });
    let tokens = Tokens::of("high-contrast-dark", config.as_object().unwrap());
    assert_eq!((tokens.mode, tokens.contrast), (ThemeMode::Dark, parlor_shared::config::Contrast::More));
    assert_eq!((tokens.brand.as_str(), tokens.radius, tokens.font.as_str()), ("#0a7c66", 4, "Inter, 'Segoe UI'"));
    let ignored: Vec<&str> = tokens.ignored.iter().map(|one| one.token.as_str()).collect();
    assert_eq!(ignored, ["contrast", "font", "secondaryColor"]);
    let text = sheet(&derive(&tokens), &tokens.css);
    for part in
        ["--parlor-radius:4px;", "--parlor-density:.75;", "--parlor-shadow:0 0", ".contrast{", ".title { color: red }"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn a_sheet_is_small() {
    let long = Tokens {
        brand: "#7f8081".into(),
        font: "f".repeat(200),
        radius: 3,
        shadow: parlor_shared::config::Shadow::Strong,
        ..Tokens::default()
    };
    let size = sheet(&derive(&long), "").len();
    assert!(size <= 1_000, "{size}");
}
