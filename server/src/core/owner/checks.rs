//! Widgets and their settings, checked before they are stored.

use parlor_shared::ids::WidgetId;

use crate::core::{
    engagement::proactive::ProactiveRule,
    error::Error,
    i18n::translate,
    security::{links, origin},
    widget::{
        Widget,
        settings::{LONGEST_SESSION, SHORTEST_SESSION, Settings},
        theme,
    },
};

/// A widget whose own fields and settings can be stored.
pub(super) fn check_widget(widget: &Widget) -> Result<(), Error> {
    at_most("name", &widget.name, 200)?;
    at_most("description", &widget.description, 2_000)?;
    if let Some(alias) = &widget.alias {
        let sound = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if alias.is_empty() || alias.len() > 64 || !alias.chars().all(sound) {
            return Err(invalid("alias", "1 to 64 characters from A-Z a-z 0-9 _ -"));
        }
        // An alias in the form of an id could hide the widget with that id.
        if uuid::Uuid::try_parse(alias).is_ok() {
            return Err(unprocessable("alias", "not a UUID"));
        }
    }
    if !widget.meta.keys().all(|name| is_meta_name(name)) {
        return Err(invalid("meta", "names must not be empty or begin with _"));
    }
    if serde_json::to_string(&widget.meta).map_or(0, |json| json.len()) > 16 * 1024 {
        return Err(unprocessable("meta", "at most 16 KiB"));
    }
    check_origins(&widget.allowed_origins)?;
    check_settings(&widget.settings)
}

/// Checks an allow-list: at most 100 patterns of at most 260 bytes.
pub fn check_origins(origins: &[String]) -> Result<(), Error> {
    if origins.len() > 100 {
        return Err(invalid("origin", "at most 100 origins or domains"));
    }
    if !origins.iter().all(|pattern| pattern.len() <= origin::LONGEST && origin::is_pattern(pattern)) {
        return Err(unprocessable("origin", "not an origin like https://shop.example, a domain, or *"));
    }
    Ok(())
}

/// Checks settings against the limits their documentation states.
pub fn check_settings(settings: &Settings) -> Result<(), Error> {
    // All are named, so that a new one is not stored unchecked: the rest is checked below, or has no limits.
    let Settings {
        title,
        intro,
        initial,
        placeholder,
        languages,
        brand,
        avatar_url,
        session_seconds,
        plugins,
        theme: _,
        extra: _,
        persona: _,
        business: _,
        proactive: _,
        features: _,
        position: _,
        layout: _,
        movable: _,
        contact: _,
        sound: _,
        title_note: _,
    } = settings;
    let texts =
        [("title", title, 80), ("intro", intro, 500), ("initial", initial, 2_000), ("placeholder", placeholder, 120)];
    for (field, text, most) in texts {
        at_most(field, text.as_deref().unwrap_or_default(), most)?;
    }
    if brand.as_deref().is_some_and(|brand| !theme::is_colour(brand)) {
        return Err(invalid("brand", "a colour like #2f5bd8"));
    }
    if avatar_url.as_deref().is_some_and(|url| !is_picture_address(url)) {
        return Err(unprocessable("avatar", "an http or https address"));
    }
    if session_seconds.is_some_and(|seconds| !(SHORTEST_SESSION..=LONGEST_SESSION).contains(&seconds)) {
        return Err(invalid("session", "60 seconds to 30 days"));
    }
    check_lists(languages.as_deref().unwrap_or_default(), plugins.as_deref().unwrap_or_default())?;
    check_bags(settings)?;
    check_rules(settings)
}

fn check_lists(languages: &[String], plugins: &[String]) -> Result<(), Error> {
    if languages.len() > 50 || !languages.iter().all(|tag| translate::is_tag(tag)) {
        return Err(unprocessable("language", "at most 50 BCP 47 language tags"));
    }
    if plugins.len() > 50 || !plugins.iter().all(|name| (1..=64).contains(&name.chars().count())) {
        return Err(unprocessable("plugins", "at most 50 names of at most 64 characters"));
    }
    Ok(())
}

fn check_bags(settings: &Settings) -> Result<(), Error> {
    let theme = settings.theme.as_ref().map(|theme| (theme.name.as_str(), &theme.config));
    if theme.is_some_and(|(name, config)| name.chars().count() > 64 || is_large(config)) {
        return Err(unprocessable("theme", "a name of at most 64 characters, at most 32 tokens, 8 KiB"));
    }
    if settings.tokens().ignored.iter().any(|one| one.token == "css" || one.token == "customCss") {
        return Err(unprocessable("theme", "css has at most 4,000 characters, no bracket too many, and loads nothing"));
    }
    if is_large(&settings.extra) {
        return Err(unprocessable("customization", "at most 32 more fields, 8 KiB"));
    }
    let persona = settings.persona.iter().flat_map(|persona| [&persona.role, &persona.tone]);
    let business = settings.business.iter().flat_map(|business| [&business.name, &business.kind]);
    persona.chain(business).try_for_each(|text| at_most("persona", text, 120))
}

fn check_rules(settings: &Settings) -> Result<(), Error> {
    let rules = settings.proactive.as_deref().unwrap_or_default();
    let sound = |rule: &ProactiveRule| {
        rule.id.parse::<WidgetId>().is_ok()
            && (1..=500).contains(&rule.message.chars().count())
            && rule.url_contains.as_ref().is_none_or(|part| part.chars().count() <= 200)
    };
    let ids: std::collections::BTreeSet<_> = rules.iter().map(|rule| &rule.id).collect();
    if rules.len() > 20 || ids.len() != rules.len() || !rules.iter().all(sound) {
        return Err(unprocessable(
            "proactive",
            "at most 20 rules with different ids and messages of 1 to 500 characters",
        ));
    }
    Ok(())
}

fn is_large(bag: &serde_json::Map<String, serde_json::Value>) -> bool {
    bag.len() > 32 || serde_json::to_string(bag).map_or(0, |json| json.len()) > 8 * 1024
}

fn is_picture_address(url: &str) -> bool {
    links::checked(url).is_some_and(|url| url.starts_with("http"))
}

fn at_most(field: &'static str, text: &str, most: usize) -> Result<(), Error> {
    if text.chars().count() <= most { Ok(()) } else { Err(invalid(field, "too long")) }
}

/// A name in an object of the caller's own.
pub fn is_meta_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('_')
}

const fn unprocessable(field: &'static str, reason: &'static str) -> Error {
    Error::Unprocessable { field, reason }
}

const fn invalid(field: &'static str, reason: &'static str) -> Error {
    Error::Invalid { field, reason }
}
