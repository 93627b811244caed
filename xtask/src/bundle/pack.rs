//! From what is built and written to dist/bundle: minified, named by content, compressed, listed.
//!
//! ```text
//! widget.js                  the loader, with the addresses of what follows
//! assets/parlor-<hash>.js    the glue
//! assets/parlor-<hash>_bg.wasm
//! assets/<part>-<hash>.js    what is fetched on its first use: `parts.rs`
//! assets/dashboard-…         the dashboard's files; dashboard.json names them for the server
//! index.html, demo/          the demo shop
//! manifest.json              all of the above with digests and sizes
//! ```
//! Each text and WebAssembly file but the page has a `.br` and a `.gz` beside it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::compress;
use super::inputs::sorted_entries;
use super::manifest::{Entry, Manifest};
use super::minify::{TextKind, kind_of, minify};
use super::parts::PARTS;
use super::wasm::Program;
use crate::process::say;
use crate::workspace::Workspace;

/// The demo's pages and their files.
const PAGES: [&str; 2] = ["index.html", "demo"];
/// The scripts that are written by hand.
const SCRIPTS: &str = "widget/loader";
const LOADER: &str = "widget.js";
/// Digits of SHA-256 in a name: 64 bits.
const HASH_DIGITS: usize = 16;
/// HTML is missing here: the server writes the widget's key into the page on each request.
const COMPRESSED: [&str; 6] = ["js", "css", "wasm", "svg", "json", "txt"];

/// A bundle that is being packed. The old one stays until the new one is complete.
pub(super) struct Packer<'a> {
    pub(super) workspace: &'a Workspace,
    folder: PathBuf,
    files: Vec<Entry>,
}

impl<'a> Packer<'a> {
    /// An empty bundle.
    pub(super) fn begin(workspace: &'a Workspace) -> Self {
        say("packing dist/bundle (minify, hash, brotli 11) …");
        let folder = workspace.bundle().with_extension("new");
        let _ = std::fs::remove_dir_all(&folder);
        Self { workspace, folder, files: Vec::new() }
    }

    /// Puts the bundle in the place of the old one.
    pub(super) fn finish(self, inputs: String) -> Result<Manifest> {
        let bundle = self.workspace.bundle();
        let manifest = Manifest { inputs, files: self.files };
        manifest.write(&self.folder)?;
        let _ = std::fs::remove_dir_all(&bundle);
        std::fs::rename(&self.folder, &bundle).with_context(|| format!("cannot replace {}", bundle.display()))?;
        Ok(manifest)
    }
}

impl Packer<'_> {
    /// Adds the files that name each other, innermost first, so that each name depends on all content below it.
    pub(super) fn widget(&mut self, widget: &Program) -> Result<()> {
        let scripts = self.workspace.root.join(SCRIPTS);
        let wasm_name = format!("parlor-{}_bg.wasm", short_hash(&widget.wasm));
        let glue = widget.glue.replace(&widget.wasm_name, &wasm_name);
        let glue = minify(self.workspace, &glue, TextKind::Module)?;
        let glue_name = format!("parlor-{}.js", short_hash(glue.as_bytes()));
        let glue_path = format!("assets/{glue_name}");
        self.add(&glue_path, glue.as_bytes())?;
        self.add(&format!("assets/{wasm_name}"), &widget.wasm)?;
        let mut names = Names::default();
        // The glue finds the WebAssembly beside itself.
        names.add("JS", &glue_path);
        for part in &PARTS {
            let script = names.fill(&text(&scripts.join(format!("{}.js", part.name)))?)?;
            let script = minify(self.workspace, &script, TextKind::Module)?;
            let path = part.path(&short_hash(script.as_bytes()));
            self.add(&path, script.as_bytes())?;
            names.add(part.name, &path);
        }
        let loader = names.fill(&text(&scripts.join(LOADER))?)?;
        names.are_all_used()?;
        let loader = minify(self.workspace, &loader, TextKind::Script)?;
        // Its style sheet is a text to esbuild, which keeps the line ends; rules do not need them.
        let loader = loader.replace("}\n", "}").replace("{\n", "{");
        self.add(LOADER, loader.as_bytes())
    }

    /// Adds the demo's pages.
    pub(super) fn demo(&mut self) -> Result<()> {
        PAGES.into_iter().try_for_each(|page| self.page(page))
    }

    /// Adds a file of the demo, or a folder of them.
    fn page(&mut self, name: &str) -> Result<()> {
        let path = self.workspace.root.join(name);
        if !path.is_dir() {
            return self.page_file(name, &path);
        }
        for entry in sorted_entries(&path)? {
            let file = entry.file_name().context("an entry without a name")?.to_string_lossy();
            self.page(&format!("{name}/{file}"))?;
        }
        Ok(())
    }

    fn page_file(&mut self, name: &str, path: &Path) -> Result<()> {
        match kind_of(path) {
            Some(kind) => {
                let small = minify(self.workspace, &text(path)?, kind)?;
                self.add(name, small.as_bytes())
            }
            None => self.add(name, &read(path)?),
        }
    }

    /// Writes one file and its compressed forms.
    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.folder.join(name);
        std::fs::create_dir_all(path.parent().context("a file without a folder")?)?;
        std::fs::write(&path, bytes)?;
        let mut entry = Entry {
            path: name.to_owned(),
            sha256: compress::sha256(bytes),
            integrity: compress::integrity(bytes),
            raw: bytes.len(),
            gzip: 0,
            brotli: 0,
        };
        if is_compressed(&path) {
            entry.brotli = write_beside(&path, "br", &compress::brotli(bytes)?)?;
            entry.gzip = write_beside(&path, "gz", &compress::gzip(bytes)?)?;
        }
        self.files.push(entry);
        Ok(())
    }
}

