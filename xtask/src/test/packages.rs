//! Programs installed by the system: a browser, a database, reverse proxies.

use anyhow::{Result, bail};

use super::postgres::binaries;
use super::system::{find, is_root};
use crate::process::{quiet, say};
use crate::workspace::Workspace;

/// A Debian package, and a check if its program is installed.
pub(super) struct Package {
    name: &'static str,
    present: fn() -> bool,
}

/// The browser.
pub(super) const CHROMIUM: Package =
    Package { name: "chromium", present: || find("chromium").or_else(|| find("google-chrome")).is_some() };
/// The browser's WebDriver server.
pub(super) const CHROMEDRIVER: Package =
    Package { name: "chromium-driver", present: || find("chromedriver").is_some() };
/// The database.
pub(super) const POSTGRESQL: Package = Package { name: "postgresql", present: || binaries().is_some() };
/// A reverse proxy.
pub(super) const NGINX: Package = Package { name: "nginx", present: || find("nginx").is_some() };
/// A second reverse proxy.
pub(super) const CADDY: Package = Package { name: "caddy", present: || find("caddy").is_some() };
/// All packages.
pub(super) const ALL: [Package; 5] = [CHROMIUM, CHROMEDRIVER, POSTGRESQL, NGINX, CADDY];

/// Installs missing packages on Debian as root; otherwise prints the command to type.
pub(super) fn ensure(workspace: &Workspace, packages: &[Package]) -> Result<()> {
    let missing: Vec<&str> = packages.iter().filter(|it| !(it.present)()).map(|it| it.name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("apt-get update && apt-get install --yes --no-install-recommends {}", missing.join(" "));
    if find("apt-get").is_none() || !is_root() {
        bail!("missing: {}; as root, on Debian: {by_hand}", missing.join(", "));
    }
    say(&format!("missing: {}; running `{by_hand}`", missing.join(", ")));
    let mut command = workspace.command("sh");
    command.args(["-c", &by_hand]).env("DEBIAN_FRONTEND", "noninteractive");
    quiet(workspace, "apt", &format!("installing {}", missing.join(", ")), &mut command)
}
