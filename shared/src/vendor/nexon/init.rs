//! `POST /api/widget/init`: opens a new conversation.
//!
//! Source: NexonTech, "Initialize Conversation". The key in the body is the only credential.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{config::WidgetConfig, ids::ConversationId};

/// The body.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = nexon::InitRequest))]
pub struct InitRequest {
    /// The widget's `wk_` key.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, pattern = "[^\\s\\x85]"))]
    pub key: String,
    /// The client's name for a returning visitor, at most 128 characters. If absent, `null` or blank, the server
    /// creates one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 128))]
    pub visitor_id: Option<String>,
    /// The page the chat was started on, at most 2,048 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2048))]
    pub page_url: Option<String>,
}

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = nexon::InitReply))]
pub struct InitReply {
    /// Id of the conversation, needed in every chat request. It cannot be guessed: a client with this id and the key
    /// can send messages.
    pub conversation_id: ConversationId,
    /// The identifier from the request, else a new one: `v_` and 32 hexadecimal digits.
    pub visitor_id: String,
    /// The name of the agent.
    pub chatbot_name: String,
    /// Appearance and texts of the chat.
    pub config: Config,
}

/// Appearance and texts of the chat (ours: the vendor's page leaves the object open). New fields may be added.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = nexon::Config))]
pub struct Config {
    /// The language of `strings` (BCP 47).
    pub language: String,
    /// Writing direction of that language: `ltr` or `rtl`.
    pub direction: String,
    /// Title, first words, colours, position: the widget's settings.
    pub appearance: WidgetConfig,
    /// The texts around the messages, by key.
    pub strings: BTreeMap<String, String>,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn the_sample_request_is_read_and_written_as_it_stands() {
        let sample = r#"{"key":"wk_your_widget_key"}"#;
        let request: InitRequest = serde_json::from_str(sample).unwrap();
        assert_eq!(request, InitRequest { key: "wk_your_widget_key".into(), ..InitRequest::default() });
        assert_eq!(serde_json::to_string(&request).unwrap(), sample, "what is not given is absent, not null");
    }

    #[test]
    fn optional_fields_may_be_null_and_others_are_ignored() {
        let all = r#"{"key":"wk_1","visitor_id":"v_abc123","page_url":"https://shop.example/"}"#;
        let request: InitRequest = serde_json::from_str(all).unwrap();
        assert_eq!(request.visitor_id.as_deref(), Some("v_abc123"));
        assert_eq!(request.page_url.as_deref(), Some("https://shop.example/"));
        assert_eq!(serde_json::to_string(&request).unwrap(), all);
        let nulls = json!({"key": "wk_1", "visitor_id": null, "page_url": null, "referrer": "x"});
        let request: InitRequest = serde_json::from_value(nulls).unwrap();
        assert_eq!(request, InitRequest { key: "wk_1".into(), ..InitRequest::default() });
    }

    #[test]
    fn a_request_without_a_key_or_with_another_type_is_refused() {
        for odd in [json!({}), json!({"key": null}), json!({"key": 1}), json!({"key": "wk_1", "page_url": []})] {
            assert!(serde_json::from_value::<InitRequest>(odd.clone()).is_err(), "{odd}");
        }
    }

    #[test]
    fn the_sample_reply_is_read_and_its_fields_are_written_in_order() {
        let sample = r#"{
            "conversation_id": "a1b2c3d4-e5f6-7890-abcd-ef1234567890",
            "visitor_id": "v_abc123",
            "chatbot_name": "Support Bot",
            "config": {}
        }"#;
        let reply: InitReply = serde_json::from_str(sample).unwrap();
        assert_eq!(reply.conversation_id.as_str(), "a1b2c3d4-e5f6-7890-abcd-ef1234567890");
        assert_eq!(reply.config, Config::default());
        let written = serde_json::to_string(&reply).unwrap();
        let head = r#"{"conversation_id":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","visitor_id":"v_abc123","chatbot_name":"Support Bot","config":{"language":"#;
        assert!(written.starts_with(head), "{written}");
    }

    #[test]
    fn the_configuration_is_an_object_of_four_parts() {
        let strings = BTreeMap::from([("send".to_owned(), "Trimite".to_owned())]);
        let mut appearance = WidgetConfig::default();
        appearance.theme.brand = "#2f5bd8".into();
        let config = Config { language: "ro".into(), direction: "ltr".into(), appearance, strings };
        let written: Value = serde_json::to_value(&config).unwrap();
        let mut parts: Vec<&String> = written.as_object().unwrap().keys().collect();
        parts.sort();
        assert_eq!(parts, ["appearance", "direction", "language", "strings"]);
        assert_eq!(written["appearance"]["theme"]["brand"], "#2f5bd8");
        assert_eq!(written["strings"], json!({"send": "Trimite"}));
        assert_eq!(serde_json::from_value::<Config>(written).unwrap(), config);
    }
}
