//! Pictures for people to judge, with `PARLOR_SHOTS=folder`.

use std::path::PathBuf;

use anyhow::Result;
use parlor_tests::browser::Browser;

/// Keeps what the browser shows now.
pub(crate) async fn keep(browser: &Browser, name: &str) -> Result<()> {
    let Some(folder) = std::env::var_os("PARLOR_SHOTS").map(PathBuf::from) else { return Ok(()) };
    std::fs::create_dir_all(&folder)?;
    Ok(std::fs::write(folder.join(format!("{name}.png")), browser.driver().screenshot_as_png().await?)?)
}
