//! Allowed dependencies between modules, and crates that each module may not use.

use std::{collections::BTreeSet, sync::LazyLock};

use crate::{paths::mentions, source};

/// A module and what it may mention besides itself and the wire types.
struct Layer {
    name: &'static str,
    may: &'static [&'static str],
}

/// Adapters behind an interface of `core`; they do not depend on each other, except as in the table.
const ADAPTERS: [&str; 6] = ["render", "store", "agent", "attachments", "documents", "outbound"];

const SERVER: &[Layer] = &[
    Layer { name: "core", may: &[] },
    Layer { name: "render", may: &["core"] },
    Layer { name: "store", may: &["core"] },
    // Documents of owners and visitors are read by the same readers.
    Layer { name: "documents", may: &["core"] },
    // Calls to other services go through `outbound`.
    Layer { name: "agent", may: &["core", "documents", "outbound"] },
    Layer { name: "attachments", may: &["core", "documents"] },
    Layer { name: "outbound", may: &["core"] },
    Layer { name: "config", may: &["core"] },
    // The log's filter leaves out what a library of the agents says.
    Layer { name: "logging", may: &["core", "agent"] },
    Layer { name: "http", may: &["core", "config"] },
    // A dialect decides nothing and never touches a store.
    Layer { name: "api", may: &["core", "config", "http", "render", "agent", "attachments", "outbound"] },
];

/// The server's top: puts the parts together and may mention all of them.
const SERVER_TOP: &[&str] = &["lib", "main", "commands", "serve", "demo", "backup"];

const WIDGET: &[Layer] = &[
    Layer { name: "chat", may: &[] },
    // Leptos' signals.
    Layer { name: "reactive", may: &[] },
    Layer { name: "i18n", may: &["reactive"] },
    Layer { name: "theme", may: &[] },
    Layer { name: "hooks", may: &["reactive"] },
    Layer { name: "dom", may: &["reactive", "hooks"] },
    Layer { name: "transport", may: &["chat", "hooks"] },
    // Options are JSON from the loader, read as replies are.
    Layer { name: "options", may: &["transport"] },
    // State that views read and the actions they request: neither side depends on the other.
    Layer { name: "state", may: &["chat", "reactive", "i18n", "hooks"] },
    Layer { name: "components", may: &["chat", "reactive", "state", "i18n", "dom", "hooks"] },
    // Sets what views read, does what they ask for, and draws answers on their canvases.
    Layer { name: "driver", may: &["chat", "reactive", "transport", "options", "state", "components", "hooks"] },
];

const DASHBOARD: &[Layer] = &[
    Layer { name: "task", may: &[] },
    // The time zone takes a while to find.
    Layer { name: "i18n", may: &["task"] },
    Layer { name: "content", may: &[] },
    // Failures have texts.
    Layer { name: "api", may: &["i18n"] },
    Layer { name: "hooks", may: &["api"] },
    Layer { name: "kit", may: &["api", "hooks", "i18n"] },
    Layer { name: "session", may: &["api", "hooks"] },
    Layer { name: "screens", may: &["api", "content", "hooks", "i18n", "kit", "session"] },
    Layer { name: "shell", may: &["api", "hooks", "i18n", "kit", "session", "screens", "task"] },
];

const DASHBOARD_TOP: &[&str] = &["lib"];

const WIDGET_TOP: &[&str] = &["lib", "commands"];

/// Crates that `layer` must not know, and why.
fn banned(krate: &str, layer: &str) -> (&'static [&'static str], &'static str) {
    match (krate, layer) {
        ("server", "core") => (
            &[
                "axum",
                "axum_extra",
                "hyper",
                "hyper_util",
                "http_body",
                "tower",
                "tower_http",
                "sqlx",
                "reqwest",
                "genai",
            ],
            "core knows no HTTP, no SQL and no vendor",
        ),
        ("server", "render") => (&["axum", "hyper", "sqlx", "reqwest", "tokio"], "render is made of pure functions"),
        ("server", "store" | "agent") => (&["axum", "hyper", "tower_http"], "only http and api speak HTTP to clients"),
        ("server", "http" | "api") => (&["sqlx"], "only store speaks SQL"),
        ("widget", "chat") => (
            &["web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures", "leptos", "reactive_graph", "gloo_net"],
            "chat is a pure machine: it runs without a browser",
        ),
        _ => (&[], ""),
    }
}

