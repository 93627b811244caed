//! `docs/architecture.md` and the source name the same folders and files.

use std::path::Path;

use crate::source;

/// Folders whose folders stand on the page. The repository's own are the first.
const MAPPED: [&str; 10] = [
    "",
    "shared/src",
    "server/src",
    "server/src/core",
    "server/src/agent",
    "server/src/api",
    "server/src/store",
    "widget/src",
    "dashboard/src",
    "xtask/src",
];
/// Folders that tools made.
const UNMAPPED: [&str; 3] = ["target", "dist", "node_modules"];

/// The folders in `folder`, without those that are hidden.
fn folders(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let names = entries.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().display().to_string());
    names.filter(|name| !name.starts_with('.') && !UNMAPPED.contains(&name.as_str())).collect()
}

/// The texts between back-ticks.
fn named(page: &str) -> Vec<&str> {
    let prose = page.split("```").step_by(2);
    prose.flat_map(|text| text.split('`').skip(1).step_by(2)).collect()
}

fn page() -> String {
    std::fs::read_to_string(source::root().join("docs/architecture.md")).unwrap_or_default()
}

#[test]
fn every_folder_is_on_the_page() {
    let page = page();
    let named = named(&page);
    let is_named = |parent: &str, name: &str| {
        let below = format!("{}/{name}", parent.rsplit('/').next().unwrap_or_default());
        named.iter().any(|it| [name, &below].contains(&it.trim_end_matches('/')))
    };
    let mut missing = Vec::new();
    for parent in MAPPED {
        let all = folders(&source::root().join(parent));
        assert!(!all.is_empty(), "{parent} has no folders");
        missing.extend(all.into_iter().filter(|name| !is_named(parent, name)).map(|name| format!("{parent}/{name}")));
    }
    assert!(missing.is_empty(), "docs/architecture.md does not name {missing:#?}");
}

#[test]
fn every_file_on_the_page_exists() {
    let page = page();
    let files: Vec<String> = source::text_files(&source::root()).iter().map(|file| file.relative_to("")).collect();
    let is_path = |it: &&str| Path::new(it).extension().is_some_and(|ending| ending == "rs" || ending == "js");
    let gone: Vec<&str> = named(&page)
        .into_iter()
        .filter(is_path)
        .filter(|path| !files.iter().any(|file| file == path || file.ends_with(&format!("/{path}"))))
        .collect();
    assert!(gone.is_empty(), "docs/architecture.md names what is not there: {gone:?}");
}
