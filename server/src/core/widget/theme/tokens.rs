//! The owner's choices, read from a theme's tokens by name. ChatBotKit's clients may store anything there: an unknown
//! or invalid token changes nothing, and is reported.

use parlor_shared::config::{Contrast, Density, Shadow, ThemeMode};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{colour::is_colour, custom};

/// The most pixels of roundness: more would cut off what stands in the corners.
const ROUNDEST: u8 = 28;
const ROUND: u8 = 16;
/// The names of a theme that stand for a look.
const HIGH_CONTRAST: &str = "high-contrast";

/// The owner's choices.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tokens {
    /// Light, dark or the system's.
    pub mode: ThemeMode,
    /// `contrast`: `auto`, `more`.
    pub contrast: Contrast,
    /// `primaryColor`, `brandColor` or `brand`: `#rrggbb`. Empty for the default.
    pub brand: String,
    /// `radius`: 0 to 28 pixels.
    pub radius: u8,
    /// `density`: `compact`, `comfortable`, `spacious`.
    pub density: Density,
    /// `font` or `fontFamily`: font families as in CSS. Empty for the system's.
    pub font: String,
    /// `shadow`: `none`, `soft`, `strong`.
    pub shadow: Shadow,
    /// `css`: the owner's own rules.
    pub css: String,
    /// The tokens that had no effect.
    pub ignored: Vec<Ignored>,
}

/// A token that has no effect.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Ignored {
    /// Its name.
    pub token: String,
    /// The reason.
    pub reason: String,
}

impl Default for Tokens {
    fn default() -> Self {
        Self {
            mode: ThemeMode::Auto,
            contrast: Contrast::Auto,
            brand: String::new(),
            radius: ROUND,
            density: Density::default(),
            font: String::new(),
            shadow: Shadow::default(),
            css: String::new(),
            ignored: Vec::new(),
        }
    }
}

impl Tokens {
    /// Of a theme by its name and tokens.
    pub fn of(name: &str, config: &Map<String, Value>) -> Self {
        let mut tokens = Self::default();
        tokens.name(name);
        for (token, value) in config {
            tokens.set(token, value);
        }
        tokens
    }

    /// Light, dark or high contrast; any other name is the owner's own.
    pub fn name(&mut self, name: &str) {
        let scheme = match name.strip_prefix(HIGH_CONTRAST) {
            Some(rest) => {
                self.contrast = Contrast::More;
                rest.trim_start_matches('-')
            }
            None => name,
        };
        self.mode = match scheme {
            "light" => ThemeMode::Light,
            "dark" => ThemeMode::Dark,
            _ => ThemeMode::Auto,
        };
    }

    /// Takes one token over the ones before.
    pub fn set(&mut self, token: &str, value: &Value) {
        if let Err(reason) = self.take(token, value) {
            self.ignored.push(Ignored { token: token.to_owned(), reason });
        }
    }

    fn take(&mut self, token: &str, value: &Value) -> Result<(), String> {
        let text = value.as_str().unwrap_or_default().trim();
        match token {
            "primaryColor" | "brandColor" | "brand" => put(&mut self.brand, colour(text), "a colour like #2f5bd8"),
            "radius" | "borderRadius" => put(&mut self.radius, radius(value), "0 to 28 pixels"),
            "density" => put(&mut self.density, named(text), "compact, comfortable or spacious"),
            "font" | "fontFamily" => put(&mut self.font, font(text), "font families as in CSS, at most 200 characters"),
            "shadow" => put(&mut self.shadow, named(text), "none, soft or strong"),
            "contrast" => put(&mut self.contrast, named(text), "auto or more"),
            "css" | "customCss" => {
                custom::check(text).map_err(|unfit| unfit.to_string())?;
                text.clone_into(&mut self.css);
                Ok(())
            }
            _ => Err("there is no token of this name".to_owned()),
        }
    }
}

fn put<T>(place: &mut T, value: Option<T>, wanted: &str) -> Result<(), String> {
    *place = value.ok_or_else(|| format!("must be {wanted}"))?;
    Ok(())
}

fn colour(text: &str) -> Option<String> {
    is_colour(text).then(|| text.to_ascii_lowercase())
}

/// A number, or a text with or without `px`.
fn radius(value: &Value) -> Option<u8> {
    let number = match value {
        Value::String(text) => text.trim().trim_end_matches("px").parse().ok(),
        other => other.as_u64(),
    };
    number.and_then(|number| u8::try_from(number).ok()).filter(|radius| *radius <= ROUNDEST)
}

fn named<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(Value::String(text.to_owned())).ok()
}

/// Nothing in it may end the declaration it is put into.
fn font(text: &str) -> Option<String> {
    let sound = |c: char| c.is_alphanumeric() || matches!(c, ' ' | ',' | '-' | '_' | '\'' | '"');
    let quotes = |quote: char| text.matches(quote).count().is_multiple_of(2);
    let whole = !text.is_empty() && text.chars().count() <= 200 && text.chars().all(sound);
    (whole && quotes('"') && quotes('\'')).then(|| text.to_owned())
}
