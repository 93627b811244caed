//! `POST /api/widget/session`: opens a session, or returns the visitor's session that is still active.
//!
//! Source: Caty, "Create Session". Anyone who knows a `visitor_id` can continue that visitor's session: use ids that
//! cannot be guessed.

use serde::{Deserialize, Serialize};

use super::{always::Always, prefixed_id::SessionId};

/// The body.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::SessionRequest))]
pub struct SessionRequest {
    /// The `visitor_id` of an earlier reply: finds that visitor's session while it is active. An identity token from
    /// the owner's server does the same for an identified visitor. Any other text of at most 128 characters, or none,
    /// creates a new visitor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 128))]
    pub visitor_id: Option<String>,
    /// The page the visitor is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageInfo>,
}

/// A page.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::PageInfo))]
pub struct PageInfo {
    /// Address of the page, at most 2,048 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2048))]
    pub url: Option<String>,
    /// Title of the page, at most 300 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 300))]
    pub title: Option<String>,
    /// Address of the page the visitor came from, at most 2,048 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2048))]
    pub referrer: Option<String>,
}

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::SessionReply))]
pub struct SessionReply {
    /// Always `true`.
    #[cfg_attr(feature = "openapi", schema(value_type = bool))]
    pub success: Always<true>,
    /// Id of the session: `sess_` and the conversation's id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub session_id: SessionId,
    /// The visitor's secret, `vis_` and 32 hexadecimal digits; send it the next time. For a visitor with an identity
    /// token it is their public id, which gives no access.
    pub visitor_id: String,
    /// The agent's first words.
    pub greeting: Greeting,
}

/// The agent's first words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Greeting))]
pub struct Greeting {
    /// The text, in Markdown.
    pub content: String,
    /// Time the session began: RFC 3339 in whole seconds, UTC.
    pub timestamp: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendor::caty::golden;

    #[test]
    fn the_request_of_the_page() {
        let body = concat!(
            r#"{"visitor_id":"optional_visitor_id","page":{"url":"https://example.com/page","#,
            r#""title":"Page Title","referrer":"https://google.com"}}"#,
        );
        let page = PageInfo {
            url: Some("https://example.com/page".into()),
            title: Some("Page Title".into()),
            referrer: Some("https://google.com".into()),
        };
        golden(body, &SessionRequest { visitor_id: Some("optional_visitor_id".into()), page: Some(page) });
    }

    #[test]
    fn everything_may_be_absent_or_null() {
        golden("{}", &SessionRequest::default());
        for body in [r#"{"visitor_id":null,"page":null}"#, r#"{"page":{"url":null,"title":null,"referrer":null}}"#] {
            let request: SessionRequest = serde_json::from_str(body).unwrap();
            assert_eq!((request.visitor_id, request.page.unwrap_or_default()), (None, PageInfo::default()));
        }
    }

    #[test]
    fn the_reply_of_the_page() {
        let body = concat!(
            r#"{"success":true,"session_id":"sess_xxx","visitor_id":"vis_xxx","#,
            r#""greeting":{"content":"Hi! How can I help you today?","timestamp":"2026-01-28T10:00:00Z"}}"#,
        );
        let reply = SessionReply {
            success: Always,
            session_id: SessionId("xxx".parse().unwrap()),
            visitor_id: "vis_xxx".into(),
            greeting: Greeting {
                content: "Hi! How can I help you today?".into(),
                timestamp: "2026-01-28T10:00:00Z".into(),
            },
        };
        golden(body, &reply);
    }
}
