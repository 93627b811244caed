//! From a crate to its WebAssembly and glue: cargo, wasm-bindgen, wasm-opt.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::compress::sha256;
use crate::process::quiet;
use crate::tools;
use crate::workspace::Workspace;

const TARGET: &str = "wasm32-unknown-unknown";
/// The cargo profile, in the workspace's Cargo.toml.
const PROFILE: &str = "wasm";
/// The features that every supported browser has, and what rustc's output allows to assume.
const OPTIONS: [&str; 12] = [
    "-Oz",
    "--traps-never-happen",
    "--low-memory-unused",
    "--generate-global-effects",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--strip-debug",
    "--strip-producers",
];

/// A program for browsers.
pub(super) struct Program {
    /// The glue, a JavaScript module.
    pub(super) glue: String,
    /// The WebAssembly.
    pub(super) wasm: Vec<u8>,
    /// The name of the WebAssembly in the glue.
    pub(super) wasm_name: String,
}

/// Builds a library of the workspace.
pub(super) fn build(workspace: &Workspace, package: &str) -> Result<Program> {
    let library = compile(workspace, package)?;
    let folder = bind(workspace, package, &library, &[])?;
    Ok(Program {
        glue: read(&folder.join(format!("{package}.js")))?,
        wasm: shrink(workspace, &folder.join(format!("{package}_bg.wasm")), &["--converge"])?,
        wasm_name: format!("{package}_bg.wasm"),
    })
}

/// Compiles a library; returns its WebAssembly.
pub(super) fn compile(workspace: &Workspace, package: &str) -> Result<PathBuf> {
    let mut command = workspace.command("cargo");
    command.args(["build", "--package", package, "--lib", "--profile", PROFILE, "--target", TARGET]);
    quiet(workspace, &format!("build-{package}"), &format!("compiling {package} for browsers"), &mut command)?;
    Ok(workspace.target.join(TARGET).join(PROFILE).join(format!("{}.wasm", package.replace('-', "_"))))
}

/// Writes the glue for a library; returns the folder it is in.
pub(super) fn bind(workspace: &Workspace, package: &str, library: &Path, options: &[&str]) -> Result<PathBuf> {
    let folder = workspace.staging().join(package);
    // Files of an earlier build must not get into this one.
    let _ = std::fs::remove_dir_all(&folder);
    let mut command = workspace.command("wasm-bindgen");
    command.args(["--target", "web", "--no-typescript", "--out-name", package]).args(options);
    command.arg("--out-dir").arg(&folder).arg(library);
    quiet(
        workspace,
        &format!("bindgen-{package}"),
        &format!("writing the glue of {package} (wasm-bindgen)"),
        &mut command,
    )?;
    Ok(folder)
}

/// Returns a smaller WebAssembly that does the same. It is kept: what has not changed is not shrunk again.
pub(super) fn shrink(workspace: &Workspace, wasm: &Path, options: &[&str]) -> Result<Vec<u8>> {
    let name = wasm.file_stem().context("a file without a name")?.to_string_lossy();
    let given = std::fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    // Another version of the tool may write something else.
    let tools = tools::versions();
    let how = sha256(format!("{}{OPTIONS:?}{options:?}{tools}", sha256(&given)).as_bytes());
    let folder = workspace.staging().join("small").join(&*name);
    let small = folder.join(&how);
    if !small.exists() {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder)?;
        let mut command = workspace.command("wasm-opt");
        // An interrupted run leaves nothing that counts as done.
        let unfinished = folder.join("unfinished");
        command.args(OPTIONS).args(options).arg("--output").arg(&unfinished).arg(wasm);
        quiet(workspace, &format!("wasm-opt-{name}"), &format!("shrinking {name} (wasm-opt)"), &mut command)?;
        std::fs::rename(&unfinished, &small)?;
    }
    std::fs::read(&small).with_context(|| format!("wasm-opt did not write {}", small.display()))
}

pub(super) fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
