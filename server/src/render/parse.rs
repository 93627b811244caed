//! One piece of Markdown to nodes.

use std::ops::Range;

use parlor_shared::content::{AlertKind, Align, Element, Node};
use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::{
    RenderOptions, autolink,
    budget::RenderBudget,
    code, dangling, direction, math, signs,
    source::{Extent, Lifted, Source},
    tags::{self, HtmlTag, Piece, Place},
};
use crate::core::policy::links;

/// Elements inside more elements than this are flattened: their text stays.
const DEEPEST: usize = 32;
/// Tags inside so many things that are open mean nothing.
const MOST_OPEN: usize = 128;
/// A table, its body, a row and a cell.
const TABLE_DEPTH: usize = 4;

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_GFM);

/// The nodes of `text`, all closes included. `text` holds shown characters only; `notes` are the names of the footnotes met so far,
/// in the order of their numbers.
pub(super) fn nodes(
    text: &str,
    extent: Extent,
    options: &RenderOptions,
    budget: &mut RenderBudget,
    notes: &mut Vec<String>,
) -> Vec<Node> {
    let mut source = Source::of(text, extent);
    if extent == Extent::Growing
        && let Some(cut) = dangling::cut(&source.text, &events(&source.text))
    {
        source.text = cut;
    }
    let mut events = events(&source.text);
    if extent == Extent::Growing {
        dangling::close(&source.text, &mut events);
    }
    let last = events.iter().rposition(|(event, _)| !matches!(event, Event::End(_)));
    let mut builder = Builder::new(&source, options, budget, notes);
    for at in 0..events.len() {
        let (event, range) = &events[at];
        builder.ends_open = extent == Extent::Growing && last.is_none_or(|last| at >= last);
        match event {
            Event::SoftBreak => builder.soft_break(&events[at + 1..]),
            // A single mark is "about": "3~5 days". Models strike with two.
            Event::Start(Tag::Strikethrough) | Event::End(TagEnd::Strikethrough)
                if !source.text[range.clone()].starts_with("~~") && !range.is_empty() =>
            {
                builder.single_tilde(matches!(event, Event::Start(_)));
            }
            _ => builder.event(event.clone()),
        }
    }
    builder.flush();
    builder.close_html(0);
    let mut document = builder.nodes;
    direction::mark(&mut document);
    document
}

/// The parser's events, each with where it stands.
pub(super) type Events<'t> = Vec<(Event<'t>, Range<usize>)>;

fn events(text: &str) -> Events<'_> {
    Parser::new_ext(text, OPTIONS).into_offset_iter().collect()
}

/// What stands where text goes.
enum Collecting {
    /// Running text.
    Running,
    /// A block of code in this language.
    Code(Option<String>),
    /// A block that is a formula.
    Formula,
    /// A block of HTML.
    Html,
    /// The text of a picture; how many pictures deep.
    Picture { address: String, depth: usize },
}

/// Something that is open, and how many elements that are.
#[derive(Clone, Copy)]
enum Opened {
    /// By Markdown; whether blocks can stand right inside it.
    Markdown { count: usize, holds_blocks: bool },
    /// By a tag; whether we put it in.
    Html { tag: HtmlTag, count: usize, implied: bool },
    /// A paragraph for text that stands between tags.
    Paragraph { count: usize },
}

impl Opened {
    const fn count(self) -> usize {
        match self {
            Self::Markdown { count, .. } | Self::Html { count, .. } | Self::Paragraph { count } => count,
        }
    }
}

