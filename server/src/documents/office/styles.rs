//! Styles and lists of Word: which paragraphs are headings and items.

use std::collections::HashMap;

use super::flow::ParagraphKind;
use crate::documents::archive::{Archive, Unpacking};
use crate::documents::xml::{Next, XmlStep, attributes, walk};

/// Maximum depth of styles based on other styles.
const DEEPEST: usize = 10;

/// The styles and lists of a document.
#[derive(Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    /// True if items are numbered, by list and depth.
    numbered: HashMap<(String, usize), bool>,
    /// The last number, by list and depth.
    counters: HashMap<(String, usize), usize>,
}

#[derive(Default, Clone)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<usize>,
    list: Option<String>,
}

/// The properties of a paragraph.
#[derive(Default)]
pub(super) struct Properties {
    pub(super) style: Option<String>,
    pub(super) outline: Option<usize>,
    pub(super) list: Option<String>,
    pub(super) depth: usize,
}

impl Styles {
    pub(super) fn read(unpacking: &mut Unpacking, archive: &mut Archive<'_>) -> Self {
        let mut styles = Self::default();
        if let Some(xml) = unpacking.read(archive, "word/styles.xml") {
            styles.styles(&xml);
        }
        if let Some(xml) = unpacking.read(archive, "word/numbering.xml") {
            styles.lists(&xml);
        }
        styles
    }

    fn styles(&mut self, xml: &str) {
        let (mut id, mut style) = (None, Style::default());
        _ = walk(xml, |step| {
            match step {
                XmlStep::Begin("style", raw) => (id, style) = (value(raw, "styleId"), Style::default()),
                XmlStep::Begin("name", raw) => style.name = value(raw, "val").unwrap_or_default().to_lowercase(),
                XmlStep::Begin("basedOn", raw) => style.based_on = value(raw, "val"),
                XmlStep::Begin("outlineLvl", raw) => style.outline = number(raw),
                XmlStep::Begin("numId", raw) => style.list = value(raw, "val"),
                XmlStep::End("style") => {
                    if let Some(id) = id.take() {
                        self.by_id.insert(id, std::mem::take(&mut style));
                    }
                }
                _ => {}
            }
            Next::On
        });
    }

    fn lists(&mut self, xml: &str) {
        let mut kinds: HashMap<(String, usize), bool> = HashMap::new();
        let (mut kind, mut list, mut depth) = (String::new(), String::new(), 0);
        _ = walk(xml, |step| {
            match step {
                XmlStep::Begin("abstractNum", raw) => kind = value(raw, "abstractNumId").unwrap_or_default(),
                XmlStep::Begin("lvl", raw) => {
                    depth = value(raw, "ilvl").and_then(|it| it.parse().ok()).unwrap_or_default();
                }
                XmlStep::Begin("numFmt", raw) => {
                    let is_numbered = value(raw, "val").is_some_and(|it| it != "bullet" && it != "none");
                    kinds.insert((kind.clone(), depth), is_numbered);
                }
                XmlStep::Begin("num", raw) => list = value(raw, "numId").unwrap_or_default(),
                XmlStep::Begin("abstractNumId", raw) => {
                    let kind = value(raw, "val").unwrap_or_default();
                    for depth in 0..9 {
                        if let Some(is) = kinds.get(&(kind.clone(), depth)) {
                            self.numbered.insert((list.clone(), depth), *is);
                        }
                    }
                }
                _ => {}
            }
            Next::On
        });
    }

    /// The kind of a paragraph with these properties.
    pub(super) fn kind(&mut self, own: &Properties) -> ParagraphKind {
        let style = own.style.as_deref().map(|id| self.resolved(id)).unwrap_or_default();
        if let Some(outline) = own.outline.or(style.outline).filter(|outline| *outline < 9) {
            return ParagraphKind::Heading(outline + 1);
        }
        if style.name == "title" {
            return ParagraphKind::Heading(1);
        }
        let by_name = ["list bullet", "list number"].into_iter().find(|name| style.name.starts_with(name));
        let list = own.list.clone().or(style.list).filter(|list| list != "0");
        match (list, by_name) {
            (Some(list), _) => ParagraphKind::Item(own.depth, self.number(list, own.depth)),
            (None, Some(name)) => {
                let depth = style.name[name.len()..].trim().parse::<usize>().map_or(0, |it| it.saturating_sub(1));
                let number = (name == "list number").then(|| self.count(style.name.clone(), depth));
                ParagraphKind::Item(depth, number)
            }
            (None, None) => ParagraphKind::Paragraph,
        }
    }

    /// Returns a style combined with the styles it is based on.
    fn resolved(&self, id: &str) -> Style {
        let mut found = Style::default();
        let mut next = Some(id.to_owned());
        for _ in 0..DEEPEST {
            let Some(id) = next.take() else { break };
            let Some(style) = self.by_id.get(&id) else {
                found.outline = found.outline.or_else(|| heading(&id));
                break;
            };
            if found.name.is_empty() || is_known(&style.name) {
                found.name.clone_from(&style.name);
            }
            found.outline = found.outline.or(style.outline).or_else(|| heading(&style.name));
            found.list = found.list.or_else(|| style.list.clone());
            next.clone_from(&style.based_on);
        }
        found
    }

    fn number(&mut self, list: String, depth: usize) -> Option<usize> {
        let is = self.numbered.get(&(list.clone(), depth)).copied().unwrap_or_default();
        is.then(|| self.count(list, depth))
    }

    fn count(&mut self, list: String, depth: usize) -> usize {
        // Deeper items restart their numbering.
        self.counters.retain(|(other, below), _| *other != list || *below <= depth);
        let counter = self.counters.entry((list, depth)).or_default();
        *counter += 1;
        *counter
    }
}

fn is_known(name: &str) -> bool {
    name == "title" || name.starts_with("list bullet") || name.starts_with("list number")
}

/// The outline level of `heading 1`, `Heading1`, `berschrift2` (as Word writes ids without umlauts).
fn heading(name: &str) -> Option<usize> {
    let name = name.to_lowercase();
    let rest = ["heading", "überschrift", "berschrift", "titre", "título", "titolo", "заголовок"]
        .iter()
        .find_map(|it| name.strip_prefix(it))?;
    let level: usize = rest.trim().parse().ok()?;
    (1..=9).contains(&level).then(|| level - 1)
}

/// The value of an attribute by its local name.
pub(super) fn value(raw: &str, name: &str) -> Option<String> {
    attributes(raw).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

/// The number in `val`.
pub(super) fn number(raw: &str) -> Option<usize> {
    value(raw, "val")?.trim().parse().ok()
}
