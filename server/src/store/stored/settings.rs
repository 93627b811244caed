//! Settings as they are stored: JSON in a column of widgets and of blueprints.

use std::collections::BTreeMap;

use parlor_shared::config::{Ask, ContactWhen, Layout, Position, Trigger};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    core::{
        both_ways::{both_ways, option, option_all},
        engagement::proactive::ProactiveRule,
        store::Stored,
        widget::{
            contact::ContactForm,
            settings::{Business, Feature, Persona, Settings, ThemeChoice},
        },
    },
    store::json,
};

/// The column's text.
pub(in crate::store) fn write(settings: &Settings) -> Stored<String> {
    json::text(&StoredSettings::from(settings.clone()))
}

/// The settings of a column.
pub(in crate::store) fn read(column: &str) -> Stored<Settings> {
    Ok(serde_json::from_str::<StoredSettings>(column)?.into())
}

/// A row may hold names that another version knows: they are passed over.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct StoredSettings {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    intro: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    initial: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    placeholder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    languages: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    theme: Option<StoredTheme>,
    #[serde(skip_serializing_if = "Option::is_none")]
    brand: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<Position>,
    #[serde(skip_serializing_if = "Option::is_none")]
    layout: Option<Layout>,
    #[serde(skip_serializing_if = "Option::is_none")]
    movable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plugins: Option<Vec<String>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    features: BTreeMap<String, bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    persona: Option<StoredPersona>,
    #[serde(skip_serializing_if = "Option::is_none")]
    business: Option<StoredBusiness>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proactive: Option<Vec<StoredRule>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<StoredContactForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sound: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title_note: Option<bool>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    extra: Map<String, Value>,
}

#[derive(Serialize, Deserialize)]
struct StoredTheme {
    name: String,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    config: Map<String, Value>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct StoredPersona {
    role: String,
    tone: String,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct StoredBusiness {
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Serialize, Deserialize)]
struct StoredRule {
    id: String,
    trigger: Trigger,
    #[serde(default)]
    value: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url_contains: Option<String>,
    message: String,
    #[serde(default = "yes")]
    once: bool,
}

const fn yes() -> bool {
    true
}

#[derive(Serialize, Deserialize)]
#[serde(default)]
struct StoredContactForm {
    when: ContactWhen,
    required: bool,
    name: Ask,
    phone: Ask,
}

impl Default for StoredContactForm {
    fn default() -> Self {
        ContactForm::default().into()
    }
}

both_ways! {
    struct StoredSettings = Settings {
        title, intro, initial, placeholder, languages, theme by option, brand, position, layout, movable,
        avatar_url, session_seconds, plugins, features by known / names, persona by option,
        business by option, proactive by option_all, contact by option, sound, title_note, extra,
    }
}
both_ways! { struct StoredTheme = ThemeChoice { name, config } }
both_ways! { struct StoredPersona = Persona { role, tone } }
both_ways! { struct StoredBusiness = Business { name, kind } }
both_ways! { struct StoredRule = ProactiveRule { id, trigger, value, url_contains, message, once } }
both_ways! { struct StoredContactForm = ContactForm { when, required, name, phone } }

fn known(features: BTreeMap<String, bool>) -> BTreeMap<Feature, bool> {
    features.into_iter().filter_map(|(name, on)| Some((Feature::named(&name)?, on))).collect()
}

fn names(features: BTreeMap<Feature, bool>) -> BTreeMap<String, bool> {
    features.into_iter().map(|(feature, on)| (feature.name().to_owned(), on)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Everything that may be set.
    fn everything() -> Value {
        let features: Map<_, _> = Feature::ALL.iter().map(|it| (it.name().to_owned(), true.into())).collect();
        json!({
            "title": "Help", "intro": "We are here.", "initial": "Hi", "placeholder": "Ask", "languages": ["en", "de"],
            "theme": {"name": "dark", "config": {"radius": 4}}, "brand": "#112233", "position": "top-left",
            "layout": "inline", "movable": true, "avatar_url": "https://shop.example/a.png", "session_seconds": 3600,
            "plugins": ["track"], "features": features, "persona": {"role": "Guide", "tone": "friendly"},
            "business": {"name": "Shop", "type": "retail"},
            "proactive": [{"id": "a", "trigger": "time", "value": 5, "message": "Hello", "once": true}],
            "contact": {"when": "during", "required": true, "name": "required", "phone": "no"},
            "sound": true, "title_note": false, "extra": {"a": 1},
        })
    }

    #[test]
    fn what_was_stored_is_read_and_stored_as_it_was() {
        for column in [everything(), json!({})] {
            let settings = read(&column.to_string()).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&write(&settings).unwrap()).unwrap(), column);
        }
    }

    /// Rows are older than the code that reads them: the names of corners, layouts, triggers and fields stay.
    #[test]
    fn each_name_a_row_may_hold_is_read_and_stored_as_it_was() {
        let kept = |field: &str, value: Value| {
            let column = json!({field: value});
            let settings = read(&column.to_string()).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&write(&settings).unwrap()).unwrap(), column);
        };
        for name in ["bottom-right", "bottom-left", "top-right", "top-left"] {
            kept("position", name.into());
        }
        for name in ["bubble", "inline", "fullscreen"] {
            kept("layout", name.into());
        }
        for name in ["time", "scroll", "exit_intent", "idle", "url", "return_visit", "engagement"] {
            let rule =
                json!({"id": "r", "trigger": name, "value": 0, "url_contains": "/a", "message": "Hi", "once": false});
            kept("proactive", json!([rule]));
        }
        for (when, ask) in [("before", "no"), ("during", "optional"), ("before", "required")] {
            kept("contact", json!({"when": when, "required": false, "name": ask, "phone": ask}));
        }
    }

    #[test]
    fn fields_a_row_leaves_out_have_their_usual_values() {
        let column =
            json!({"proactive": [{"id": "r", "trigger": "url", "message": "Hi"}], "contact": {"phone": "required"}});
        let Settings { proactive, contact, .. } = read(&column.to_string()).unwrap();
        let (trigger, message) = (Trigger::Url, "Hi".into());
        let rule = ProactiveRule { id: "r".into(), trigger, value: 0, url_contains: None, message, once: true };
        assert_eq!(proactive, Some(vec![rule]));
        assert_eq!(contact, Some(ContactForm { phone: Ask::Required, ..ContactForm::default() }));
    }

    #[test]
    fn names_of_another_version_are_passed_over() {
        let column = json!({"title": "Help", "colour": "red", "features": {"stream": false, "teleport": true},
            "proactive": [{"id": "r", "trigger": "time", "message": "Hi", "mood": "fine"}], "contact": {"fax": "no"}});
        let expected = json!({"title": "Help", "features": {"stream": false},
            "proactive": [{"id": "r", "trigger": "time", "message": "Hi"}], "contact": {}});
        assert_eq!(read(&column.to_string()).unwrap(), read(&expected.to_string()).unwrap());
    }
}
