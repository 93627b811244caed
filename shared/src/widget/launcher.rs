//! `GET /v1/widget/config/{key}`: what the launcher may show before anyone acts (ours).
//!
//! No token and no credentials; `Cache-Control: public, max-age=60, stale-while-revalidate=86400` and an `ETag`.
//! At most 2 kB, and what the owner wrote: a style sheet, first words, rules.

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
    /// How the chat stands on the page.
    pub layout: Layout,
    /// The corner the launcher sits in.
    pub position: Position,
    /// Visitors may move it to another corner.
    pub movable: bool,
    /// Light, dark, or as the visitor's system says.
    pub mode: ThemeMode,
    /// High contrast always, or when the visitor's system asks for it.
    pub contrast: Contrast,
    /// Brand colour, `#rrggbb`.
    pub brand: String,
    /// The colour of text and icons on the brand colour, `#rrggbb`: contrast at least 4.5.
    pub on_brand: String,
    /// A style sheet for the widget's shadow root: the theme as custom properties, then the owner's own rules. It loads
    /// nothing from anywhere.
    pub css: String,
    /// The language of `strings` (BCP 47).
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// What the page may do by itself; absent when that is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outreach: Option<Outreach>,
    /// While the page is not looked at, its title may tell how many answers came.
    pub title_note: bool,
    /// Functions of the page that the owner has switched on, by name; see `registerPlugin`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plugins: Vec<String>,
    /// The launcher's texts: `open`, `close`, `unavailable`, `reload`, `dismiss`, `unread`.
    pub strings: BTreeMap<String, String>,
}

/// What a page does before the visitor does. Nothing of it is sent or stored.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outreach {
    /// The first words, shown beside the launcher, without marks, at most 300 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peek: Option<String>,
    /// When to speak first, in the owner's order. Messages are without marks.
    pub rules: Vec<ProactiveRule>,
    /// Visitors may switch on a sound.
    pub sound: bool,
}
