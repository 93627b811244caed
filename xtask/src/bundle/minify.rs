//! Scripts and styles without comments and long names, by esbuild.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// Kind of text, which decides the names that may be shortened.
#[derive(Clone, Copy)]
pub(super) enum TextKind {
    /// An ES module: top-level names are its own.
    Module,
    /// A classic script: top-level names are the page's.
    Script,
    /// A style sheet.
    Style,
}

/// Minifies `text`; syntax newer than the supported browsers' is rewritten.
pub(super) fn minify(workspace: &Workspace, text: &str, kind: TextKind) -> Result<String> {
    let mut command = workspace.command("esbuild");
    command
        .args(["--minify", "--legal-comments=none", "--charset=utf8", "--log-level=warning"])
        .args(match kind {
            TextKind::Module => {
                ["--loader=js", "--format=esm", "--target=es2022", "--log-override:duplicate-object-key=silent"]
                    .as_slice()
            }
            TextKind::Script => ["--loader=js", "--target=es2022"].as_slice(),
            TextKind::Style => ["--loader=css", "--target=chrome111,firefox114,safari16.4"].as_slice(),
        })
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command.spawn().context("cannot start esbuild")?;
    // The guard is dropped at the end of the statement, which closes the pipe.
    std::io::Write::write_all(&mut child.stdin.take().context("no pipe to esbuild")?, text.as_bytes())?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("esbuild refused the text");
    }
    Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
}

/// Returns the kind by the file's name, if it can be minified.
pub(super) fn kind_of(path: &Path) -> Option<TextKind> {
    match path.extension()?.to_str()? {
        "js" | "mjs" => Some(TextKind::Script),
        "css" => Some(TextKind::Style),
        _ => None,
    }
}
