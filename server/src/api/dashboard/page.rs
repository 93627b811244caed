//! The page itself: head, and the frame that is shown until the dashboard has started.

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, html};

use crate::{core::i18n::translate::catalogue, http::dashboard_assets::DashboardAssets};

/// Bars in the sidebar, as many as the dashboard has screens.
const SCREENS: usize = 9;
/// Bars in the place of a screen's content.
const ROWS: usize = 7;

/// The page for a server below `base` (empty, or `/chat`). `asked`: the request's `Accept-Language`.
pub(super) fn page(files: Option<&DashboardAssets>, base: &str, asked: &str) -> Markup {
    let texts = files.map(|files| &files.texts);
    let language = language(asked, |tag| texts.is_some_and(|texts| texts.contains_key(tag)));
    let direction = Some(catalogue(&[&language]).direction).filter(|direction| *direction == "rtl");
    html! {
        (DOCTYPE)
        html lang=(language) dir=[direction] data-base=(base) data-texts=[texts.map(named)] data-debug[cfg!(debug_assertions)] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { "Parlor" }
                // Without one browsers ask for /favicon.ico.
                link rel="icon" href="data:,";
                @if let Some(files) = files { (head(files, base)) }
            }
            body {
                @if files.is_some() { (frame(&language)) } @else { (missing()) }
            }
        }
    }
}

/// `de=assets/….json ar=assets/….json`: the program fetches the one it needs.
fn named(texts: &BTreeMap<String, String>) -> String {
    texts.iter().map(|(tag, file)| format!("{tag}={file}")).collect::<Vec<_>>().join(" ")
}

fn head(files: &DashboardAssets, base: &str) -> Markup {
    html! {
        script src={ (base) "/" (files.theme) } {}
        link rel="stylesheet" href={ (base) "/" (files.style) };
        link rel="modulepreload" href={ (base) "/" (files.glue) };
        link rel="modulepreload" href={ (base) "/" (files.link) };
        link rel="preload" as="fetch" type="application/wasm" crossorigin="anonymous" href={ (base) "/" (files.wasm) };
        script type="module" src={ (base) "/" (files.start) } {}
    }
}

/// The same frame as the dashboard's, with bars in the places of words. The dashboard takes it away.
fn frame(language: &str) -> Markup {
    let (loading, needs, failed) = texts(language);
    html! {
        div #first-paint .shell {
            div .sidebar {
                div .brand { span .brand-mark {} "Parlor" }
                div .nav { @for _ in 0..SCREENS { span .bar {} } }
            }
            main .main {
                p .visually-hidden role="status" { (loading) }
                p .start-failed { (failed) }
                noscript { p .notice { (needs) } }
                div .page { div .page-head { span .bar.bar-title {} } div .card.skeleton { @for _ in 0..ROWS { span .bar {} } } }
            }
        }
    }
}

/// While it loads; without scripts; when it could not start.
fn texts(language: &str) -> (&'static str, &'static str, &'static str) {
    match language {
        "de" => (
            "Das Dashboard wird geladen",
            "Das Dashboard braucht JavaScript.",
            "Das Dashboard konnte nicht geladen werden. Bitte laden Sie die Seite neu.",
        ),
        "ar" => (
            "يتم تحميل لوحة التحكم",
            "تحتاج لوحة التحكم إلى JavaScript.",
            "تعذّر تحميل لوحة التحكم. يُرجى إعادة تحميل الصفحة.",
        ),
        _ => (
            "Loading the dashboard",
            "The dashboard needs JavaScript.",
            "The dashboard could not be loaded. Please reload the page.",
        ),
    }
}

fn missing() -> Markup {
    html! {
        main { h1 { "Parlor" } p { "This server was built without its dashboard: run “cargo xtask bundle” and build it again." } }
    }
}

/// The first of the request's languages that the dashboard speaks; `has` tells of those beside English.
fn language(asked: &str, has: impl Fn(&str) -> bool) -> String {
    let wanted = asked.split(',').filter_map(|part| part.trim().split([';', '-']).next()).map(str::to_ascii_lowercase);
    { wanted }.find(|tag| tag == "en" || has(tag)).unwrap_or_else(|| "en".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> DashboardAssets {
        let name = |end: &str| format!("assets/dashboard-0{end}");
        DashboardAssets {
            start: name(".s.js"),
            glue: name(".js"),
            wasm: name(".wasm"),
            theme: name(".t.js"),
            style: name(".css"),
            link: name(".l.js"),
            texts: BTreeMap::from([("de".to_owned(), name(".de.json"))]),
        }
    }

    #[test]
    fn files_are_below_the_public_url() {
        let page = page(Some(&files()), "/chat", "de-AT,en;q=0.5").into_string();
        assert!(
            page.contains(r#"<html lang="de" data-base="/chat" data-texts="de=assets/dashboard-0.de.json""#)
                && page.contains(r#"href="/chat/assets/dashboard-0.css""#)
        );
    }

    /// A reader of another language sees no English while the dashboard loads.
    #[test]
    fn the_frame_speaks_every_language_of_the_dashboard() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../dashboard/src/i18n/languages");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let language = path.file_stem().unwrap().to_str().unwrap();
            assert_eq!(texts(language) == texts("en"), language == "en", "{language} has no texts here");
        }
    }

    #[test]
    fn without_a_bundle_the_page_says_so() {
        assert!(page(None, "", "").into_string().contains("cargo xtask bundle"));
    }

    #[test]
    fn an_unknown_language_is_english() {
        let chosen = ["", "ro", "ro, de;q=0.3", "DE", "en, de"].map(|asked| language(asked, |tag| tag == "de"));
        assert_eq!(chosen, ["en", "en", "de", "de", "en"]);
    }
}
