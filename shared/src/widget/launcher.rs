//! `GET /v1/widget/config/{key}`: the launcher's configuration, loaded before the visitor opens the chat (ours).
//!
//! No token and no credentials; `Cache-Control: public, max-age=60, stale-while-revalidate=86400` and an `ETag`.
//! At most 2 kB, plus the owner's own texts: a style sheet, first words, rules.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::config::{Contrast, Layout, Position, ProactiveRule, ThemeMode};

/// The launcher's appearance.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LauncherConfig {
    /// The chat's title.
    pub title: String,
    /// Shown above the first message; empty for none.
    pub intro: String,
    /// Placement of the chat on the page.
    pub layout: Layout,
    /// The corner of the launcher.
    pub position: Position,
    /// Visitors may move the launcher to another corner.
    pub movable: bool,
    /// Light, dark, or as set on the visitor's system.
    pub mode: ThemeMode,
    /// High contrast always, or when the visitor's system asks for it.
    pub contrast: Contrast,
    /// Brand colour, `#rrggbb`.
    pub brand: String,
    /// The colour of text and icons on the brand colour, `#rrggbb`: contrast at least 4.5.
    pub on_brand: String,
    /// A style sheet for the widget's shadow root: the theme as custom properties, then the owner's own rules. It loads
    /// no other resources.
    pub css: String,
    /// The language of `strings` (BCP 47).
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// Messages and sounds the page may offer unprompted; absent if there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outreach: Option<Outreach>,
    /// While the page is in the background, its title may show the number of new answers.
    pub title_note: bool,
    /// Page functions that the owner has switched on, by name; see `registerPlugin`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plugins: Vec<String>,
    /// The launcher's texts: `open`, `close`, `unavailable`, `reload`, `dismiss`, `unread`.
    pub strings: BTreeMap<String, String>,
}

/// Messages and sounds the page may offer before the visitor acts. None of this is sent to the server or stored.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outreach {
    /// The first words, shown beside the launcher: plain text, at most 300 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peek: Option<String>,
    /// Rules for speaking first, in the owner's order. Messages are plain text.
    pub rules: Vec<ProactiveRule>,
    /// Visitors may switch on a sound.
    pub sound: bool,
}
