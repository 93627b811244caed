//! Size budgets of the files visitors download.

use anyhow::{Result, bail};

use super::manifest::{Entry, Manifest};
use super::parts::{PARTS, Part};

/// Fetched on page load: bytes of brotli 11.
const LOADER_BUDGET: usize = 4_000;
/// Fetched on first open (WebAssembly, glue, styles): bytes of brotli 11.
const BUNDLE_BUDGET: usize = 110_000;
/// The dashboard's first screen (WebAssembly, glue, scripts, styles): bytes of brotli 11.
const DASHBOARD_BUDGET: usize = 300_000;
/// The dashboard's other parts, each fetched with the first screen that needs it: bytes of brotli 11, all together.
const DASHBOARD_PARTS_BUDGET: usize = 300_000;
/// The dashboard's texts in one language: bytes of brotli 11.
const DASHBOARD_TEXT_BUDGET: usize = 12_000;

/// Prints the table to standard output.
pub(crate) fn print(manifest: &Manifest) {
    println!("{:<44}{:>10}{:>10}{:>10}{:>10}", "bytes", "raw", "gzip", "brotli", "budget");
    for entry in manifest.files.iter().filter(|entry| is_listed(entry)) {
        let label = format!("{} ({})", label(entry), entry.path);
        println!("{label:<44}{:>10}{:>10}{:>10}", entry.raw, entry.gzip, entry.brotli);
    }
    row("on page load: loader", manifest, is_loader, LOADER_BUDGET);
    row("on first open: wasm + glue + css", manifest, is_bundle, BUNDLE_BUDGET);
    for part in &PARTS {
        row(&format!("when asked for: {}", part.purpose), manifest, |entry| part.is_at(&entry.path), part.budget);
    }
    row("dashboard: first screen", manifest, is_dashboard, DASHBOARD_BUDGET);
    row("dashboard: all other screens", manifest, is_dashboard_part, DASHBOARD_PARTS_BUDGET);
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
    let texts = manifest.files.iter().filter(|entry| is_dashboard_text(entry)).map(|entry| entry.brotli).max();
    within("a language of the dashboard", texts.unwrap_or(0), DASHBOARD_TEXT_BUDGET)?;
    // Those who read another language than English fetch its texts, too.
    within("the dashboard", brotli(manifest, is_dashboard) + texts.unwrap_or(0), DASHBOARD_BUDGET)?;
    within("the dashboard's other screens", brotli(manifest, is_dashboard_part), DASHBOARD_PARTS_BUDGET)?;
    PARTS
        .iter()
        .try_for_each(|part| within(part.purpose, brotli(manifest, |entry| part.is_at(&entry.path)), part.budget))
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
    entry.path.starts_with("assets/") && on_demand(entry).is_none() && !entry.path.starts_with("assets/dashboard-")
}

fn is_dashboard(entry: &Entry) -> bool {
    entry.path.starts_with("assets/dashboard-") && !is_dashboard_part(entry) && !is_dashboard_text(entry)
}

fn is_dashboard_part(entry: &Entry) -> bool {
    entry.path.starts_with("assets/dashboard-part-")
}

fn is_dashboard_text(entry: &Entry) -> bool {
    entry.path.starts_with("assets/dashboard-text-")
}

fn is_listed(entry: &Entry) -> bool {
    is_loader(entry) || entry.path.starts_with("assets/")
}

fn on_demand(entry: &Entry) -> Option<&'static Part> {
    PARTS.iter().find(|part| part.is_at(&entry.path))
}

fn label(entry: &Entry) -> &'static str {
    match entry.path.rsplit('.').next() {
        _ if is_loader(entry) => "loader",
        _ if is_dashboard_part(entry) => "dashboard, part",
        _ if is_dashboard_text(entry) => "dashboard, texts",
        _ if is_dashboard(entry) => "dashboard",
        Some("wasm") => "wasm",
        Some("css") => "css",
        _ => on_demand(entry).map_or("glue", |part| part.purpose),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(loader: usize, wasm: usize, blocks: usize) -> Manifest {
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
            entry("assets/blocks-0.js", blocks),
            entry("assets/dashboard-0.js", 295_000),
            entry("assets/dashboard-text-de-0.json", 5_000),
            entry("assets/dashboard-part-talk-0.wasm", 300_000),
            entry("demo/shop.css", 1_000_000),
        ])
    }

    #[test]
    fn budgets_hold_to_the_byte() {
        assert!(check(&manifest(4_000, 104_000, 4_000)).is_ok());
        assert!(check(&manifest(4_001, 104_000, 0)).unwrap_err().to_string().starts_with("the loader"));
        assert!(check(&manifest(4_000, 104_001, 0)).unwrap_err().to_string().starts_with("the bundle"));
        assert!(check(&manifest(4_000, 104_000, 4_001)).unwrap_err().to_string().starts_with("blocks, pictures"));
    }
}
