//! The vendor's own SDK, unmodified, against a running server. What it does stands in `tests/sdk/chatbotkit.mjs`.

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

/// How the server's clock goes meanwhile.
const TICK: Duration = Duration::from_millis(1);

/// Where the SDK is: `PARLOR_SDK`, else where `cargo xtask tools` puts it.
fn installed() -> PathBuf {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/sdk");
    let folder = std::env::var_os("PARLOR_SDK").map_or_else(usual, PathBuf::from);
    let there = folder.join("node_modules/@chatbotkit/sdk/package.json").is_file();
    assert!(there, "{} has no SDK: run `cargo xtask tools`, or set PARLOR_SDK", folder.display());
    folder
}

/// Node looks for packages beside the script that names them.
fn script() -> tempfile::TempDir {
    let folder = tempfile::TempDir::new_in(installed()).unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("sdk/chatbotkit.mjs");
    std::fs::copy(source, folder.path().join("chatbotkit.mjs")).unwrap();
    folder
}

#[rstest]
#[tokio::test]
async fn the_vendor_s_sdk_works_unmodified(#[values(Sqlite, Postgres)] backend: Backend) {
    let bench = Bench::with(backend, Repertoire::default().agents()).await;
    let folder = script();
    let mut node = Command::new("node");
    node.arg(folder.path().join("chatbotkit.mjs"))
        .env("PARLOR_BASE", &bench.app.base)
        .env("PARLOR_SECRET", &bench.ours.secret)
        .env("PARLOR_BOT", AGENT)
        .env("PARLOR_ORIGIN", ORIGIN)
        .kill_on_drop(true);
    // What is made later is to be newer.
    let clock = Arc::clone(&bench.app.clock);
    let ticking = tokio::spawn(async move {
        loop {
            tokio::time::sleep(TICK).await;
            clock.advance(TICK);
        }
    });
    let output = tokio::time::timeout(PATIENCE, node.output()).await.expect("it ends").expect("node runs");
    ticking.abort();
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.trim() == "ok", "{}\n{said}\n{complained}", output.status);
}
