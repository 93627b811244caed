//! The steps of a test run.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::supply_chain;
use crate::process::{quiet, stream};
use crate::workspace::Workspace;

/// One step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// Formatting.
    Fmt,
    /// Lints.
    Clippy,
    /// Licences, sources, advisories.
    Deny,
    /// Known faults in what the lock file names.
    Audit,
    /// Examples in documentation.
    Doc,
    /// The widget's tests in a real browser.
    Wasm,
    /// Everything else.
    Nextest,
}

impl Step {
    /// In the order they run: quick answers first.
    pub(super) const ALL: [Self; 7] =
        [Self::Fmt, Self::Clippy, Self::Deny, Self::Audit, Self::Doc, Self::Wasm, Self::Nextest];

    /// Its name on the command line.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Deny => "deny",
            Self::Audit => "audit",
            Self::Doc => "doc",
            Self::Wasm => "wasm",
            Self::Nextest => "nextest",
        }
    }

    /// The step with this name.
    pub(super) fn named(name: &str) -> Result<Self> {
        match Self::ALL.into_iter().find(|step| step.name() == name) {
            Some(step) => Ok(step),
            None => bail!("there is no step {name:?}; there are {}", Self::ALL.map(Self::name).join(", ")),
        }
    }

    /// Runs it; nextest has more to set up and is run by its caller.
    pub(super) fn run(self, workspace: &Workspace) -> Result<()> {
        match self {
            Self::Fmt => stream("checking the format", workspace.command("cargo").args(["fmt", "--all", "--check"])),
            Self::Clippy => clippy(workspace),
            Self::Deny => supply_chain::deny(workspace),
            Self::Audit => supply_chain::audit(workspace),
            Self::Doc => doc(workspace),
            Self::Wasm => wasm(workspace),
            Self::Nextest => stream("running the tests", &mut nextest(workspace, &[])),
        }
    }
}

fn clippy(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.command("cargo");
    command.args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    quiet(workspace, "clippy", "checking lints", &mut command)
}

fn doc(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.command("cargo");
    command.args(["test", "--workspace", "--doc"]);
    quiet(workspace, "doc", "running the documentation's examples", &mut command)
}

/// `widget/webdriver.json` holds the browser's arguments.
fn wasm(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.command("cargo");
    command
        .args(["test", "--package", "parlor-widget", "--target", "wasm32-unknown-unknown", "--lib", "--tests"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("CHROMEDRIVER", chromedriver())
        .env("WASM_BINDGEN_TEST_TIMEOUT", "60");
    quiet(workspace, "wasm", "running the widget's tests in a browser", &mut command)
}

/// The main run's command, without the database's address.
pub(super) fn nextest(workspace: &Workspace, more: &[String]) -> Command {
    let mut command = workspace.command("cargo");
    command
        .args(["nextest", "run", "--workspace"])
        .args(more)
        .env("PARLOR_BIN", workspace.binary("debug", "parlor"))
        .env("CHROMEDRIVER", chromedriver());
    if let Some(corpora) = corpora(workspace) {
        command.env("PARLOR_CORPORA", corpora);
    }
    command
}

fn chromedriver() -> PathBuf {
    let named = std::env::var_os("CHROMEDRIVER").map(PathBuf::from);
    named.or_else(|| super::packages::find("chromedriver")).unwrap_or_else(|| "chromedriver".into())
}

/// Test data that may lie next to the repository; tests that need more than the repository's own say that they skip.
fn corpora(workspace: &Workspace) -> Option<PathBuf> {
    if std::env::var_os("PARLOR_CORPORA").is_some() {
        return None;
    }
    workspace.root.join("../shared/corpora").canonicalize().ok()
}
