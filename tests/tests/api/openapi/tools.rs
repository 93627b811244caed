//! A server to describe, and other people's programs.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use parlor_tests::{
    app::TestApp,
    databases::Backend,
    script::{Cast, Script},
};
use tempfile::TempDir;
use tokio::process::Command;

/// A server whose agent says `Yes.`.
pub(crate) async fn server() -> TestApp {
    TestApp::start(Backend::Temporary, Arc::new(Cast(Script::says(&["Yes."])))).await.unwrap()
}

/// A folder of its own with the description of `app` as `openapi.json` and the files of `tests/openapi`. It lies where node
/// finds the packages of `tests/openapi/package.json`.
pub(crate) async fn workbench(app: &TestApp) -> TempDir {
    let folder = tempfile::Builder::new().prefix("test-").tempdir_in(installed("openapi")).unwrap();
    let document = app.client.get(app.url("/openapi.json")).send().await.unwrap().bytes().await.unwrap();
    std::fs::write(folder.path().join("openapi.json"), document).unwrap();
    for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
    }
    folder
}

/// A program that npm installed.
pub(crate) fn npm(program: &str) -> Command {
    let mut command = Command::new(installed("openapi").join("node_modules/.bin").join(program));
    // For redocly: no telemetry, and no check for a newer version.
    command.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    command
}

/// A program that pip installed.
pub(crate) fn python(program: &str) -> Command {
    let programs = installed("openapi-python").join("bin");
    let mut command = Command::new(programs.join(program));
    // The generator calls a formatter by its name.
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(programs).chain(std::env::split_paths(&inherited))).unwrap();
    command.env("PATH", path);
    command
}

/// The output, when it succeeds.
pub(crate) async fn run(command: &mut Command, folder: &Path) -> String {
    let output = command.current_dir(folder).kill_on_drop(true).output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let erred = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{:?}: {}\n{said}\n{erred}", command.as_std(), output.status);
    said
}

fn installed(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools").join(name);
    assert!(folder.exists(), "{} is missing: cargo xtask test installs it", folder.display());
    folder
}
