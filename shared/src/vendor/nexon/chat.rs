//! `POST /api/widget/chat`: sends a message and waits for the complete answer.
//!
//! Source: NexonTech, "Send Message". The key in the body is the only credential.

use serde::{Deserialize, Serialize};

/// The body.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = nexon::ChatRequest))]
pub struct ChatRequest {
    /// The widget's `wk_` key.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, pattern = "[^\\s\\x85]"))]
    pub key: String,
    /// The `conversation_id` of an init reply.
    pub conversation_id: String,
    /// The visitor's message: 1 to 2,000 characters, not only white space.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 2000, pattern = "[^\\s\\x85]"))]
    pub text: String,
    /// The visitor's identifier, at most 128 characters. Only a label: the conversation determines the visitor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 128))]
    pub visitor_id: Option<String>,
    /// The visitor's language; `en` when absent or `null`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
}

/// A language this API supports: for built-in texts, and as a hint to the agent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = nexon::Lang))]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Romanian.
    Ro,
    /// Russian.
    Ru,
}

impl Lang {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::En, Self::Ro, Self::Ru];

    /// Returns the language's BCP 47 tag, which is also its name on the wire.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ro => "ro",
            Self::Ru => "ru",
        }
    }
}

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = nexon::ChatReply))]
pub struct ChatReply {
    /// The agent's answer, in Markdown.
    pub response: String,
    /// Suggestions for the next message: show one as a button, send its text. Absent when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub user_reply_options: Vec<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_sample_request_is_read_and_written_as_it_stands() {
        let sample =
            r#"{"key":"wk_your_widget_key","conversation_id":"conv_id_from_step_1","text":"Hello, I need help!"}"#;
        let request: ChatRequest = serde_json::from_str(sample).unwrap();
        assert_eq!(
            (request.text.as_str(), request.visitor_id.as_ref(), request.lang),
            ("Hello, I need help!", None, None)
        );
        assert_eq!(serde_json::to_string(&request).unwrap(), sample, "what is not given is absent, not null");
    }

    #[test]
    fn all_fields_and_nulls_are_read() {
        let all = r#"{"key":"wk_1","conversation_id":"c1","text":"Salut","visitor_id":"v_abc123","lang":"ro"}"#;
        let request: ChatRequest = serde_json::from_str(all).unwrap();
        assert_eq!((request.visitor_id.as_deref(), request.lang), (Some("v_abc123"), Some(Lang::Ro)));
        assert_eq!(serde_json::to_string(&request).unwrap(), all);
        let nulls = json!({"key": "wk_1", "conversation_id": "c1", "text": "x", "visitor_id": null, "lang": null});
        assert_eq!(serde_json::from_value::<ChatRequest>(nulls).unwrap().lang.unwrap_or_default(), Lang::En);
    }

    #[test]
    fn what_is_missing_or_of_another_type_is_refused() {
        let whole = json!({"key": "wk_1", "conversation_id": "c1", "text": "x"});
        for field in ["key", "conversation_id", "text"] {
            let mut odd = whole.clone();
            for value in [json!(null), json!(1), json!([]), json!({})] {
                odd[field] = value;
                assert!(serde_json::from_value::<ChatRequest>(odd.clone()).is_err(), "{odd}");
            }
            odd.as_object_mut().unwrap().remove(field);
            assert!(serde_json::from_value::<ChatRequest>(odd).is_err(), "{field}");
        }
    }

    #[test]
    fn the_languages_are_the_three_of_the_page() {
        for lang in Lang::ALL {
            assert_eq!(serde_json::to_value(lang).unwrap(), json!(lang.tag()));
            assert_eq!(serde_json::from_value::<Lang>(json!(lang.tag())).unwrap(), lang);
        }
        for odd in [json!("de"), json!("EN"), json!("en-US"), json!(""), json!(0)] {
            assert!(serde_json::from_value::<Lang>(odd.clone()).is_err(), "{odd}");
        }
    }

    #[test]
    fn the_sample_reply_is_read_and_written_as_it_stands() {
        let sample = r#"{"response":"Hi! I'd be happy to help. What can I do for you today?","user_reply_options":["Check order status","Talk to a human","Browse products"]}"#;
        let reply: ChatReply = serde_json::from_str(sample).unwrap();
        assert_eq!(reply.user_reply_options, ["Check order status", "Talk to a human", "Browse products"]);
        assert_eq!(serde_json::to_string(&reply).unwrap(), sample);
    }

    #[test]
    fn no_suggestions_are_absent() {
        let reply = ChatReply { response: "Hi!".into(), ..ChatReply::default() };
        assert_eq!(serde_json::to_string(&reply).unwrap(), r#"{"response":"Hi!"}"#);
        assert_eq!(serde_json::from_str::<ChatReply>(r#"{"response":"Hi!"}"#).unwrap(), reply);
    }
}
