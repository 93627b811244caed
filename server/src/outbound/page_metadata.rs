//! Metadata in the head of a page: Open Graph, Twitter's cards, HTML's own elements.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use encoding_rs::{Encoding, UTF_8};
use lol_html::{
    AsciiCompatibleEncoding, MemorySettings, OutputSink, element, end_tag,
    send::{HtmlRewriter, Settings},
    text,
};

use super::fetch::FetchedDocument;

/// Media types of pages.
pub(super) const TYPES: [&str; 2] = ["text/html", "application/xhtml+xml"];
/// Bytes of a page that are read, unpacked: heads are shorter.
pub(super) const MOST: usize = 256 << 10;
/// Bytes the parser may hold at a time: the longest tag.
const MEMORY: usize = 128 << 10;
/// Characters that are kept of each thing said, before it is cleaned.
const LONGEST: usize = 4_000;

/// Names to look for, best first.
const TITLE: [&str; 3] = ["og:title", "twitter:title", "title"];
const DESCRIPTION: [&str; 3] = ["og:description", "twitter:description", "description"];
const SITE: [&str; 2] = ["og:site_name", "application-name"];
const IMAGE: [&str; 4] = ["og:image:secure_url", "og:image", "og:image:url", "twitter:image"];

/// Metadata of a page, as written there and not yet cleaned.
#[derive(Debug, Default)]
pub(super) struct PageMeta {
    /// The first of each name, in lower case.
    words: BTreeMap<String, String>,
    /// The head is over: nothing more is looked for.
    over: bool,
}

impl PageMeta {
    /// Its title.
    pub(super) fn title(&self) -> Option<&str> {
        self.first(&TITLE)
    }

    /// Its description.
    pub(super) fn description(&self) -> Option<&str> {
        self.first(&DESCRIPTION)
    }

    /// The site it belongs to.
    pub(super) fn site(&self) -> Option<&str> {
        self.first(&SITE)
    }

    /// The address of a picture, which may be relative.
    pub(super) fn image(&self) -> Option<&str> {
        self.first(&IMAGE)
    }

    fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.words.get(*name)).map(String::as_str).filter(|text| !text.trim().is_empty())
    }

    fn meta(&mut self, name: &str, content: &str) {
        let name = name.trim().to_ascii_lowercase();
        if [&TITLE[..], &DESCRIPTION, &SITE, &IMAGE].iter().any(|names| names.contains(&name.as_str())) {
            let content = html_escape::decode_html_entities(content).chars().take(LONGEST).collect();
            self.words.entry(name).or_insert(content);
        }
    }

    fn title_text(&mut self, text: &str) {
        let title = self.words.entry("title".into()).or_default();
        if title.len() + text.len() <= LONGEST {
            title.push_str(text);
        }
    }

    /// The title came in pieces, and an entity may have been cut: it is read when it is whole.
    fn finish(&mut self) {
        if let Some(title) = self.words.get_mut("title") {
            *title = html_escape::decode_html_entities(title).into_owned();
        }
    }
}

type Shared = Arc<Mutex<PageMeta>>;

/// Reads a page until its head is over, or as much as may be read of it.
pub(super) async fn read(document: &mut FetchedDocument) -> PageMeta {
    let said = Shared::default();
    let mut parser = parser(&said, document.charset());
    while let Some(bytes) = document.chunk().await {
        if parser.write(&bytes).is_err() {
            // The parser cannot continue: the metadata found so far is used.
            return take(&said);
        }
        if lock(&said).over {
            break;
        }
    }
    drop(parser);
    take(&said)
}

fn lock(said: &Shared) -> std::sync::MutexGuard<'_, PageMeta> {
    said.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take(said: &Shared) -> PageMeta {
    let mut said = std::mem::take(&mut *lock(said));
    said.finish();
    said
}

/// The rewritten page is not wanted.
struct Nowhere;

impl OutputSink for Nowhere {
    fn handle_chunk(&mut self, _: &[u8]) {}
}

