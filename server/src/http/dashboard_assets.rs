//! Names of the dashboard's files in the embedded bundle.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use super::assets;

/// The dashboard's files, as paths below the public URL without the first slash: `assets/dashboard-….js`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct DashboardAssets {
    /// The module that starts the dashboard.
    pub start: String,
    /// The module between the browser and the WebAssembly.
    pub glue: String,
    /// The module that fetches parts of the WebAssembly.
    pub link: String,
    /// The WebAssembly of the first screen.
    pub wasm: String,
    /// The script that sets the chosen theme before the first paint.
    pub theme: String,
    /// The style sheet.
    pub style: String,
    /// The texts of each language but English, which the WebAssembly has: language tag and file.
    pub texts: BTreeMap<String, String>,
}

/// The embedded dashboard; `None` when the server was built without a bundle.
pub static DASHBOARD: LazyLock<Option<DashboardAssets>> = LazyLock::new(|| {
    let list = assets::embedded("dashboard.json")?;
    serde_json::from_slice(&list).inspect_err(|error| tracing::error!(%error, "dashboard.json cannot be read")).ok()
});