fn is_compressed(path: &Path) -> bool {
    path.extension().and_then(|extension| extension.to_str()).is_some_and(|it| COMPRESSED.contains(&it))
}

fn write_beside(path: &Path, ending: &str, bytes: &[u8]) -> Result<usize> {
    std::fs::write(format!("{}.{ending}", path.display()), bytes)?;
    Ok(bytes.len())
}

pub(super) fn short_hash(bytes: &[u8]) -> String {
    compress::sha256(bytes).chars().take(HASH_DIGITS).collect()
}

/// Placeholders of hashed addresses in scripts (`__PARLOR_<NAME>__`), the addresses, and true once a script has used
/// one.
#[derive(Default)]
struct Names(Vec<(String, String, bool)>);

impl Names {
    fn add(&mut self, name: &str, path: &str) {
        self.0.push((format!("__PARLOR_{}__", name.to_uppercase()), format!("/{path}"), false));
    }

    /// Replaces the placeholders in a script; an unknown placeholder is an error.
    fn fill(&mut self, script: &str) -> Result<String> {
        let filled = self.0.iter_mut().fold(script.to_owned(), |script, (placeholder, address, used)| {
            *used |= script.contains(placeholder.as_str());
            script.replace(placeholder.as_str(), address)
        });
        match filled.find("__PARLOR_") {
            Some(at) => {
                bail!("a script names a part there is not: {}", filled.split_at(at).1.split('"').next().unwrap_or(""))
            }
            None => Ok(filled),
        }
    }

    fn are_all_used(&self) -> Result<()> {
        match self.0.iter().find(|(_, _, used)| !used) {
            Some((placeholder, ..)) => bail!("no script of widget/loader says {placeholder}"),
            None => Ok(()),
        }
    }
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

pub(super) fn text(path: &Path) -> Result<String> {
    Ok(String::from_utf8(read(path)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_named_and_every_name_is_a_file() {
        let names = || {
            let mut names = Names::default();
            names.add("JS", "assets/a.js");
            names.add("rare", "assets/r.js");
            names
        };
        let mut all = names();
        assert_eq!(
            all.fill(r#"load("__PARLOR_JS__", "__PARLOR_RARE__")"#).unwrap(),
            r#"load("/assets/a.js", "/assets/r.js")"#
        );
        assert!(all.are_all_used().is_ok());
        let mut some = names();
        assert!(some.fill(r#"load("__PARLOR_JS__")"#).is_ok());
        assert!(some.are_all_used().is_err());
        assert!(names().fill(r#"load("__PARLOR_MORE__")"#).is_err());
    }

    #[test]
    fn images_that_are_compressed_already_stay_alone() {
        assert!(is_compressed(Path::new("a/b.svg")));
        assert!(!is_compressed(Path::new("a/b.png")));
    }
}
