//! `dist/bundle/manifest.json`: the bundle's files with their sizes and digests.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// The whole bundle.
pub(crate) struct Manifest {
    /// Digest of all inputs.
    pub(super) inputs: String,
    /// The files, without the manifest and the compressed forms.
    pub(crate) files: Vec<Entry>,
}

/// One file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    /// Path below which the server serves the file, without the first slash.
    pub(crate) path: String,
    /// SHA-256 in hexadecimal.
    pub(crate) sha256: String,
    /// The value of an `integrity` attribute.
    pub(crate) integrity: String,
    /// Size in bytes, uncompressed.
    pub(crate) raw: usize,
    /// Size in bytes as gzip; 0 if the file is not stored compressed.
    pub(crate) gzip: usize,
    /// Size in bytes as brotli; 0 if the file is not stored compressed.
    pub(crate) brotli: usize,
}

impl Manifest {
    /// A manifest of these files only.
    #[cfg(test)]
    pub(crate) fn of(files: Vec<Entry>) -> Self {
        Self { inputs: String::new(), files }
    }

    /// Writes the manifest into `folder`.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let files: Vec<Value> = self.files.iter().map(Entry::to_json).collect();
        let text = serde_json::to_string_pretty(&json!({ "inputs": self.inputs, "files": files }))?;
        Ok(std::fs::write(folder.join("manifest.json"), text + "\n")?)
    }

    fn read(folder: &Path) -> Result<Self> {
        let value: Value = serde_json::from_slice(&std::fs::read(folder.join("manifest.json"))?)?;
        let files = value["files"].as_array().context("no files")?;
        Ok(Self {
            inputs: value["inputs"].as_str().context("no inputs")?.to_owned(),
            files: files.iter().map(Entry::from_json).collect::<Result<_>>()?,
        })
    }
}

/// Returns the manifest in `folder` if it was made from `inputs` and every listed file is unchanged.
pub(super) fn read_if_current(folder: &Path, inputs: &str) -> Option<Manifest> {
    let manifest = Manifest::read(folder).ok()?;
    let sound = manifest.inputs == inputs && manifest.files.iter().all(|entry| entry.is_in(folder));
    sound.then_some(manifest)
}

impl Entry {
    fn is_in(&self, folder: &Path) -> bool {
        let path = folder.join(&self.path);
        let complete = self.brotli == 0
            || [".br", ".gz"].iter().all(|ending| Path::new(&format!("{}{ending}", path.display())).exists());
        complete && std::fs::read(&path).is_ok_and(|bytes| super::compress::sha256(&bytes) == self.sha256)
    }

    fn to_json(&self) -> Value {
        json!({
            "path": self.path, "sha256": self.sha256, "integrity": self.integrity,
            "raw": self.raw, "gzip": self.gzip, "brotli": self.brotli,
        })
    }

    fn from_json(value: &Value) -> Result<Self> {
        let text = |key: &str| value[key].as_str().map(str::to_owned).with_context(|| format!("no {key}"));
        let size = |key: &str| -> Result<usize> {
            Ok(usize::try_from(value[key].as_u64().with_context(|| format!("no {key}"))?)?)
        };
        Ok(Self {
            path: text("path")?,
            sha256: text("sha256")?,
            integrity: text("integrity")?,
            raw: size("raw")?,
            gzip: size("gzip")?,
            brotli: size("brotli")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_or_missing_file_makes_it_stale() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        std::fs::write(path.join("a.svg"), "<svg/>").unwrap();
        let entry = Entry {
            path: "a.svg".to_owned(),
            sha256: super::super::compress::sha256(b"<svg/>"),
            integrity: super::super::compress::integrity(b"<svg/>"),
            raw: 6,
            gzip: 0,
            brotli: 0,
        };
        Manifest { inputs: "abc".to_owned(), files: vec![entry.clone()] }.write(path).unwrap();
        assert_eq!(read_if_current(path, "abc").unwrap().files, [entry]);
        assert!(read_if_current(path, "other inputs").is_none());
        std::fs::write(path.join("a.svg"), "<svg />").unwrap();
        assert!(read_if_current(path, "abc").is_none());
        std::fs::remove_file(path.join("a.svg")).unwrap();
        assert!(read_if_current(path, "abc").is_none());
    }
}
