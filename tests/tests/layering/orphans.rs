//! Every file is a module of its crate. One that no `mod` names is not compiled, so nothing else can complain about it.

use crate::source;

/// Roots of crates, below which each file has a parent.
const FOLDERS: [&str; 11] = [
    "shared/src",
    "server/src",
    "widget/src",
    "dashboard/src",
    "xtask/src",
    "tests/src",
    "tests/tests/api",
    "tests/tests/browser",
    "tests/tests/faults",
    "tests/tests/layering",
    "tests/tests/server",
];
const ROOTS: [&str; 3] = ["mod.rs", "lib.rs", "main.rs"];

#[test]
fn no_file_is_without_a_parent() {
    let mut orphans = Vec::new();
    for folder in FOLDERS {
        let files = source::rust_files(&source::root().join(folder));
        let files: Vec<_> = files.iter().map(|file| (file.relative_to(folder), file.text.as_str())).collect();
        orphans.extend(without_parent(&files).into_iter().map(|file| format!("{folder}/{file}")));
    }
    assert!(orphans.is_empty(), "no `mod` line names these: {orphans:?}");
}

/// The search sees what it is for.
#[test]
fn an_orphan_is_seen() {
    let files = [
        ("lib.rs", "mod a;\npub mod b;\nmod g;"),
        ("a.rs", ""),
        ("b/mod.rs", "mod c;"),
        ("b/c.rs", ""),
        ("bin/tool.rs", ""),
        ("bin/bench/main.rs", "mod e;"),
        ("bin/bench/e.rs", ""),
        ("d.rs", ""),
        ("f/mod.rs", "mod g;"),
        ("g/sql/mod.rs", ""),
        ("g/lite/mod.rs", "#[path = \"../sql/mod.rs\"]\nmod sql;"),
        ("g/mod.rs", "mod lite;"),
    ];
    assert_eq!(without_parent(&files.map(|(file, text)| (file.to_owned(), text))), ["d.rs", "f/mod.rs"]);
}

/// Files, by their path below a crate's root, that the file above them does not name.
fn without_parent(files: &[(String, &str)]) -> Vec<String> {
    let names = |folder: &str, module: &str| {
        let line = format!("mod {module};");
        let above = ROOTS.map(|root| if folder.is_empty() { root.to_owned() } else { format!("{folder}/{root}") });
        files.iter().any(|(file, text)| above.contains(file) && text.contains(&line))
    };
    // SQL is compiled twice, from another folder each time.
    let is_included = |file: &str| {
        let above = file.match_indices('/').rev().nth(1).map_or(0, |(at, _)| at + 1);
        let end = format!("/{}\"]", &file[above..]);
        files.iter().any(|(_, text)| text.lines().any(|line| line.starts_with("#[path") && line.ends_with(&end)))
    };
    let is_orphan =
        |file: &String| module_of(file).is_some_and(|(folder, module)| !names(folder, module) && !is_included(file));
    files.iter().map(|(file, _)| file).filter(|file| is_orphan(file)).cloned().collect()
}

/// The folder whose root names a file, and the name it has there; `None` for the roots of programs.
fn module_of(file: &str) -> Option<(&str, &str)> {
    let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
    let (above, module) = match name {
        "lib.rs" | "main.rs" => return None,
        "mod.rs" => folder.rsplit_once('/').unwrap_or(("", folder)),
        _ => (folder, name.strip_suffix(".rs")?),
    };
    (above != "bin").then_some((above, module))
}