/// The top-level module of a file below `src`.
pub(crate) fn layer_of(file: &str) -> String {
    let first = file.split('/').next().unwrap_or(file);
    first.strip_suffix(".rs").unwrap_or(first).to_owned()
}

/// Returns true if the table lists the module.
pub(crate) fn is_known(krate: &str, layer: &str) -> bool {
    let (layers, top) = table(krate);
    top.contains(&layer) || layers.iter().any(|it| it.name == layer)
}

/// The modules the table names.
pub(crate) fn names(krate: &str) -> Vec<&'static str> {
    let (layers, top) = table(krate);
    layers.iter().map(|it| it.name).chain(top.iter().copied()).collect()
}

fn table(krate: &str) -> (&'static [Layer], &'static [&'static str]) {
    match krate {
        "server" => (SERVER, SERVER_TOP),
        "widget" => (WIDGET, WIDGET_TOP),
        "dashboard" => (DASHBOARD, DASHBOARD_TOP),
        _ => (&[], &[]),
    }
}

/// Every reversed arrow in `text`, the text of `file` below the `src` of `krate`, one line each.
pub(crate) fn violations(krate: &str, file: &str, text: &str) -> Vec<String> {
    let found = match mentions(file, text) {
        Ok(found) => found,
        Err(error) => return vec![error],
    };
    let check = |path: &[String]| if krate == "shared" { shared(path) } else { crossing(krate, file, path) };
    let describe =
        |line: usize, path: &[String], why: String| format!("{krate}/{file}:{line}: {}: {why}", path.join("::"));
    found.iter().filter_map(|it| check(&it.path).map(|why| describe(it.line, &it.path, why))).collect()
}

/// Only paths that begin with a lower-case word name a crate or module; `Self::new` and `Kind::A` do not.
fn names_a_crate(first: &str) -> bool {
    first.starts_with(|letter: char| letter.is_ascii_lowercase())
}

/// Wire types do no I/O and use nothing of ours.
fn shared(path: &[String]) -> Option<String> {
    const FOREIGN: [&str; 11] =
        ["tokio", "axum", "sqlx", "hyper", "reqwest", "web_sys", "js_sys", "wasm_bindgen", "leptos", "jiff", "uuid"];
    let first = path.first()?;
    let second = path.get(1).map_or("", String::as_str);
    let ours = names_a_crate(first) && first.starts_with("parlor");
    let io = FOREIGN.contains(&first.as_str()) || (first == "std" && matches!(second, "fs" | "net" | "process"));
    (ours || io).then(|| "wire types do no I/O and use nothing of ours".to_owned())
}

fn crossing(krate: &str, file: &str, path: &[String]) -> Option<String> {
    let layer = layer_of(file);
    let first = path.first()?.as_str();
    if first != "crate" {
        return foreign(krate, &layer, first);
    }
    let (layers, top) = table(krate);
    if top.contains(&layer.as_str()) {
        return None;
    }
    let target = path.get(1)?.as_str();
    if target == layer {
        return dialects(file, path);
    }
    let may = layers.iter().find(|it| it.name == layer).map_or([].as_slice(), |it| it.may);
    if may.contains(&target) {
        return None;
    }
    let sibling = krate == "server" && ADAPTERS.contains(&layer.as_str()) && ADAPTERS.contains(&target);
    let why = if sibling { "siblings meet in core only" } else { "this arrow is not on the map" };
    Some(format!("{layer} may mention {may:?}: {why}"))
}

/// Another crate's path.
fn foreign(krate: &str, layer: &str, first: &str) -> Option<String> {
    let (crates, why) = banned(krate, layer);
    if crates.contains(&first) {
        return Some(why.to_owned());
    }
    match (krate, layer, first) {
        ("server", "main" | "commands", "parlor") => None,
        ("server", _, "parlor" | "parlor_widget") | ("widget", _, "parlor") => {
            Some("the server and the widget meet in the wire types only".to_owned())
        }
        _ => None,
    }
}

/// Folders below `api` never mention each other.
fn dialects(file: &str, path: &[String]) -> Option<String> {
    static FOLDERS: LazyLock<BTreeSet<String>> = LazyLock::new(|| source::folders("server/src/api"));
    let own = file.strip_prefix("api/")?.split_once('/')?.0;
    let other = path.get(2).filter(|other| *other != own)?;
    FOLDERS.contains(other).then(|| "dialects never mention each other".to_owned())
}
