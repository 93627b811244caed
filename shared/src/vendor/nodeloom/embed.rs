//! `GET /api/teams/{teamId}/widgets/{id}/embed-code`, `POST /api/teams/{teamId}/widgets/{id}/regenerate-token`: the
//! HTML to embed in a page, and a new token that replaces the old one.
//!
//! Source: NodeLoom, "Get Embed Code", "Regenerate Token".

use serde::{Deserialize, Serialize};

/// The reply of `embed-code`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmbedCodeReply {
    /// One HTML `script` element, with the server address this request was sent to.
    pub embed_code: String,
}

impl EmbedCodeReply {
    /// Creates the element for a server at `base` (`https://chat.example`, without a slash at its end). Neither
    /// argument may contain a quotation mark, `<`, `>` or `&`.
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
    /// The next step, as a sentence for people.
    pub message: String,
}

impl RegenerateTokenReply {
    /// Creates the reply with the vendor's own sentence.
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
