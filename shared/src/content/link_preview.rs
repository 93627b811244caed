//! Previews of links.

use serde::{Deserialize, Serialize};

/// Preview of the page behind a link. The texts come from that page: single lines without control characters. Show them
/// as plain text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkPreview {
    /// The link, as written in the message.
    pub url: String,
    /// Address of the page, after all redirects.
    pub final_url: String,
    /// Host of the page. Always show it: the other texts are chosen by the page's author.
    pub host: String,
    /// Title of the page, at most 300 characters; never empty.
    pub title: String,
    /// Description of the page, at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Name of the site, at most 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_name: Option<String>,
    /// Address of a square picture of 160 pixels, re-encoded from the page's own and valid for one day. It is a path
    /// below the server's address if the server has no configured public URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
}