struct Builder<'o> {
    source: &'o Source,
    options: &'o RenderOptions,
    budget: &'o mut RenderBudget,
    notes: &'o mut Vec<String>,
    /// The number of the footnote that begins here.
    note: Option<usize>,
    /// Nothing follows the text here yet.
    ends_open: bool,
    nodes: Vec<Node>,
    text: String,
    collecting: Collecting,
    /// The open elements, outermost first.
    tags: Vec<Opened>,
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
    fn new(
        source: &'o Source,
        options: &'o RenderOptions,
        budget: &'o mut RenderBudget,
        notes: &'o mut Vec<String>,
    ) -> Self {
        Self {
            source,
            options,
            budget,
            notes,
            note: None,
            ends_open: false,
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
            cells: source.text.len(),
        }
    }

    fn event(&mut self, event: Event<'_>) {
        if let Collecting::Picture { .. } = self.collecting {
            return self.picture_event(event);
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(end),
            Event::Text(text) | Event::Html(text) => self.written(&text),
            Event::InlineHtml(html) => self.html(&html),
            Event::Code(text) => self.inline_code(&self.source.restored(&text)),
            // References and formulas were lifted out before.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
            Event::FootnoteReference(name) => self.reference(&name),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.node(Node::Break),
            Event::Rule => self.node(Node::Rule),
            Event::TaskListMarker(done) => self.node(Node::Checkbox(done)),
        }
    }

    /// The end of a line of the source; before a sign that items of lists begin with a line ends here, too.
    fn soft_break(&mut self, after: &[(Event<'_>, Range<usize>)]) {
        let starts = after.iter().take_while(|(event, _)| matches!(event, Event::Start(_))).count();
        let next =
            after.get(starts).and_then(|(event, _)| if let Event::Text(text) = event { Some(text) } else { None });
        let running = matches!(self.collecting, Collecting::Running);
        if running && next.is_some_and(|text| signs::begins_item(text)) {
            self.node(Node::Break);
        } else {
            self.event(Event::SoftBreak);
        }
    }

    fn single_tilde(&mut self, starts: bool) {
        if starts {
            self.tags.push(Opened::Markdown { count: 0, holds_blocks: false });
        } else {
            self.pop_markdown();
        }
        self.text("~");
    }

    /// Inside a picture everything is its text.
    fn picture_event(&mut self, event: Event<'_>) {
        let Collecting::Picture { depth, .. } = &mut self.collecting else { return };
        match event {
            Event::Start(Tag::Image { .. }) => *depth += 1,
            Event::End(TagEnd::Image) if *depth > 0 => *depth -= 1,
            Event::End(TagEnd::Image) => self.picture(),
            Event::Text(t) | Event::Code(t) | Event::InlineHtml(t) | Event::InlineMath(t) | Event::DisplayMath(t) => {
                let text = self.source.restored(&t).into_owned();
                self.text(&text);
            }
            Event::SoftBreak | Event::HardBreak => self.text(" "),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        self.flush();
        if dangling::is_block(tag.to_end()) && tag != Tag::HtmlBlock {
            // A block of Markdown stands in no table or list of HTML, but in its cells and items.
            while matches!(self.tags.last(), Some(Opened::Html { tag, .. }) if tag.holds_no_text()) {
                self.close_html(self.tags.len() - 1);
            }
        }
        if self.note.is_some() && !matches!(tag, Tag::Paragraph) {
            // The number of a note that begins with another block stands alone.
            let opened = self.open(Element::Paragraph);
            self.number();
            self.close(opened);
        }
        let holds_blocks = matches!(tag, Tag::Item | Tag::TableCell | Tag::BlockQuote(_));
        let opened = match tag {
            Tag::HtmlBlock => {
                self.collecting = Collecting::Html;
                return;
            }
            Tag::Paragraph => {
                let opened = self.open(Element::Paragraph);
                self.number();
                opened
            }
            Tag::FootnoteDefinition(name) => {
                self.note = Some(self.number_of(&name));
                0
            }
            Tag::Heading { level, .. } => self.open(Element::Heading(level as u8)),
            Tag::BlockQuote(kind) => self.open(kind.map_or(Element::Quote, |kind| Element::Alert(alert(kind)))),
            Tag::List(None) => self.open(Element::List),
            Tag::List(Some(first)) => self.open(Element::OrderedList(first)),
            Tag::Item => self.open(Element::Item),
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::Emphasis => self.open(Element::Emphasis),
            Tag::Strong => self.open(Element::Strong),
            Tag::Strikethrough => self.open(Element::Strike),
            Tag::Link { link_type, dest_url, .. } => self.start_link(link_type, &dest_url),
            Tag::Image { dest_url, .. } => {
                let address = self.source.restored(&dest_url).into_owned();
                self.collecting = Collecting::Picture { address, depth: 0 };
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
        self.tags.push(Opened::Markdown { count: opened, holds_blocks });
    }

    fn end(&mut self, end: TagEnd) {
        match std::mem::replace(&mut self.collecting, Collecting::Running) {
            Collecting::Code(lang) => {
                let text = std::mem::take(&mut self.text);
                code::paint(lang.as_deref(), &text, &mut self.budget.colours, &mut self.nodes);
            }
            Collecting::Formula => {
                let tex = std::mem::take(&mut self.text);
                self.formula(&tex, true);
            }
            Collecting::Html => return self.html_block(),
            Collecting::Running | Collecting::Picture { .. } => {}
        }
        self.flush();
        if end == TagEnd::Link {
            self.in_link = false;
            self.tell_host();
        }
        let opened = self.pop_markdown();
        match end {
            TagEnd::TableHead => {
                self.in_head = false;
                if self.columns.is_some() {
                    let body = self.open(Element::TableBody);
                    // The body ends with the table.
                    if let Some(Opened::Markdown { count, .. }) = self.tags.last_mut() {
                        *count += body;
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
            CodeBlockKind::Fenced(info) => code::language(&self.source.restored(info)),
            CodeBlockKind::Indented => None,
        };
        if code::is_formula(lang.as_deref()) {
            self.collecting = Collecting::Formula;
            return self.open(Element::Paragraph);
        }
        let opened = self.open(Element::CodeBlock { lang: lang.clone() });
        // Tokens are one deeper than the block.
        if opened == 1 && self.depth < DEEPEST {
            self.collecting = Collecting::Code(lang);
        }
        opened
    }

    fn start_link(&mut self, kind: LinkType, address: &str) -> usize {
        let address = self.source.restored(address);
        let href = if kind == LinkType::Email {
            links::checked(&format!("mailto:{address}"))
        } else {
            self.options.link(&address)
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

    /// Ends what Markdown opened last, and every tag inside it; tells how many elements Markdown had opened.
    fn pop_markdown(&mut self) -> usize {
        while let Some(opened) = self.tags.pop() {
            self.close(opened.count());
            if let Opened::Markdown { count, .. } = opened {
                return count;
            }
        }
        0
    }

    /// Ends what tags opened, down to so many open things.
    fn close_html(&mut self, left: usize) {
        while self.tags.len() > left {
            let Some(opened) = self.tags.pop() else { return };
            self.close(opened.count());
        }
    }

    /// Tags and text between them, within a sentence.
    fn html(&mut self, html: &str) {
        let pieces = tags::pieces(html);
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Text(text) => self.written(text),
                Piece::Open(tag) => self.open_tag(*tag, &pieces[at + 1..], false),
                Piece::Close(tag) => self.close_tag(*tag),
            }
        }
    }

    /// The block of HTML that was collected.
    fn html_block(&mut self) {
        let html = std::mem::take(&mut self.text);
        let pieces = tags::pieces(&html);
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Text(text) if text.trim().is_empty() && !self.in_sentence() => {}
                Piece::Text(text) => {
                    self.begin_sentence();
                    self.written(text);
                }
                Piece::Open(tag) => self.open_tag(*tag, &pieces[at + 1..], true),
                Piece::Close(tag) => self.close_tag(*tag),
            }
        }
        self.flush();
        self.end_sentence();
    }

    /// True when text can stand right here, in a block of HTML.
    fn in_sentence(&self) -> bool {
        match self.tags.last() {
            Some(Opened::Html { tag, .. }) => tag.holds_sentences(),
            Some(Opened::Paragraph { .. }) => true,
            Some(Opened::Markdown { .. }) | None => false,
        }
    }

    fn begin_sentence(&mut self) {
        let layout = matches!(self.tags.last(), Some(Opened::Html { tag, .. }) if tag.holds_no_text());
        if !self.in_sentence() && !layout {
            self.flush();
            let count = self.open(Element::Paragraph);
            self.tags.push(Opened::Paragraph { count });
        }
    }

    /// Ends the paragraph between tags, if there is one.
    fn end_sentence(&mut self) {
        let own = self.tags.iter().rposition(|opened| matches!(opened, Opened::Markdown { .. })).map_or(0, |at| at + 1);
        if let Some(at) = self.tags[own..].iter().position(|opened| matches!(opened, Opened::Paragraph { .. })) {
            self.flush();
            self.close_html(own + at);
        }
    }

    fn open_tag(&mut self, tag: HtmlTag, after: &[Piece<'_>], is_block: bool) {
        if tag.element().is_none() {
            if is_block {
                self.begin_sentence();
            }
            return self.node(Node::Break);
        }
        match tag.place() {
            Place::Inline if is_block => self.begin_sentence(),
            Place::Inline => {}
            Place::Block => {
                let inner = self.tags.last();
                let room = is_block
                    || matches!(inner, Some(Opened::Html { .. } | Opened::Markdown { holds_blocks: true, .. }));
                if !room {
                    return;
                }
                self.end_sentence();
            }
            Place::Inside(parents) => {
                if !self.close_up_to(parents) && !self.imply(tag, after) {
                    return;
                }
            }
        }
        self.push_tag(tag, false);
    }

    fn push_tag(&mut self, tag: HtmlTag, implied: bool) {
        let Some(element) = tag.element().filter(|_| self.tags.len() < MOST_OPEN) else { return };
        self.flush();
        let cell = matches!(element, Element::TableCell(_));
        let room = element != Element::Table || self.depth + TABLE_DEPTH <= DEEPEST;
        let left = if cell { self.cells.checked_sub(1) } else { Some(self.cells) };
        let count = match left {
            Some(left) if room => {
                self.cells = left;
                self.open(element)
            }
            _ => 0,
        };
        self.tags.push(Opened::Html { tag, count, implied });
    }

    /// Closes what tags opened inside the innermost of these; tells whether there is one.
    fn close_up_to(&mut self, parents: &[HtmlTag]) -> bool {
        let own = self.tags.iter().rposition(|opened| matches!(opened, Opened::Markdown { .. })).map_or(0, |at| at + 1);
        let found = self.tags[own..]
            .iter()
            .rposition(|opened| matches!(opened, Opened::Html { tag, .. } if parents.contains(tag)));
        if let Some(at) = found {
            self.flush();
            self.close_html(own + at + 1);
        }
        found.is_some()
    }

    /// A row right in a table gets the head or body it stands in.
    fn imply(&mut self, tag: HtmlTag, after: &[Piece<'_>]) -> bool {
        if tag != HtmlTag::Tr || !self.close_up_to(&[HtmlTag::Table]) {
            return false;
        }
        let first = after.iter().find_map(|piece| if let Piece::Open(tag) = piece { Some(*tag) } else { None });
        self.push_tag(if first == Some(HtmlTag::Th) { HtmlTag::Thead } else { HtmlTag::Tbody }, true);
        true
    }

    fn close_tag(&mut self, tag: HtmlTag) {
        let own = self.tags.iter().rposition(|opened| matches!(opened, Opened::Markdown { .. })).map_or(0, |at| at + 1);
        let same =
            |opened: &Opened| matches!(opened, Opened::Html { tag: open, .. } if open.element() == tag.element());
        // A tag that nothing opened closes nothing.
        let Some(at) = self.tags[own..].iter().rposition(same) else { return };
        self.flush();
        self.close_html(own + at);
        if matches!(self.tags.last(), Some(Opened::Html { tag: HtmlTag::Thead, implied: true, .. })) {
            self.close_html(self.tags.len() - 1);
        }
    }

    /// The number of the footnote of this name.
    fn number_of(&mut self, name: &str) -> usize {
        if let Some(at) = self.notes.iter().position(|known| known == name) {
            return at + 1;
        }
        self.notes.push(name.to_owned());
        self.notes.len()
    }

    fn reference(&mut self, name: &str) {
        let number = self.number_of(name);
        self.superscript(number);
    }

    /// The number that a footnote begins with.
    fn number(&mut self) {
        if let Some(number) = self.note.take() {
            self.superscript(number);
            self.text(" ");
        }
    }

    fn superscript(&mut self, number: usize) {
        self.flush();
        let opened = self.open(Element::Superscript);
        self.nodes.push(Node::Text(number.to_string()));
        self.close(opened);
    }

    /// Text of the source, in which characters may stand for what was lifted out.
    fn written(&mut self, text: &str) {
        if !matches!(self.collecting, Collecting::Running) {
            let restored = self.source.restored(text).into_owned();
            return if matches!(self.collecting, Collecting::Html) { self.text(text) } else { self.text(&restored) };
        }
        let source = self.source;
        for c in text.chars() {
            match source.lifted(c) {
                None if super::source::is_seam(c) => {}
                None => self.text.push(c),
                Some(Lifted::Formula { tex, display }) => self.formula(tex, *display),
                Some(Lifted::Note(name)) => self.reference(name),
                Some(Lifted::Character) => self.text.push_str(&source.restored(c.encode_utf8(&mut [0; 4]))),
            }
        }
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
            autolink::push(&text, self.ends_open, &mut fresh);
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
    !matches!(
        end,
        TagEnd::Link
            | TagEnd::Image
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::FootnoteDefinition
    )
}

const fn alert(kind: BlockQuoteKind) -> AlertKind {
    match kind {
        BlockQuoteKind::Note => AlertKind::Note,
        BlockQuoteKind::Tip => AlertKind::Tip,
        BlockQuoteKind::Important => AlertKind::Important,
        BlockQuoteKind::Warning => AlertKind::Warning,
        BlockQuoteKind::Caution => AlertKind::Caution,
    }
}

fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}
