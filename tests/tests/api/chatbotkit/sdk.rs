//! The vendor's own SDKs, unmodified, against a running server. What they do stands in `tests/sdk/chatbotkit.ts`, which is
//! compiled with the SDK's types, and in `tests/sdk/vendor_sdk.py`.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use parlor_tests::{
    databases::Backend::{self, Postgres, Sqlite},
    repertoire::Repertoire,
    visitor::ORIGIN,
};
use rstest::rstest;
use tokio::process::Command;

use super::bench::{AGENT, Bench};

/// Installing is not part of it; a slow machine is.
const PATIENCE: Duration = Duration::from_mins(2);

/// Step by which the server's clock advances in the meantime.
const TICK: Duration = Duration::from_millis(1);

/// Returns the folder of the SDK: `PARLOR_SDK`, or else the folder into which `cargo xtask tools` installs it.
fn installed() -> PathBuf {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/sdk");
    let folder = std::env::var_os("PARLOR_SDK").map_or_else(usual, PathBuf::from);
    let there = folder.join("node_modules/@chatbotkit/sdk/package.json").is_file();
    assert!(there, "{} has no SDK: run `cargo xtask tools`, or set PARLOR_SDK", folder.display());
    folder
}

/// The script in JavaScript, compiled strictly. Node and the compiler look for packages beside the script that names them.
async fn compiled() -> tempfile::TempDir {
    let installed = installed();
    let folder = tempfile::TempDir::new_in(&installed).unwrap();
    for file in ["chatbotkit.ts", "tsconfig.json"] {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("sdk").join(file);
        std::fs::copy(source, folder.path().join(file)).unwrap();
    }
    let mut compiler = Command::new("node");
    compiler.arg(installed.join("node_modules/typescript/bin/tsc")).arg("--project").arg(folder.path());
    assert_eq!(run(compiler).await, "", "the SDK's types do not fit");
    folder
}

/// Runs a program that must end well; what it says.
async fn run(mut program: Command) -> String {
    program.kill_on_drop(true);
    let output = tokio::time::timeout(PATIENCE, program.output()).await.expect("it ends").expect("it runs");
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}\n{said}\n{complained}", output.status);
    said.trim().to_owned()
}

/// Runs a script against a server of its own.
async fn works(backend: Backend, mut script: Command) {
    let bench = Bench::with(backend, Repertoire::default().agents()).await;
    script
        .env("PARLOR_BASE", &bench.app.base)
        .env("PARLOR_SECRET", &bench.ours.secret)
        .env("PARLOR_BOT", AGENT)
        .env("PARLOR_ORIGIN", ORIGIN);
    // Objects made later need later timestamps.
    let clock = Arc::clone(&bench.app.clock);
    let ticking = tokio::spawn(async move {
        loop {
            tokio::time::sleep(TICK).await;
            clock.advance(TICK);
        }
    });
    let said = run(script).await;
    ticking.abort();
    assert_eq!(said, "ok");
}

#[rstest]
#[tokio::test]
async fn the_vendor_s_sdk_for_node_works_unmodified(#[values(Sqlite, Postgres)] backend: Backend) {
    let folder = compiled().await;
    let mut node = Command::new("node");
    node.arg(folder.path().join("chatbotkit.js"));
    works(backend, node).await;
}

#[rstest]
#[tokio::test]
async fn the_vendor_s_sdk_for_python_works_unmodified(#[values(Sqlite, Postgres)] backend: Backend) {
    let environment = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/chatbotkit");
    let python = environment.join("bin/python");
    assert!(python.is_file(), "{} is missing: run `cargo xtask test`, which installs it", environment.display());
    let mut script = Command::new(python);
    script.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("sdk/vendor_sdk.py"));
    works(backend, script).await;
}