fn parser(said: &Shared, charset: Option<&str>) -> HtmlRewriter<'static, Nowhere> {
    let [meta, begun, title, head, body] = std::array::from_fn(|_| Arc::clone(said));
    let mut titles = 0_u32;
    let settings = Settings::new_send()
        .with_strict(false)
        .with_encoding(encoding(charset))
        .with_adjust_charset_on_meta_tag(charset.is_none())
        .with_memory_settings(MemorySettings::new().with_max_allowed_memory_usage(MEMORY))
        .append_element_content_handler(element!("meta[content]", move |el| {
            let name = el.get_attribute("property").or_else(|| el.get_attribute("name"));
            if let (Some(name), Some(content)) = (name, el.get_attribute("content")) {
                lock(&meta).meta(&name, &content);
            }
            Ok(())
        }))
        .append_element_content_handler(element!("title", move |_| {
            titles += 1;
            // Drawings in a page have titles of their own.
            lock(&begun).over |= titles > 1;
            Ok(())
        }))
        .append_element_content_handler(text!("title", move |chunk| {
            let mut said = lock(&title);
            if !said.over {
                said.title_text(chunk.as_str());
            }
            Ok(())
        }))
        .append_element_content_handler(element!("head", move |el| {
            let head = Arc::clone(&head);
            el.on_end_tag(end_tag!(move |_| {
                lock(&head).over = true;
                Ok(())
            }))?;
            Ok(())
        }))
        .append_element_content_handler(element!("body", move |_| {
            lock(&body).over = true;
            Ok(())
        }));
    HtmlRewriter::new(settings, Nowhere)
}

/// Unknown names, and encodings that are not a superset of ASCII, are read as UTF-8.
fn encoding(charset: Option<&str>) -> AsciiCompatibleEncoding {
    let named = charset.and_then(|label| Encoding::for_label_no_replacement(label.as_bytes()));
    AsciiCompatibleEncoding::new(named.unwrap_or(UTF_8)).unwrap_or_else(AsciiCompatibleEncoding::utf_8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(page: &[u8], charset: Option<&str>) -> PageMeta {
        let said = Shared::default();
        let mut parser = parser(&said, charset);
        // Cut everywhere a network may cut.
        for piece in page.chunks(7) {
            parser.write(piece).unwrap();
            if lock(&said).over {
                break;
            }
        }
        take(&said)
    }

    #[test]
    fn the_best_name_wins_and_the_first_of_each() {
        let page = r#"<!doctype html><head><title>Plain</title><meta name=description content="about &amp; more">
            <meta property="og:title" content="Caf&eacute; &#x1F375;"><meta property="og:title" content="second">
            <meta name="OG:SITE_NAME" content="Shop"><meta property="og:image" content="/a.png"></head>
            <body><meta property="og:description" content="too late">"#;
        let said = said(page.as_bytes(), Some("utf-8"));
        assert_eq!(said.title(), Some("Café 🍵"));
        assert_eq!(said.description(), Some("about & more"));
        assert_eq!((said.site(), said.image()), (Some("Shop"), Some("/a.png")));
    }

    #[test]
    fn markup_in_a_title_is_text() {
        let said = said(b"<title><img src=x onerror=alert(1)> &lt;b&gt;</title><p>", None);
        assert_eq!(said.title(), Some("<img src=x onerror=alert(1)> <b>"));
    }

    #[test]
    fn encodings_are_heeded_and_odd_ones_are_utf_8() {
        let latin = b"<title>Caf\xe9</title>";
        assert_eq!(said(latin, Some("ISO-8859-1")).title(), Some("Café"));
        for odd in ["utf-7", "utf-16", "x-nonsense", ""] {
            assert_eq!(said(latin, Some(odd)).title(), Some("Caf\u{fffd}"), "{odd}");
        }
        assert_eq!(said(b"<meta charset=windows-1251><title>\xcf\xf0\xe8</title>", None).title(), Some("При"));
    }

    #[test]
    fn a_page_that_nests_for_ever_is_read_as_far_as_it_goes() {
        let page = ["<title>Deep</title>", &"<div>".repeat(100_000)].concat();
        let shared = Shared::default();
        let mut parser = parser(&shared, None);
        for piece in page.as_bytes().chunks(4096) {
            if parser.write(piece).is_err() {
                break;
            }
        }
        assert_eq!(take(&shared).title(), Some("Deep"));
    }
}
