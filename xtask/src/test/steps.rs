//! The steps of a test run.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::supply_chain;
use crate::process::{quiet, stream};
use crate::workspace::Workspace;

/// The target of the widget.
const BROWSER: &str = "wasm32-unknown-unknown";

/// One step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// Formatting.
    Fmt,
    /// Lints.
    Clippy,
    /// Licences, sources, advisories.
    Deny,
    /// Known vulnerabilities of the packages in the lock file.
    Audit,
    /// Examples in documentation.
    Doc,
    /// The widget's tests in a real browser.
    Wasm,
    /// Everything else.
    Nextest,
}

impl Step {
    /// All steps in the order they run: fast ones first.
    pub(super) const ALL: [Self; 7] =
        [Self::Fmt, Self::Clippy, Self::Deny, Self::Audit, Self::Doc, Self::Wasm, Self::Nextest];

    /// Returns the step's name on the command line.
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

    /// Returns the step with this name.
    pub(super) fn named(name: &str) -> Result<Self> {
        match Self::ALL.into_iter().find(|step| step.name() == name) {
            Some(step) => Ok(step),
            None => bail!("there is no step {name:?}; there are {}", Self::ALL.map(Self::name).join(", ")),
        }
    }

    /// Runs the step; nextest needs more setup and is run by its caller.
    pub(super) fn run(self, workspace: &Workspace, compiler: Compiler) -> Result<()> {
        match self {
            Self::Fmt => stream("checking the format", workspace.command("cargo").args(["fmt", "--all", "--check"])),
            Self::Clippy => clippy(workspace, compiler),
            Self::Deny => supply_chain::deny(workspace),
            Self::Audit => supply_chain::audit(workspace),
            Self::Doc => doc(workspace, compiler),
            Self::Wasm => wasm(workspace, compiler),
            Self::Nextest => stream("running the tests", &mut nextest(workspace, &[], compiler)),
        }
    }
}

/// The programs that compile the project's own crates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Compiler {
    /// rustc alone.
    Plain,
    /// rustc with the lints in it: what is compiled for the tests is checked at once, not a second time.
    Linting,
}

impl Compiler {
    /// Has `command`, a cargo that compiles, use this compiler. It is `cargo clippy`'s own way.
    pub(super) fn compiles(self, command: &mut Command) {
        if self == Self::Linting {
            command.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver").env("CLIPPY_ARGS", "-Dwarnings__CLIPPY_HACKERY__");
        }
    }
}

/// Checks the lints of every target, also of the widget and the dashboard as browsers run them.
fn clippy(workspace: &Workspace, compiler: Compiler) -> Result<()> {
    let mut host = workspace.command("cargo");
    let mut browser = workspace.command("cargo");
    match compiler {
        Compiler::Plain => {
            host.args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]);
            browser.args(["clippy", "--package", "parlor-widget", "--target", BROWSER, "--all-targets"]);
            browser.args(["--", "-D", "warnings"]);
        }
        Compiler::Linting => {
            host.args(["build", "--workspace", "--all-targets"]);
            browser.args(["build", "--package", "parlor-widget", "--target", BROWSER, "--lib", "--tests"]);
        }
    }
    compiler.compiles(&mut host);
    compiler.compiles(&mut browser);
    quiet(workspace, "clippy", "checking lints", &mut host)?;
    quiet(workspace, "clippy-wasm", "checking the lints of the widget in browsers", &mut browser)?;
    // No test is built of it there, so nothing but its own code is to be compiled.
    let mut dashboard = workspace.command("cargo");
    dashboard.args(["clippy", "--package", "parlor-dashboard", "--target", BROWSER, "--lib", "--", "-D", "warnings"]);
    quiet(workspace, "clippy-dashboard", "checking the lints of the dashboard in browsers", &mut dashboard)
}

fn doc(workspace: &Workspace, compiler: Compiler) -> Result<()> {
    let mut command = workspace.command("cargo");
    command.args(["test", "--workspace", "--doc"]);
    compiler.compiles(&mut command);
    quiet(workspace, "doc", "running the documentation's examples", &mut command)
}

/// Runs the widget's tests. `widget/webdriver.json` holds the browser's arguments.
fn wasm(workspace: &Workspace, compiler: Compiler) -> Result<()> {
    let mut command = workspace.command("cargo");
    command
        .args(["test", "--package", "parlor-widget", "--target", BROWSER, "--lib", "--tests"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("CHROMEDRIVER", chromedriver())
        .env("WASM_BINDGEN_TEST_TIMEOUT", "60");
    compiler.compiles(&mut command);
    quiet(workspace, "wasm", "running the widget's tests in a browser", &mut command)
}

/// Builds the server and the tests in one go: alone, the server would be compiled with the features it has without tests,
/// and a second time with those it has beside them.
pub(super) fn build(workspace: &Workspace, compiler: Compiler) -> Command {
    let mut command = workspace.command("cargo");
    command.args(["build", "--workspace", "--bins", "--tests"]);
    compiler.compiles(&mut command);
    command
}

/// Creates the command of the main run, without the database's address.
pub(super) fn nextest(workspace: &Workspace, more: &[String], compiler: Compiler) -> Command {
    let mut command = workspace.command("cargo");
    command
        .args(["nextest", "run", "--workspace"])
        .args(more)
        .env("PARLOR_BIN", workspace.binary("debug", "parlor"))
        .env("CHROMEDRIVER", chromedriver());
    compiler.compiles(&mut command);
    if let Some(corpora) = corpora(workspace) {
        command.env("PARLOR_CORPORA", corpora);
    }
    command
}

fn chromedriver() -> PathBuf {
    let named = std::env::var_os("CHROMEDRIVER").map(PathBuf::from);
    named.or_else(|| super::system::find("chromedriver")).unwrap_or_else(|| "chromedriver".into())
}

/// Returns the folder with test data beside the repository, if it exists; tests that need it report that they are
/// skipped.
fn corpora(workspace: &Workspace) -> Option<PathBuf> {
    if std::env::var_os("PARLOR_CORPORA").is_some() {
        return None;
    }
    workspace.root.join("../shared/corpora").canonicalize().ok()
}
