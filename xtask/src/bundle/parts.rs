//! The scripts of `widget/loader` that are fetched on their first use: the one list that packing and budgets read.

/// One of them.
pub(super) struct Part {
    /// Name of the script without its ending. `__PARLOR_<NAME>__` stands for its address in other scripts.
    pub(super) name: &'static str,
    /// Its purpose, in the table of sizes.
    pub(super) purpose: &'static str,
    /// The most bytes of brotli 11 it may have.
    pub(super) budget: usize,
}

/// All parts. A script may name those before it; `rare` names most of them, and the loader names `rare`.
pub(super) static PARTS: [Part; 10] = [
    part("blocks", "blocks, pictures", 4_000),
    part("files", "files", 4_000),
    part("aliases", "other chats' names", 2_500),
    part("page", "scripting, tools", 2_500),
    part("voice", "voice", 4_000),
    part("outreach", "rules, peek, unread", 4_000),
    part("session", "saving, deleting", 2_000),
    part("forms", "forms of the chat's own", 3_000),
    part("tabs", "several tabs", 1_500),
    part("rare", "frames, moving", 4_000),
];

const fn part(name: &'static str, purpose: &'static str, budget: usize) -> Part {
    Part { name, purpose, budget }
}

impl Part {
    /// Path of the packed script below the bundle, `hash` being that of its content.
    pub(super) fn path(&self, hash: &str) -> String {
        format!("assets/{}-{hash}.js", self.name)
    }

    /// Returns true if a path of the bundle is that of this part.
    pub(super) fn is_at(&self, path: &str) -> bool {
        let rest = path.strip_prefix("assets/").and_then(|file| file.strip_prefix(self.name));
        rest.is_some_and(|rest| rest.starts_with('-'))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// A script that no list names would never be packed, and what it is for would fail at a visitor's first use.
    #[test]
    fn every_script_beside_the_loader_is_a_part() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../widget/loader");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let scripts = files.filter(|path| path.extension().is_some_and(|ending| ending == "js"));
        let mut scripts: Vec<_> = scripts.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
        let mut parts: Vec<_> = PARTS.iter().map(|part| part.name).chain(["widget"]).collect();
        scripts.sort_unstable();
        parts.sort_unstable();
        assert_eq!(scripts, parts);
    }

    #[test]
    fn a_part_knows_its_path() {
        let [part, ..] = &PARTS;
        assert!(part.is_at(&part.path("0123")));
        assert!(!part.is_at("assets/blocksmith-0123.js") && !part.is_at("blocks-0123.js"));
    }
}
