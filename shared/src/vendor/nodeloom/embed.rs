//! `GET /api/teams/{teamId}/widgets/{id}/embed-code`, `POST /api/teams/{teamId}/widgets/{id}/regenerate-token`: what goes
//! into a page, and how the old one stops working.
//!
//! Source: NodeLoom, "Get Embed Code", "Regenerate Token".

use serde::{Deserialize, Serialize};

/// The reply of `embed-code`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmbedCodeReply {
    /// One HTML `script` element, for the address this server was asked at.
    pub embed_code: String,
}

impl EmbedCodeReply {
    /// The element for a server at `base` (`https://chat.example`, without a slash at its end). Neither may hold a
    /// quotation mark, `<`, `>` or `&`.
    pub fn new(base: &str, token: &str) -> Self {
        Self { embed_code: format!(r#"<script src="{base}/widget.js" data-token="{token}"></script>"#) }
    }
}

/// The reply of `regenerate-token`. The old token no longer works.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegenerateTokenReply {
    /// The new token.
    pub token: String,
    /// What to do now, for people.
    pub message: String,
}

impl RegenerateTokenReply {
    /// In the page's words.
    pub fn new(token: String) -> Self {
        Self { token, message: "Token regenerated. Update your embed code.".into() }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::samples::{again, compact},
        *,
    };

    #[test]
    fn the_pages_samples() {
        let embed = r#"{
  "embedCode": "<script src=\"https://your-domain.com/widget.js\" data-token=\"your-widget-token\"></script>"
}"#;
        assert_eq!(again::<EmbedCodeReply>(embed), compact(embed));
        let made = EmbedCodeReply::new("https://your-domain.com", "your-widget-token");
        assert_eq!(serde_json::to_string(&made).unwrap(), compact(embed));

        let regenerated = r#"{
  "token": "new-widget-token-value",
  "message": "Token regenerated. Update your embed code."
}"#;
        assert_eq!(again::<RegenerateTokenReply>(regenerated), compact(regenerated));
        let made = RegenerateTokenReply::new("new-widget-token-value".into());
        assert_eq!(serde_json::to_string(&made).unwrap(), compact(regenerated));
    }
}
