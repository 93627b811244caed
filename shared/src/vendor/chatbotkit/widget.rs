//! A widget integration as an owner writes and reads it: `POST /v1/integration/widget/create`, `…/{idOrAlias}/update`,
//! `GET …/{idOrAlias}/fetch` and the items of `…/list`.
//!
//! Source: ChatBotKit, "Configuration Options" and "Response Structure"; the exact names are the SDK's. All fields are
//! optional. In a write, `null` and an empty text remove a value; an unset value comes from the widget's blueprint,
//! else from the default. A reply always contains all booleans, and other values only if they are set.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::given::Given;
use crate::read_only::ReadOnly;

/// Settings of a widget.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::WidgetInput))]
pub struct WidgetInput {
    /// The owner's name for the widget, at most 200 characters.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 200))]
    pub name: Given<String>,
    /// Purpose of the widget, at most 2,000 characters.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 2000))]
    pub description: Given<String>,
    /// The owner's own data, at most 16 KiB as JSON; names must not begin with `_`. A write replaces all of it.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Map<String, Value>>))]
    pub meta: Given<Map<String, Value>>,
    /// Alternative to the id: 1 to 64 characters from `A–Z a–z 0–9 _ -`, unique in the team, not a UUID.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 64, pattern = "^[A-Za-z0-9_-]*$"))]
    pub alias: Given<String>,
    /// Id of the blueprint whose values replace those that are not set here.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub blueprint_id: Given<String>,
    /// Id of the agent that answers.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub bot_id: Given<String>,
    /// Theme: `light`, `dark`, `auto` or a custom name; a JSON object, also as text; or CSS. Replies contain text.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Theme>))]
    pub theme: Given<Theme>,
    /// `bubble`, `inline` or `fullscreen`; `popover` and `popout` are read as `bubble` and `fullscreen`.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, pattern = "^(bubble|popover|inline|fullscreen|popout)?$"))]
    pub layout: Given<String>,
    /// Shown in the header, at most 80 characters.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 80))]
    pub title: Given<String>,
    /// Shown above the first message, at most 500 characters.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 500))]
    pub intro: Given<String>,
    /// The agent's first words, in Markdown, at most 2,000 characters.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 2000))]
    pub initial: Given<String>,
    /// Shown in the empty composer, at most 120 characters.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 120))]
    pub placeholder: Given<String>,
    /// Pages that may use the widget: origins (`https://shop.example`) or domains (`shop.example`, `*.shop.example`),
    /// separated by commas or line breaks. If empty, all pages.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub origin: Given<String>,
    /// Maximum duration of a session, in milliseconds: 60,000 to 3,600,000, counted in whole seconds. 0 means unset.
    #[serde(default, skip_serializing_if = "Given::is_absent", deserialize_with = "Given::whole")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, maximum = 3_600_000))]
    pub session_duration: Given<u64>,
    /// The languages `setup` translates into, separated by commas or line breaks; the first is the widget's own.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub language: Given<String>,
    /// Names of additional parts, separated by commas or line breaks.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub plugins: Given<String>,
    /// Show an answer while it is written.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub stream: Given<bool>,
    /// Log events to the page's console.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub verbose: Given<bool>,
    /// Let the agent use tools.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub tools: Given<bool>,
    /// Show previews of links.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub unfurl: Given<bool>,
    /// Draw formulas.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub math: Given<bool>,
    /// Show carousels.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub carousel: Given<bool>,
    /// Show forms.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub form: Given<bool>,
    /// Let visitors send files.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub attachments: Given<bool>,
    /// Follow a growing answer.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub auto_scroll: Given<bool>,
    /// Begin with the agent's first words, before the visitor writes.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub start_first: Given<bool>,
    /// Ask for, and keep, a visitor's name and e-mail address.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub contact_collection: Given<bool>,
    /// Let visitors save the conversation.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub export_conversation: Given<bool>,
    /// Let visitors begin a new conversation.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub restart_conversation: Given<bool>,
    /// Let visitors enlarge the chat.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub maximize: Given<bool>,
    /// Show the first words beside the closed launcher.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub message_peek: Given<bool>,
    /// Let visitors dictate messages.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub voice_in: Given<bool>,
    /// Read answers aloud.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub voice_out: Given<bool>,
    /// Show "Powered by Parlor".
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub powered_by: Given<bool>,
    /// Part of every reply. Ignored in requests, so that a widget that was read can be written back.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub id: ReadOnly,
    /// See `id`.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub created_at: ReadOnly,
    /// See `id`.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub updated_at: ReadOnly,
}

