//! Where things are.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The folders the commands work in.
pub(crate) struct Workspace {
    /// The repository's root.
    pub(crate) root: PathBuf,
    /// Cargo's target folder as the user has set it; for the project's own output, not for the tools.
    pub(crate) target: PathBuf,
    /// The version all crates share.
    pub(crate) version: String,
}

impl Workspace {
    /// Asks cargo, because the target folder may come from the environment or a configuration file.
    pub(crate) fn find() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let output = crate::process::cargo_like("cargo")
            .args(["metadata", "--format-version=1", "--no-deps", "--manifest-path"])
            .arg(&manifest)
            .output()
            .context("cannot run `cargo metadata`")?;
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)
            .with_context(|| format!("`cargo metadata` failed: {}", String::from_utf8_lossy(&output.stderr)))?;
        let text = |key: &str| metadata[key].as_str().with_context(|| format!("`cargo metadata` lacks {key}"));
        Ok(Self {
            root: text("workspace_root")?.into(),
            target: text("target_directory")?.into(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    /// Tools live in the project, wherever cargo's own target folder is.
    pub(crate) fn tools(&self) -> PathBuf {
        self.root.join("target/tools")
    }

    /// Output of quiet steps.
    pub(crate) fn logs(&self) -> PathBuf {
        self.root.join("target/logs")
    }

    /// What trunk writes, before packing.
    pub(crate) fn staging(&self) -> PathBuf {
        self.root.join("target/trunk")
    }

    /// The packed bundle, as the server embeds it.
    pub(crate) fn bundle(&self) -> PathBuf {
        self.root.join("dist/bundle")
    }

    /// A cargo-built program of `profile` ("debug" or "release").
    pub(crate) fn binary(&self, profile: &str, name: &str) -> PathBuf {
        self.target.join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// PATH with the project's tools first.
    pub(crate) fn path(&self) -> OsString {
        let own = [self.tools().join("bin"), self.tools().join("node_modules/.bin")];
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        std::env::join_paths(own.into_iter().chain(std::env::split_paths(&inherited))).unwrap_or(inherited)
    }

    /// Builds the debug server. As part of the workspace: with `--package` other features of the same crates would be on,
    /// and the tests, which are built with it, would compile most of them a second time.
    pub(crate) fn server_build(&self) -> Command {
        let mut command = self.command("cargo");
        command.args(["build", "--workspace", "--bin", "parlor"]);
        command
    }

    /// A command that runs in the root with the project's tools in PATH.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = crate::process::cargo_like(program);
        command.current_dir(&self.root).env("PATH", self.path());
        command
    }
}
