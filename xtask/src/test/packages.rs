//! Programs that come from the system: a browser, a database, reverse proxies.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::process::{output_of, quiet, say};
use crate::workspace::Workspace;

/// A Debian package, and how to see whether what it brings is there.
pub(super) struct Package {
    name: &'static str,
    present: fn() -> bool,
}

/// The browser.
pub(super) const CHROMIUM: Package =
    Package { name: "chromium", present: || find("chromium").or_else(|| find("google-chrome")).is_some() };
/// Its remote control.
pub(super) const CHROMEDRIVER: Package =
    Package { name: "chromium-driver", present: || find("chromedriver").is_some() };
/// The database.
pub(super) const POSTGRESQL: Package =
    Package { name: "postgresql", present: || super::postgres::binaries().is_some() };
/// A reverse proxy.
pub(super) const NGINX: Package = Package { name: "nginx", present: || find("nginx").is_some() };
/// Another one.
pub(super) const CADDY: Package = Package { name: "caddy", present: || find("caddy").is_some() };
/// All of them.
pub(super) const ALL: [Package; 5] = [CHROMIUM, CHROMEDRIVER, POSTGRESQL, NGINX, CADDY];

/// Installs what is missing when this is Debian and we are root; else says what to type.
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

/// Whether this program runs as root.
pub(super) fn is_root() -> bool {
    output_of(std::process::Command::new("id").arg("-u")).as_deref() == Some("0")
}

/// A program in PATH.
pub(super) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder: PathBuf| folder.join(program)).find(|file: &PathBuf| is_file(file))
}

fn is_file(path: &Path) -> bool {
    path.is_file()
}
