//! The dashboard: built by cargo, cut into parts by `wasm_split_cli_support`, bound by wasm-bindgen, named by content like the
//! widget.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use serde_json::json;
use wasm_split_cli_support::{Options, transform};

use super::inputs::sorted_entries;
use super::minify::{TextKind, minify};
use super::pack::{Packer, short_hash, text};
use super::wasm;
use crate::workspace::Workspace;

const NAME: &str = "parlor-dashboard";
const GLUE: &str = "parlor-dashboard.js";
const WASM: &str = "parlor-dashboard_bg.wasm";
/// Fetches the parts; the glue and it name each other.
const LINK: &str = "__wasm_split.js";
/// Ends of elements that may not stand in the WebAssembly. Leptos makes an element that is the same in every case from a text
/// with `innerHTML`, which the page's policy forbids; such a text is then in the data.
const MARKUP: [&str; 14] = [
    "</a>",
    "</button>",
    "</code>",
    "</dd>",
    "</div>",
    "</dt>",
    "</h2>",
    "</h3>",
    "</li>",
    "</p>",
    "</path>",
    "</span>",
    "</td>",
    "</th>",
];

/// The dashboard as it is built.
pub(super) struct Dashboard {
    /// The module between the browser and the program.
    glue: String,
    /// The module that fetches parts.
    link: String,
    /// The program and its parts by their names in the two.
    wasm: BTreeMap<String, Vec<u8>>,
}

/// Builds it.
pub(super) fn build(workspace: &Workspace) -> Result<Dashboard> {
    let library = wasm::compile(workspace, NAME)?;
    let parts = workspace.staging().join("dashboard-parts");
    let _ = std::fs::remove_dir_all(&parts);
    let program = workspace.staging().join(format!("{NAME}.wasm"));
    split(&std::fs::read(&library)?, &parts, &program)?;
    // The parts call functions of the program by the linker's names.
    let bound = wasm::bind(workspace, NAME, &program, &["--keep-lld-exports"])?;
    let (glue, link) = (wasm::read(&bound.join(GLUE))?, wasm::read(&parts.join(LINK))?);
    let is_wasm = |path: &PathBuf| path.extension().is_some_and(|end| end == "wasm");
    let mut all: Vec<_> = sorted_entries(&parts)?.into_iter().filter(is_wasm).collect();
    all.push(bound.join(WASM));
    let wasm =
        all.iter().map(|path| Ok((name_of(path), wasm::shrink(workspace, path, &[])?))).collect::<Result<_>>()?;
    Ok(Dashboard { glue, link, wasm })
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Cuts the program: what screens of one part alone use goes to a file in `folder`, the rest to `program`.
fn split(wasm: &[u8], folder: &Path, program: &Path) -> Result<()> {
    let mut options = Options::new(wasm);
    options.output_dir = folder;
    options.main_out_path = program;
    let glue = format!("./{GLUE}");
    options.main_module = &glue;
    transform(options).map(drop).map_err(|error| anyhow!("cutting the dashboard into parts: {error:#}"))
}

impl Packer<'_> {
    /// Adds its files and `dashboard.json`, which names them for the server.
    pub(super) fn dashboard(&mut self, built: &Dashboard) -> Result<()> {
        let mut names = BTreeMap::new();
        for (name, wasm) in &built.wasm {
            refuse_markup(wasm)?;
            let packed = packed_name(name, &short_hash(wasm));
            self.add(&format!("assets/{packed}"), wasm)?;
            names.insert(name.as_str(), packed);
        }
        let (glue, link) = self.dashboard_scripts(built, &names)?;
        let folder = self.workspace.root.join("dashboard");
        let start = text(&folder.join("start.js"))?.replace("__PARLOR_GLUE__", &glue);
        let list = json!({
            "start": format!("assets/{}", self.dashboard_file("dashboard-start", &start, TextKind::Module)?),
            "theme": format!("assets/{}", self.dashboard_file("dashboard-theme", &text(&folder.join("theme.js"))?, TextKind::Script)?),
            "style": format!("assets/{}", self.dashboard_file("dashboard", &self.dashboard_styles()?, TextKind::Style)?),
            "glue": format!("assets/{glue}"),
            "link": format!("assets/{link}"),
            "wasm": format!("assets/{}", names.get(WASM).context("no program")?),
            "texts": self.dashboard_texts(&folder.join("src/i18n/languages"))?,
        });
        self.add("dashboard.json", list.to_string().as_bytes())
    }

    /// Adds the glue and the script that fetches parts. They name each other, so one digest of both names them.
    fn dashboard_scripts(&mut self, built: &Dashboard, names: &BTreeMap<&str, String>) -> Result<(String, String)> {
        let fill = |text: &str| names.iter().fold(text.to_owned(), |text, (name, packed)| text.replace(name, packed));
        let (glue, link) = (fill(&built.glue), fill(&built.link));
        let hash = short_hash(format!("{glue}{link}").as_bytes());
        let (glue_name, link_name) = (format!("dashboard-{hash}.js"), format!("dashboard-link-{hash}.js"));
        for (name, script) in [(&glue_name, glue), (&link_name, link)] {
            // In the program itself the script has its first name, so what is handed to it keeps it.
            let link = format!("from \"./{LINK}\"");
            let script = script.replace(GLUE, &glue_name).replace(&link, &format!("from \"./{link_name}\""));
            let small = minify(self.workspace, &script, TextKind::Module).with_context(|| name.clone())?;
            self.add(&format!("assets/{name}"), small.as_bytes())?;
        }
        Ok((glue_name, link_name))
    }

    /// Adds the texts of every language but English, which is in the program; returns their addresses by language.
    fn dashboard_texts(&mut self, folder: &Path) -> Result<BTreeMap<String, String>> {
        let mut all = BTreeMap::new();
        for path in sorted_entries(folder)? {
            let language = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if language != "en" {
                // Without the spaces that people read it by.
                let texts: serde_json::Value = serde_json::from_str(&text(&path)?).context(language.clone())?;
                let small = texts.to_string();
                let name = format!("assets/dashboard-text-{language}-{}.json", short_hash(small.as_bytes()));
                self.add(&name, small.as_bytes())?;
                all.insert(language, name);
            }
        }
        Ok(all)
    }

    /// All of `dashboard/style` in the order of the names.
    fn dashboard_styles(&self) -> Result<String> {
        sorted_entries(&self.workspace.root.join("dashboard/style"))?.iter().map(|path| text(path)).collect()
    }

    /// Adds a text by a name with its hash, and returns that name.
    fn dashboard_file(&mut self, name: &str, text: &str, kind: TextKind) -> Result<String> {
        let small = minify(self.workspace, text, kind).with_context(|| name.to_owned())?;
        let ending = if matches!(kind, TextKind::Style) { "css" } else { "js" };
        let name = format!("{name}-{}.{ending}", short_hash(small.as_bytes()));
        self.add(&format!("assets/{name}"), small.as_bytes())?;
        Ok(name)
    }
}

