//! Folders of the workspace.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::nested_cargo::cargo_like;

/// The folders the commands work in.
pub(crate) struct Workspace {
    /// The repository's root.
    pub(crate) root: PathBuf,
    /// Cargo's target folder as set by the user; for the project's own output, not for the tools.
    pub(crate) target: PathBuf,
    /// The version all crates share.
    pub(crate) version: String,
}

impl Workspace {
    /// Asks cargo for the folders, because the target folder may be set by the environment or a configuration file.
    pub(crate) fn find() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let output = cargo_like("cargo")
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

    /// Returns the tools' folder, which is in the project, even if cargo's target folder is elsewhere.
    pub(crate) fn tools(&self) -> PathBuf {
        self.root.join("target/tools")
    }

    /// Returns the folder for the output of quiet steps.
    pub(crate) fn logs(&self) -> PathBuf {
        self.root.join("target/logs")
    }

    /// Returns the folder of what is built for the bundle, before packing.
    pub(crate) fn staging(&self) -> PathBuf {
        self.root.join("target/bundle")
    }

    /// Returns the packed bundle, as the server embeds it.
    pub(crate) fn bundle(&self) -> PathBuf {
        self.root.join("dist/bundle")
    }

    /// Returns the path of a program built by cargo with `profile` ("debug" or "release").
    pub(crate) fn binary(&self, profile: &str, name: &str) -> PathBuf {
        self.target.join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// Returns PATH with the project's tools first.
    pub(crate) fn path(&self) -> OsString {
        let own = [self.tools().join("bin"), self.tools().join("node_modules/.bin")];
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        std::env::join_paths(own.into_iter().chain(std::env::split_paths(&inherited))).unwrap_or(inherited)
    }

    /// Builds the debug server as part of the workspace. With `--package` the same crates would have other features,
    /// and the tests, which are built for the workspace, would compile most of them a second time.
    pub(crate) fn server_build(&self) -> Command {
        let mut command = self.command("cargo");
        command.args(["build", "--workspace", "--bin", "parlor"]);
        command
    }

    /// Creates a command that runs in the root with the project's tools in PATH.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = cargo_like(program);
        command.current_dir(&self.root).env("PATH", self.path());
        command
    }
}
