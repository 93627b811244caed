//! `cargo xtask size`: what visitors download, and the budgets it may not exceed.

use anyhow::{Result, bail};

use crate::bundle::{self, Entry, Manifest};
use crate::workspace::Workspace;

/// Fetched on page load: bytes of brotli 11.
const LOADER_BUDGET: usize = 4_000;
/// Fetched on first open (WebAssembly, glue, styles): bytes of brotli 11.
const BUNDLE_BUDGET: usize = 110_000;
/// Fetched on their first use: what it is, how its name begins, and bytes of brotli 11.
const ON_DEMAND: [(&str, &str, usize); 10] = [
    ("frames, moving", "assets/rare-", 4_000),
    ("blocks, pictures", "assets/blocks-", 4_000),
    ("files", "assets/files-", 4_000),
    ("scripting, tools", "assets/page-", 2_500),
    ("other chats' names", "assets/aliases-", 2_500),
    ("several tabs", "assets/tabs-", 1_500),
    ("voice", "assets/voice-", 4_000),
    ("rules, peek, unread", "assets/outreach-", 4_000),
    ("saving, deleting", "assets/session-", 2_000),
    ("forms of the chat's own", "assets/forms-", 3_000),
];

/// The command.
pub(crate) fn run(workspace: &Workspace, rest: &[String]) -> Result<()> {
    crate::no_arguments("size", rest)?;
    let manifest = bundle::build(workspace, false)?;
    print(&manifest);
    check(&manifest)
}

/// Prints the table to standard output.
pub(crate) fn print(manifest: &Manifest) {
    println!("{:<44}{:>10}{:>10}{:>10}{:>10}", "bytes", "raw", "gzip", "brotli", "budget");
    for entry in manifest.files.iter().filter(|entry| is_loader(entry) || is_bundle(entry) || demanded(entry).is_some())
    {
        let label = format!("{} ({})", part(entry), entry.path);
        println!("{label:<44}{:>10}{:>10}{:>10}", entry.raw, entry.gzip, entry.brotli);
    }
    row("on page load: loader", manifest, is_loader, LOADER_BUDGET);
    row("on first open: wasm + glue + css", manifest, is_bundle, BUNDLE_BUDGET);
    for (name, start, budget) in ON_DEMAND {
        row(&format!("when asked for: {name}"), manifest, |entry| entry.path.starts_with(start), budget);
    }
}

fn row(label: &str, manifest: &Manifest, which: impl Fn(&Entry) -> bool + Copy, budget: usize) {
    let sum = |size: fn(&Entry) -> usize| manifest.files.iter().filter(|entry| which(entry)).map(size).sum::<usize>();
    println!(
        "{label:<44}{:>10}{:>10}{:>10}{budget:>10}",
        sum(|entry| entry.raw),
        sum(|entry| entry.gzip),
        sum(|entry| entry.brotli)
    );
}

/// Fails when a budget is exceeded.
pub(crate) fn check(manifest: &Manifest) -> Result<()> {
    within("the loader", brotli(manifest, is_loader), LOADER_BUDGET)?;
    within("the bundle", brotli(manifest, is_bundle), BUNDLE_BUDGET)?;
    ON_DEMAND.iter().try_for_each(|(name, start, budget)| {
        within(name, brotli(manifest, |entry| entry.path.starts_with(start)), *budget)
    })
}

fn brotli(manifest: &Manifest, which: impl Fn(&Entry) -> bool) -> usize {
    manifest.files.iter().filter(|entry| which(entry)).map(|entry| entry.brotli).sum()
}

fn within(what: &str, bytes: usize, budget: usize) -> Result<()> {
    if bytes > budget {
        bail!("{what} has {bytes} bytes of brotli; its budget is {budget} (`cargo xtask size` shows the parts)");
    }
    Ok(())
}

fn is_loader(entry: &Entry) -> bool {
    entry.path == "widget.js"
}

fn is_bundle(entry: &Entry) -> bool {
    entry.path.starts_with("assets/") && demanded(entry).is_none()
}

fn demanded(entry: &Entry) -> Option<&'static str> {
    ON_DEMAND.iter().find(|(_, start, _)| entry.path.starts_with(start)).map(|(name, ..)| *name)
}

fn part(entry: &Entry) -> &'static str {
    match entry.path.rsplit('.').next() {
        _ if is_loader(entry) => "loader",
        Some("wasm") => "wasm",
        Some("css") => "css",
        _ => demanded(entry).unwrap_or("glue"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(loader: usize, wasm: usize) -> Manifest {
        let entry = |path: &str, brotli| Entry {
            path: path.to_owned(),
            sha256: String::new(),
            integrity: String::new(),
            raw: 0,
            gzip: 0,
            brotli,
        };
        Manifest::of(vec![
            entry("widget.js", loader),
            entry("assets/parlor-0_bg.wasm", wasm),
            entry("assets/parlor-0.js", 6_000),
            entry("demo/shop.css", 1_000_000),
        ])
    }

    #[test]
    fn budgets_hold_to_the_byte() {
        assert!(check(&manifest(4_000, 104_000)).is_ok());
        assert!(check(&manifest(4_001, 104_000)).unwrap_err().to_string().starts_with("the loader"));
        assert!(check(&manifest(4_000, 104_001)).unwrap_err().to_string().starts_with("the bundle"));
    }
}
