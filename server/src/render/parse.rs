//! One piece of Markdown to nodes.

use parlor_shared::content::{Align, Element, Node};
use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::{RenderOptions, autolink, budget::RenderBudget, code, math};
use crate::core::policy::links;

/// Elements inside more elements than this are flattened: their text stays.
const DEEPEST: usize = 32;
/// A table, its body, a row and a cell.
const TABLE_DEPTH: usize = 4;

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_MATH);

/// The nodes of `text`, all closes included. `text` holds shown characters only.
pub(super) fn nodes(text: &str, options: &RenderOptions, budget: &mut RenderBudget) -> Vec<Node> {
    let mut builder = Builder::new(options, budget, text.len());
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        // "$5-$10" is two prices: no formula ends before a digit.
        let price =
            matches!(event, Event::InlineMath(_)) && text[range.end..].starts_with(|c: char| c.is_ascii_digit());
        if price { builder.text(&text[range]) } else { builder.event(event) }
    }
    builder.flush();
    builder.nodes
}

/// What stands where text goes.
enum Collecting {
    /// Running text.
    Running,
    /// A block of code in this language.
    Code(Option<String>),
    /// The text of a picture; how many pictures deep.
    Picture { address: String, depth: usize },
}

struct Builder<'o> {
    options: &'o RenderOptions,
    budget: &'o mut RenderBudget,
    nodes: Vec<Node>,
    text: String,
    collecting: Collecting,
    /// For each open tag how many elements it opened.
    tags: Vec<usize>,
    depth: usize,
    in_link: bool,
    /// The node that opened the link.
    link_at: Option<usize>,
    /// The columns of the open table; `None` when it was flattened.
    columns: Option<Vec<Align>>,
    column: usize,
    in_head: bool,
    /// Cells that may still be opened. Written ones take a byte each; the parser fills up short rows, so that a few
    /// kilobytes could become a page of a quarter of a million cells.
    cells: usize,
}

impl<'o> Builder<'o> {
    fn new(options: &'o RenderOptions, budget: &'o mut RenderBudget, cells: usize) -> Self {
        Self {
            options,
            budget,
            nodes: Vec::new(),
            text: String::new(),
            collecting: Collecting::Running,
            tags: Vec::new(),
            depth: 0,
            in_link: false,
            link_at: None,
            columns: None,
            column: 0,
            in_head: false,
            cells,
        }
    }

    fn event(&mut self, event: Event<'_>) {
        if let Collecting::Picture { .. } = self.collecting {
            return self.picture_event(event);
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(end),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(text) => self.inline_code(&text),
            Event::InlineMath(tex) => self.formula(&tex, false),
            Event::DisplayMath(tex) => self.formula(&tex, true),
            Event::FootnoteReference(name) => self.text(&format!("[^{name}]")),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.node(Node::Break),
            Event::Rule => self.node(Node::Rule),
            Event::TaskListMarker(done) => self.node(Node::Checkbox(done)),
        }
    }

    /// Inside a picture everything is its text.
    fn picture_event(&mut self, event: Event<'_>) {
        let Collecting::Picture { depth, .. } = &mut self.collecting else { return };
        match event {
            Event::Start(Tag::Image { .. }) => *depth += 1,
            Event::End(TagEnd::Image) if *depth > 0 => *depth -= 1,
            Event::End(TagEnd::Image) => self.picture(),
            Event::Text(t) | Event::Code(t) | Event::InlineHtml(t) | Event::InlineMath(t) | Event::DisplayMath(t) => {
                self.text(&t);
            }
            Event::SoftBreak | Event::HardBreak => self.text(" "),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        self.flush();
        let opened = match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.open(Element::Paragraph),
            Tag::Heading { level, .. } => self.open(Element::Heading(level as u8)),
            Tag::BlockQuote(_) => self.open(Element::Quote),
            Tag::List(None) => self.open(Element::List),
            Tag::List(Some(first)) => self.open(Element::OrderedList(first)),
            Tag::Item => self.open(Element::Item),
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::Emphasis => self.open(Element::Emphasis),
            Tag::Strong => self.open(Element::Strong),
            Tag::Strikethrough => self.open(Element::Strike),
            Tag::Link { link_type, dest_url, .. } => self.start_link(link_type, &dest_url),
            Tag::Image { dest_url, .. } => {
                self.collecting = Collecting::Picture { address: dest_url.into_string(), depth: 0 };
                return;
            }
            Tag::Table(columns) => self.start_table(&columns),
            Tag::TableHead => {
                self.in_head = true;
                self.row(true)
            }
            Tag::TableRow => self.row(false),
            Tag::TableCell => self.cell(),
            _ => 0,
        };
        self.tags.push(opened);
    }

    fn end(&mut self, end: TagEnd) {
        if let Collecting::Code(lang) = std::mem::replace(&mut self.collecting, Collecting::Running) {
            let text = std::mem::take(&mut self.text);
            code::paint(lang.as_deref(), &text, &mut self.budget.colours, &mut self.nodes);
        }
        self.flush();
        if end == TagEnd::Link {
            self.in_link = false;
            self.tell_host();
        }
        let opened = self.tags.pop().unwrap_or(0);
        self.close(opened);
        match end {
            TagEnd::TableHead => {
                self.in_head = false;
                if self.columns.is_some() {
                    let body = self.open(Element::TableBody);
                    // The body ends with the table.
                    if let Some(table) = self.tags.last_mut() {
                        *table += body;
                    }
                }
            }
            TagEnd::Table => self.columns = None,
            _ if opened == 0 && separates(end) => self.separate(),
            _ => {}
        }
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>) -> usize {
        let lang = match kind {
            CodeBlockKind::Fenced(info) => code::language(info),
            CodeBlockKind::Indented => None,
        };
        let opened = self.open(Element::CodeBlock { lang: lang.clone() });
        // Tokens are one deeper than the block.
        if opened == 1 && self.depth < DEEPEST {
            self.collecting = Collecting::Code(lang);
        }
        opened
    }

