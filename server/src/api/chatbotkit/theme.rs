//! `theme`: a name, design tokens or CSS. Replies have it as one text, which a write takes back.
//!
//! Source: ChatBotKit, "Visual Customization": "Color scheme, fonts, and visual styling … Supports custom CSS"; the vendor's
//! clients send and expect a text. How its kinds are told apart is ours.

use parlor_shared::vendor::chatbotkit::{Given, Theme};
use serde_json::{Map, Value};

use super::error::ApiError;
use crate::core::widget::{
    settings::ThemeChoice,
    theme::{check_css, is_colour},
};

/// The token that is the brand colour.
const BRAND: &str = "primaryColor";
/// The token that is the owner's own CSS.
const CSS: &str = "css";

/// As a text: the name, the CSS, or the whole as JSON.
pub(super) fn told(theme: ThemeChoice) -> String {
    let ThemeChoice { name, config } = theme;
    let css = config.get(CSS).and_then(Value::as_str).filter(|css| config.len() == 1 && is_css(css));
    match (name.is_empty(), css) {
        _ if config.is_empty() => name,
        (true, Some(css)) => css.to_owned(),
        (true, None) => Value::Object(config).to_string(),
        (false, _) => {
            Value::from(Map::from_iter([("name".to_owned(), name.into()), ("config".to_owned(), config.into())]))
                .to_string()
        }
    }
}

/// Reads a theme from a request: a name, CSS, or an object (as JSON or as text). Fails on malformed JSON or CSS.
pub(super) fn read(theme: Theme) -> Result<ThemeChoice, ApiError> {
    let text = match theme {
        Theme::Detailed(object) => return Ok(tokens(object)),
        Theme::Named(text) => text,
    };
    if text.trim_start().starts_with('{') {
        let object =
            serde_json::from_str(&text).map_err(|_| ApiError::unprocessable("theme", "begins like JSON and is not"))?;
        return Ok(tokens(object));
    }
    if is_css(&text) {
        check_css(&text).map_err(|unfit| ApiError::unprocessable("theme", &unfit.to_string()))?;
        return Ok(ThemeChoice { name: String::new(), config: Map::from_iter([(CSS.to_owned(), text.into())]) });
    }
    Ok(ThemeChoice { name: text, config: Map::new() })
}

/// The brand colour that goes with it. A theme that is taken away takes it along; one without a brand colour leaves it.
pub(super) fn brand(theme: &Given<ThemeChoice>) -> Given<String> {
    match theme {
        Given::Absent => Given::Absent,
        Given::Null => Given::Null,
        Given::Value(theme) => {
            let colour = theme.config.get(BRAND).and_then(Value::as_str);
            colour.filter(|colour| is_colour(colour)).map(str::to_owned).into()
        }
    }
}

/// No name has a bracket, every rule does.
fn is_css(text: &str) -> bool {
    text.contains('{') && !text.trim_start().starts_with('{')
}

fn tokens(object: Map<String, Value>) -> ThemeChoice {
    named(&object).unwrap_or(ThemeChoice { name: String::new(), config: object })
}

/// `{name, config}`, and nothing else.
fn named(theme: &Map<String, Value>) -> Option<ThemeChoice> {
    let name = match theme.get("name") {
        Some(name) => name.as_str()?.to_owned(),
        None => String::new(),
    };
    let config = match theme.get("config") {
        Some(config) => config.as_object()?.clone(),
        None => Map::new(),
    };
    let nothing_else = theme.keys().all(|key| key == "name" || key == "config");
    nothing_else.then_some(ThemeChoice { name, config })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(text: &str) -> ThemeChoice {
        read(Theme::Named(text.to_owned())).unwrap()
    }

    #[test]
    fn a_text_is_a_name_tokens_or_css() {
        assert_eq!(text("dark"), ThemeChoice { name: "dark".into(), config: Map::new() });
        let tokens = json!({"primaryColor": "#0066cc", "fontFamily": "Inter"});
        assert_eq!(Value::Object(text(&format!(" {tokens}")).config), tokens);
        let both = text(r#"{"name": "dark", "config": {"radius": 4}}"#);
        assert_eq!((both.name.as_str(), both.config["radius"].as_u64()), ("dark", Some(4)));
        let css = "/* ours */ .bubble { border-radius: 2px }";
        assert_eq!(Value::Object(text(css).config), json!({"css": css}));
    }

    #[test]
    fn what_is_told_is_what_was_meant() {
        for theme in [
            "dark",
            "our own",
            ".a { b: c }",
            r##"{"primaryColor":"#0066cc"}"##,
            r#"{"css":".a{}","radius":4}"#,
            r#"{"css":"--x: y"}"#,
            r#"{"config":{"radius":4},"name":"dark"}"#,
        ] {
            let choice = text(theme);
            assert_eq!(text(&told(choice.clone())), choice, "{theme}");
        }
        assert_eq!(told(text("dark")), "dark");
        assert_eq!(told(text(".a { b: c }")), ".a { b: c }");
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for odd in [
            "{",
            "{\"a\":1",
            "{} {}",
            ".a { background: url(https://evil.test/a.png) }",
            "@import 'x'; .a {}",
            ".a { } }",
        ] {
            assert!(read(Theme::Named(odd.to_owned())).is_err(), "{odd}");
        }
    }
}
