//! `cargo xtask dist`: one archive with everything a server needs.

use std::path::Path;

use anyhow::{Context, Result};

use crate::arguments::no_arguments;
use crate::bench::release_server;
use crate::bundle;
use crate::process::{output_of, quiet, say};
use crate::workspace::Workspace;

/// Files placed beside the binary.
const PAPERS: [&str; 3] = ["LICENSE-MIT", "LICENSE-APACHE", "README.md"];
/// Folders placed beside the binary: the manual, and files to run the server with.
const FOLDERS: [&str; 2] = ["docs", "deploy"];

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, rest: &[String]) -> Result<()> {
    no_arguments("dist", rest)?;
    bundle::ensure(workspace)?;
    release_server(workspace)?;
    let name = format!("parlor-{}-{}", workspace.version, host(workspace)?);
    let dist = workspace.root.join("dist");
    fill(workspace, &dist.join(&name))?;
    archive(workspace, &dist, &name)?;
    std::fs::remove_dir_all(dist.join(&name))?;
    say(&format!("dist/{name}.tar.gz and dist/SHA256SUMS are ready"));
    Ok(())
}

fn host(workspace: &Workspace) -> Result<String> {
    let said = output_of(workspace.command("rustc").arg("-vV")).context("rustc does not run")?;
    let line = said.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    Ok(line.to_owned())
}

fn fill(workspace: &Workspace, folder: &Path) -> Result<()> {
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder)?;
    let binary = workspace.binary("release", "parlor");
    let name = binary.file_name().context("a binary without a name")?;
    std::fs::copy(&binary, folder.join(name)).with_context(|| format!("cannot copy {}", binary.display()))?;
    for paper in PAPERS {
        std::fs::copy(workspace.root.join(paper), folder.join(paper))
            .with_context(|| format!("cannot copy {paper}"))?;
    }
    let mut copy = workspace.command("cp");
    copy.arg("--recursive").args(FOLDERS.map(|name| workspace.root.join(name))).arg(folder);
    quiet(workspace, "copy", "copying documents", &mut copy)
}

/// Packs the archive reproducibly: sorted names, no owner, the commit's time.
fn archive(workspace: &Workspace, dist: &Path, name: &str) -> Result<()> {
    let time =
        output_of(workspace.command("git").args(["log", "-1", "--format=%ct"])).unwrap_or_else(|| "0".to_owned());
    let file = format!("{name}.tar.gz");
    let mut tar = workspace.command("tar");
    tar.args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner", &format!("--mtime=@{time}")])
        .args(["--use-compress-program=gzip -n", "-cf", &file, name])
        .current_dir(dist);
    quiet(workspace, "tar", "packing the archive", &mut tar)?;
    let bytes = std::fs::read(dist.join(&file))?;
    Ok(std::fs::write(dist.join("SHA256SUMS"), format!("{}  {file}\n", bundle::sha256(&bytes)))?)
}
