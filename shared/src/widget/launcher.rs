//! `GET /v1/widget/config/{key}`: what the launcher may show before anyone acts (ours).
//!
//! No token and no credentials; `Cache-Control: public, max-age=60, stale-while-revalidate=86400` and an `ETag`.
//! At most 2 kB.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::config::{Position, ThemeMode};

/// The launcher's appearance.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LauncherConfig {
    /// The chat's title.
    pub title: String,
    /// The corner it sits in.
    pub position: Position,
    /// Light, dark, or as the visitor's system says.
    pub mode: ThemeMode,
    /// Brand colour, `#rrggbb`.
    pub brand: String,
    /// The colour of text and icons on the brand colour, `#rrggbb`: contrast at least 4.5.
    pub on_brand: String,
    /// The language of `strings` (BCP 47).
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// The launcher's texts: `open`, `close`, `unavailable`, `reload`.
    pub strings: BTreeMap<String, String>,
}
