//! Colours and sizes: custom properties set once, and the style sheets of all components.

use parlor_shared::config::{Theme, ThemeMode};
use wasm_bindgen::JsValue;
use web_sys::{CssStyleSheet, ShadowRoot};

/// Every component's style, in the order of the screen.
const CSS: &str = concat!(
    include_str!("tokens.css"),
    include_str!("../components/frame/frame.css"),
    include_str!("../components/header/header.css"),
    include_str!("../components/transcript/transcript.css"),
    include_str!("../components/message/message.css"),
    include_str!("../components/feedback/feedback.css"),
    include_str!("../components/content/content.css"),
    include_str!("../components/blocks/blocks.css"),
    include_str!("../components/notice/notice.css"),
    include_str!("../components/composer/composer.css"),
);

/// Our style sheets in somebody's shadow root.
pub(crate) struct Sheets {
    root: ShadowRoot,
    fixed: CssStyleSheet,
    colours: CssStyleSheet,
}

impl Sheets {
    /// Adopts them. `None` in a browser without constructable style sheets.
    pub(crate) fn adopt(root: ShadowRoot) -> Option<Self> {
        let (fixed, colours) = (CssStyleSheet::new().ok()?, CssStyleSheet::new().ok()?);
        fixed.replace_sync(CSS).ok()?;
        let adopted = root.adopted_style_sheets();
        adopted.push(&colours);
        adopted.push(&fixed);
        root.set_adopted_style_sheets(&adopted);
        Some(Self { root, fixed, colours })
    }

    /// Sets the owner's colours. They stand on `:host`, so the page's own rules for the element win.
    pub(crate) fn paint(&self, theme: &Theme) {
        let colours = [
            ("brand", &theme.brand),
            ("on-brand", &theme.on_brand),
            ("brand-text-light", &theme.brand_text_light),
            ("brand-text-dark", &theme.brand_text_dark),
        ];
        let rules: Vec<&str> = colours
            .iter()
            .filter(|(_, colour)| is_colour(colour))
            .flat_map(|(name, colour)| ["--parlor-", *name, ":", colour.as_str(), ";"])
            .collect();
        // A sheet made by `new` takes any text.
        let _ = self.colours.replace_sync(&[":host{", &rules.concat(), "}"].concat());
    }
}

impl Drop for Sheets {
    fn drop(&mut self) {
        let ours: [&JsValue; 2] = [self.fixed.as_ref(), self.colours.as_ref()];
        let others = js_sys::Array::new();
        for sheet in self.root.adopted_style_sheets().iter() {
            if !ours.contains(&&sheet) {
                others.push(&sheet);
            }
        }
        self.root.set_adopted_style_sheets(&others);
    }
}

/// The class that settles light or dark; `wish` is the page's own and wins.
pub(crate) fn mode_class(wish: &str, mode: ThemeMode) -> &'static str {
    match (wish, mode) {
        ("light", _) => "light",
        ("dark", _) => "dark",
        ("auto", _) | (_, ThemeMode::Auto) => "auto",
        (_, ThemeMode::Light) => "light",
        (_, ThemeMode::Dark) => "dark",
    }
}

/// `#rrggbb`: anything else could end the rule it is put into.
fn is_colour(text: &str) -> bool {
    text.len() == 7 && text.starts_with('#') && text.bytes().skip(1).all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_colours_enter_the_sheet() {
        assert!(is_colour("#2f5bD8"));
        for odd in ["", "#fff", "red", "#12345g", "#12345}", "#1234567"] {
            assert!(!is_colour(odd), "{odd}");
        }
    }

    #[test]
    fn the_pages_wish_wins() {
        assert_eq!(mode_class("dark", ThemeMode::Light), "dark");
        assert_eq!(mode_class("auto", ThemeMode::Light), "auto");
        assert_eq!(mode_class("", ThemeMode::Dark), "dark");
    }
}