impl WidgetInput {
    /// Returns true if the body was read from a reply before it was changed: it contains fields that only the server
    /// sets.
    pub const fn was_fetched(&self) -> bool {
        self.id.repeated || self.created_at.repeated || self.updated_at.repeated
    }

    /// Returns only the settings that differ from `shown`.
    #[must_use]
    pub fn without(self, shown: &Self) -> Self {
        Self {
            name: self.name.unless(&shown.name),
            description: self.description.unless(&shown.description),
            meta: self.meta.unless(&shown.meta),
            alias: self.alias.unless(&shown.alias),
            blueprint_id: self.blueprint_id.unless(&shown.blueprint_id),
            bot_id: self.bot_id.unless(&shown.bot_id),
            theme: self.theme.unless(&shown.theme),
            layout: self.layout.unless(&shown.layout),
            title: self.title.unless(&shown.title),
            intro: self.intro.unless(&shown.intro),
            initial: self.initial.unless(&shown.initial),
            placeholder: self.placeholder.unless(&shown.placeholder),
            origin: self.origin.unless(&shown.origin),
            session_duration: self.session_duration.unless(&shown.session_duration),
            language: self.language.unless(&shown.language),
            plugins: self.plugins.unless(&shown.plugins),
            stream: self.stream.unless(&shown.stream),
            verbose: self.verbose.unless(&shown.verbose),
            tools: self.tools.unless(&shown.tools),
            unfurl: self.unfurl.unless(&shown.unfurl),
            math: self.math.unless(&shown.math),
            carousel: self.carousel.unless(&shown.carousel),
            form: self.form.unless(&shown.form),
            attachments: self.attachments.unless(&shown.attachments),
            auto_scroll: self.auto_scroll.unless(&shown.auto_scroll),
            start_first: self.start_first.unless(&shown.start_first),
            contact_collection: self.contact_collection.unless(&shown.contact_collection),
            export_conversation: self.export_conversation.unless(&shown.export_conversation),
            restart_conversation: self.restart_conversation.unless(&shown.restart_conversation),
            maximize: self.maximize.unless(&shown.maximize),
            message_peek: self.message_peek.unless(&shown.message_peek),
            voice_in: self.voice_in.unless(&shown.voice_in),
            voice_out: self.voice_out.unless(&shown.voice_out),
            powered_by: self.powered_by.unless(&shown.powered_by),
            id: self.id,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// Theme of a widget: a text, or an object.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::Theme))]
pub enum Theme {
    /// A name, at most 64 characters; or an object as JSON, or CSS of at most 4,000 characters. The brackets
    /// distinguish them.
    Named(String),
    /// `{name, config}` or the design tokens alone, at most 32 of them, 8 KiB as JSON. A token `primaryColor` of the
    /// form `#rrggbb` is the brand colour. All tokens are returned unchanged.
    Detailed(Map<String, Value>),
}

/// A widget with its effective settings: its own values, and its blueprint's wherever its own are not set.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Widget {
    /// Its id.
    pub id: String,
    /// The effective settings.
    #[serde(flatten)]
    pub settings: WidgetInput,
    /// Time of creation, in milliseconds since 1970.
    pub created_at: i64,
    /// Time of the last change, in milliseconds since 1970.
    pub updated_at: i64,
}

/// Written by hand: a write accepts no unknown fields, and a reply has three fields more.
#[cfg(feature = "openapi")]
mod schema {
    use std::borrow::Cow;

    use utoipa::{
        PartialSchema, ToSchema,
        openapi::{RefOr, Schema},
    };

    use super::{Widget, WidgetInput};

    impl PartialSchema for Widget {
        fn schema() -> RefOr<Schema> {
            let mut shape = WidgetInput::schema();
            if let RefOr::T(Schema::Object(object)) = &mut shape {
                object.description = Some("A widget as it is: its own values, else its blueprint's.".into());
                object.additional_properties = None;
                let own = [("id", String::schema()), ("createdAt", i64::schema()), ("updatedAt", i64::schema())];
                object.required.extend(own.iter().map(|(name, _)| (*name).to_owned()));
                object.properties.extend(own.map(|(name, schema)| (name.to_owned(), schema)));
            }
            shape
        }
    }

    impl ToSchema for Widget {
        fn name() -> Cow<'static, str> {
            "chatbotkit.Widget".into()
        }

        fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
            WidgetInput::schemas(schemas);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn everything() -> Value {
        json!({
            "name": "Customer Support Widget", "description": "Interactive support chat", "meta": {"client": "acme"},
            "alias": "support", "blueprintId": "b1", "botId": "bot_abc123", "theme": "dark", "layout": "bubble",
            "title": "How can we help you?", "intro": "Welcome", "initial": "Hi", "placeholder": "Type your message here...",
            "origin": "https://shop.example, shop.test", "sessionDuration": 1_800_000, "language": "en,de", "plugins": "a,b",
            "stream": true, "verbose": false, "tools": true, "unfurl": true, "math": true, "carousel": true, "form": true,
            "attachments": true, "autoScroll": true, "startFirst": false, "contactCollection": true,
            "exportConversation": true, "restartConversation": true, "maximize": true, "messagePeek": true,
            "voiceIn": true, "voiceOut": false, "poweredBy": true
        })
    }

    #[test]
    fn every_field_of_the_sdk_is_read_and_written_as_it_stands() {
        let read: WidgetInput = serde_json::from_value(everything()).unwrap();
        assert_eq!(read.session_duration, Given::Value(1_800_000));
        assert_eq!(read.restart_conversation, Given::Value(true));
        assert_eq!(serde_json::to_value(read).unwrap(), everything());
    }

    #[test]
    fn the_sample_of_the_page_is_read() {
        let sample = json!({
            "name": "Customer Support Widget", "description": "Interactive support chat for our main website",
            "botId": "bot_abc123",
            "theme": {"primaryColor": "#0066cc", "secondaryColor": "#f5f5f5", "fontFamily": "Inter, sans-serif"},
            "title": "How can we help you?", "placeholder": "Type your message here...",
            "contactCollection": true, "attachments": true, "voiceIn": true
        });
        let read: WidgetInput = serde_json::from_value(sample.clone()).unwrap();
        assert!(matches!(&read.theme, Given::Value(Theme::Detailed(theme)) if theme["primaryColor"] == "#0066cc"));
        assert_eq!(serde_json::to_value(read).unwrap(), sample);
    }

    #[test]
    fn nothing_changes_nothing_and_null_takes_away() {
        assert_eq!(serde_json::from_str::<WidgetInput>("{}").unwrap(), WidgetInput::default());
        let mut nulls = everything();
        nulls.as_object_mut().unwrap().values_mut().for_each(|value| *value = Value::Null);
        let read: WidgetInput = serde_json::from_value(nulls.clone()).unwrap();
        assert_eq!((&read.title, &read.stream), (&Given::Null, &Given::Null));
        assert_eq!(serde_json::to_value(read).unwrap(), nulls);
    }

    #[test]
    fn what_is_unknown_or_of_another_type_is_refused() {
        for odd in [
            json!({"teamId": "t2"}),
            json!({"stream": "true"}),
            json!({"title": 1}),
            json!({"sessionDuration": -1}),
            json!({"sessionDuration": 1.5}),
            json!({"meta": []}),
            json!({"theme": 1}),
            json!({"botId": {"id": "bot_abc123"}}),
        ] {
            assert!(serde_json::from_value::<WidgetInput>(odd.clone()).is_err(), "{odd}");
        }
    }

    #[test]
    fn what_was_fetched_can_be_written_back() {
        let mut fetched = everything();
        let own = json!({"id": "w1", "createdAt": 1_800_000_000_000_i64, "updatedAt": 1_800_000_000_001.0});
        fetched.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        let read: WidgetInput = serde_json::from_value(fetched).unwrap();
        assert!(read.was_fetched() && !WidgetInput::default().was_fetched());
        assert_eq!(serde_json::to_value(read.clone()).unwrap(), everything(), "nobody sets what the server sets");
        let changed = WidgetInput { title: Given::Value("Ask us".into()), theme: Given::Null, ..read.clone() };
        let rest = changed.without(&read);
        assert_eq!(serde_json::to_value(rest).unwrap(), json!({"title": "Ask us", "theme": null}));
    }

    #[test]
    fn a_widget_is_its_settings_with_id_and_times() {
        let settings = WidgetInput { name: Given::Value("Shop".into()), ..WidgetInput::default() };
        let widget = Widget { id: "w1".into(), settings, created_at: 1_800_000_000_000, updated_at: 1_800_000_000_001 };
        let json =
            json!({"id": "w1", "name": "Shop", "createdAt": 1_800_000_000_000_i64, "updatedAt": 1_800_000_000_001_i64});
        assert_eq!(serde_json::to_value(widget).unwrap(), json);
    }
}