/// `dashboard-<hash>_bg.wasm` for the program, `dashboard-part-talk-<hash>.wasm` for a part.
fn packed_name(name: &str, hash: &str) -> String {
    match name.strip_suffix(".wasm").unwrap_or(name) {
        "parlor-dashboard_bg" => format!("dashboard-{hash}_bg.wasm"),
        part => format!("dashboard-part-{}-{hash}.wasm", part.trim_start_matches("split_").replace('_', "-")),
    }
}

fn refuse_markup(wasm: &[u8]) -> Result<()> {
    let holds = |end: &&&str| wasm.windows(end.len()).any(|bytes| bytes == end.as_bytes());
    match MARKUP.iter().find(holds) {
        Some(end) => {
            bail!("a view of the dashboard has an element that is the same in every case: look for one with {end}")
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_from_the_program() {
        assert_eq!(packed_name("parlor-dashboard_bg.wasm", "0"), "dashboard-0_bg.wasm");
        assert_eq!(packed_name("split_talk.wasm", "0"), "dashboard-part-talk-0.wasm");
        assert_eq!(packed_name("chunk_3.wasm", "0"), "dashboard-part-chunk-3-0.wasm");
    }

    #[test]
    fn markup_from_text_is_refused() {
        assert!(refuse_markup(b"\0asm..<h2>Buttons</h2>..").is_err());
        assert!(refuse_markup(b"\0asm..Buttons..").is_ok());
    }
}