    fn start_link(&mut self, kind: LinkType, address: &str) -> usize {
        let href = if kind == LinkType::Email {
            links::checked(&format!("mailto:{address}"))
        } else {
            links::checked(address)
        };
        self.in_link = true;
        let at = self.nodes.len();
        let opened = href.map_or(0, |href| self.open(Element::Link { href }));
        self.link_at = (opened > 0).then_some(at);
        opened
    }

    /// A link whose text names another host shows where it goes.
    fn tell_host(&mut self) {
        let Some(opened) = self.link_at.take().and_then(|at| self.nodes.get(at..)) else { return };
        let [Node::Open(Element::Link { href }), inside @ ..] = opened else { return };
        let text: String = inside
            .iter()
            .filter_map(|node| if let Node::Text(text) = node { Some(text.as_str()) } else { None })
            .collect();
        if let Some(host) = links::hidden_host(&text, href) {
            self.text(&format!(" ({host})"));
            self.flush();
        }
    }

    fn start_table(&mut self, columns: &[Alignment]) -> usize {
        if self.depth + TABLE_DEPTH > DEEPEST {
            self.columns = None;
            return 0;
        }
        self.columns = Some(columns.iter().copied().map(align).collect());
        self.open(Element::Table)
    }

    fn row(&mut self, head: bool) -> usize {
        self.column = 0;
        if self.columns.is_none() {
            return 0;
        }
        let group = if head { self.open(Element::TableHead) } else { 0 };
        group + self.open(Element::TableRow)
    }

    fn cell(&mut self) -> usize {
        let Some(columns) = &self.columns else { return 0 };
        let align = columns.get(self.column).copied().unwrap_or(Align::None);
        self.column += 1;
        let Some(left) = self.cells.checked_sub(1) else { return 0 };
        self.cells = left;
        self.open(Element::TableCell(align))
    }

    fn inline_code(&mut self, text: &str) {
        self.flush();
        let opened = self.open(Element::Code);
        self.nodes.push(Node::Text(super::shown(text)));
        self.close(opened);
    }

    fn formula(&mut self, tex: &str, display: bool) {
        self.flush();
        match math::nodes(tex, display, DEEPEST - self.depth, self.budget) {
            Some(nodes) => self.nodes.extend(nodes),
            None => self.inline_code(tex),
        }
    }

    /// Pictures from allowed hosts are shown; others are linked, for fetching them tells their host of the visitor.
    fn picture(&mut self) {
        let Collecting::Picture { address, .. } = std::mem::replace(&mut self.collecting, Collecting::Running) else {
            return;
        };
        let alt = super::shown(&std::mem::take(&mut self.text));
        let Some(src) = links::checked(&address).filter(|src| src.starts_with("http")) else { return self.text(&alt) };
        let host = links::host(&src);
        if self.options.shows_picture(&src) {
            return self.node(Node::Image { src, alt });
        }
        let label = if alt.is_empty() { format!("({host})") } else { format!("{alt} ({host})") };
        if self.in_link {
            return self.text(&label);
        }
        let opened = self.open(Element::Link { href: src });
        self.nodes.push(Node::Text(label));
        self.close(opened);
    }

    fn open(&mut self, element: Element) -> usize {
        if self.depth >= DEEPEST {
            return 0;
        }
        self.nodes.push(Node::Open(element));
        self.depth += 1;
        1
    }

    fn close(&mut self, count: usize) {
        self.depth -= count;
        self.nodes.extend(std::iter::repeat_n(Node::Close, count));
    }

    fn node(&mut self, node: Node) {
        self.flush();
        self.nodes.push(node);
    }

    fn text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Keeps the words of flattened blocks apart.
    fn separate(&mut self) {
        if matches!(self.nodes.last(), Some(Node::Text(_) | Node::Close)) {
            self.nodes.push(Node::Break);
        }
    }

    /// Writes the text collected so far. Entities may have brought characters that are not shown.
    fn flush(&mut self) {
        if self.text.is_empty() || !matches!(self.collecting, Collecting::Running) {
            return;
        }
        let text = super::shown(&std::mem::take(&mut self.text));
        let mut fresh = Vec::new();
        if self.in_link || self.depth >= DEEPEST {
            fresh.push(Node::Text(text));
        } else {
            autolink::push(&text, &mut fresh);
        }
        // The text of a refused link goes on the sentence around it.
        for node in fresh {
            match (self.nodes.last_mut(), node) {
                (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
                (_, Node::Text(text)) if text.is_empty() => {}
                (_, node) => self.nodes.push(node),
            }
        }
    }
}

/// Whether what follows the end of this starts anew.
fn separates(end: TagEnd) -> bool {
    !matches!(end, TagEnd::Link | TagEnd::Image | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough)
}

fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}
