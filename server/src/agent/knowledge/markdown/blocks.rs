//! The blocks of a document, as pulldown-cmark reads them, as Markdown that stands by itself.
//!
//! Text stays as it was written, with two exceptions: links that are defined elsewhere carry their address with them, and
//! relative ones lead to where the document is published.

use std::{ops::Range, rc::Rc};

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};
use url::Url;

use super::{
    length::LONGEST,
    pieces::{Piece, sentences},
};
use crate::documents::{
    html,
    marks::{END_OF_ANSWERS, PAGE, QUESTION},
};

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_DEFINITION_LIST);

/// A block of a document.
#[derive(Debug)]
pub(super) enum Block {
    Heading(Heading),
    /// A question; what follows is its answer.
    Question(String),
    /// From here on nothing answers the question.
    EndOfAnswers,
    /// A page of a PDF begins.
    Page(u32),
    Body(Vec<Piece>),
}

/// A heading.
#[derive(Debug)]
pub(super) struct Heading {
    pub(super) level: usize,
    pub(super) title: String,
    /// Its anchor, when the document says so.
    pub(super) id: Option<String>,
}

/// The blocks of a text that is published at `url`.
pub(super) fn blocks(text: &str, url: Option<&Url>) -> Vec<Block> {
    read(text, url, true)
}

/// HTML within HTML is text: what was read once brings none.
fn read(text: &str, url: Option<&Url>, with_html: bool) -> Vec<Block> {
    let mut reader = Reader { text, url, with_html, lists: 0, done: vec![] };
    let mut outline = Outline::default();
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    outline = Outline::new(range.clone(), !matches!(tag, Tag::Heading { .. }));
                }
                depth += 1;
                outline.open(&tag, range, depth);
            }
            Event::End(tag) => {
                depth -= 1;
                outline.close(tag, &range, reader.url);
                if depth == 0 {
                    reader.block(tag, &std::mem::take(&mut outline));
                }
            }
            event => outline.inner(&event, range),
        }
    }
    reader.done
}

/// The words of a text without its marks.
pub(super) fn words(text: &str) -> String {
    let mut words = String::new();
    for event in Parser::new_ext(text, OPTIONS) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => words.push('\n'),
            Event::End(TagEnd::TableCell) => words.push(' '),
            Event::End(tag) if !is_inline(tag) && !words.ends_with('\n') => words.push('\n'),
            _ => {}
        }
    }
    words.truncate(words.trim_end().len());
    words
}

fn is_inline(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

/// The contents of a block, as ranges of the text.
#[derive(Default)]
struct Outline {
    range: Range<usize>,
    /// Parts that are not cut through.
    whole: Vec<Range<usize>>,
    /// Items of a list, rows of a table, terms and definitions.
    parts: Vec<(Part, Range<usize>)>,
    /// The replacements of links, in their order.
    edits: Vec<(Range<usize>, String)>,
    /// The text without marks.
    words: String,
    /// Words of a code block keep their lines.
    is_body: bool,
    language: Option<String>,
    links: Vec<Link>,
    inline: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Item,
    Row,
    Term,
    Definition,
}

struct Link {
    how: LinkType,
    to: String,
    title: String,
    is_image: bool,
    inner: Option<Range<usize>>,
}

impl Outline {
    fn new(range: Range<usize>, is_body: bool) -> Self {
        Self { range, is_body, ..Self::default() }
    }

    fn open(&mut self, tag: &Tag<'_>, range: Range<usize>, depth: usize) {
        self.widen(&range);
        match tag {
            Tag::Item if depth == 2 => self.parts.push((Part::Item, range)),
            Tag::TableRow if depth == 2 => self.parts.push((Part::Row, range)),
            Tag::DefinitionListTitle if depth == 2 => self.parts.push((Part::Term, range)),
            Tag::DefinitionListDefinition if depth == 2 => self.parts.push((Part::Definition, range)),
            Tag::CodeBlock(CodeBlockKind::Fenced(language)) => self.language = Some(language.to_string()),
            Tag::Link { link_type, dest_url, title, .. } => self.link(*link_type, dest_url, title, false, range),
            Tag::Image { link_type, dest_url, title, .. } => self.link(*link_type, dest_url, title, true, range),
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {
                self.keep_whole(range);
                self.inline += 1;
            }
            _ => {}
        }
    }

    fn link(&mut self, how: LinkType, to: &str, title: &str, is_image: bool, range: Range<usize>) {
        self.keep_whole(range);
        self.inline += 1;
        self.links.push(Link { how, to: to.to_owned(), title: title.to_owned(), is_image, inner: None });
    }

    /// A part within a whole part is whole with it.
    fn keep_whole(&mut self, range: Range<usize>) {
        if self.inline == 0 {
            self.whole.push(range);
        }
    }

    /// The text of the innermost link.
    fn widen(&mut self, range: &Range<usize>) {
        if let Some(link) = self.links.last_mut() {
            let inner = link.inner.get_or_insert_with(|| range.clone());
            inner.end = inner.end.max(range.end);
        }
    }

    fn close(&mut self, tag: TagEnd, range: &Range<usize>, url: Option<&Url>) {
        match tag {
            TagEnd::Link | TagEnd::Image => {
                self.inline = self.inline.saturating_sub(1);
                if let Some(link) = self.links.pop() {
                    self.edit(&link, range, url);
                }
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => self.inline = self.inline.saturating_sub(1),
            _ => {}
        }
    }

    fn edit(&mut self, link: &Link, range: &Range<usize>, url: Option<&Url>) {
        let Some(target) = link.target(url) else { return };
        // The outer one says how it stands; a picture in a link keeps its own address.
        while self.edits.pop_if(|(inner, _)| range.start <= inner.start && inner.end <= range.end).is_some() {}
        self.edits.push((range.clone(), target));
    }

    fn inner(&mut self, event: &Event<'_>, range: Range<usize>) {
        self.widen(&range);
        match event {
            Event::Text(text) => self.words.push_str(text),
            Event::Code(text) => {
                self.words.push_str(text);
                self.keep_whole(range);
            }
            Event::Html(html) => self.words.push_str(html),
            Event::InlineHtml(_) => self.keep_whole(range),
            Event::SoftBreak | Event::HardBreak => self.words.push(if self.is_body { '\n' } else { ' ' }),
            _ => {}
        }
    }
}

impl Link {
    /// The replacement, with its text as `\0`; `None` when it may stay as it is.
    fn target(&self, url: Option<&Url>) -> Option<String> {
        if matches!(self.how, LinkType::Autolink | LinkType::Email | LinkType::WikiLink { .. }) {
            return None;
        }
        let is_absolute = Url::parse(&self.to).is_ok();
        if is_absolute && self.how == LinkType::Inline {
            return None;
        }
        let mark = if self.is_image { "!" } else { "" };
        let title =
            if self.title.is_empty() { String::new() } else { format!(" \"{}\"", self.title.replace('"', "\\\"")) };
        let to = if is_absolute {
            Some(self.to.clone())
        } else {
            url.and_then(|url| url.join(&self.to).ok()).map(String::from)
        };
        Some(match to {
            Some(to) => format!("{mark}[\0](<{}>{title})", to.replace(['<', '>', '\n'], "")),
            // It leads nowhere: its text remains.
            None => "\0".into(),
        })
    }
}

struct Reader<'a> {
    text: &'a str,
    url: Option<&'a Url>,
    with_html: bool,
    /// Lists so far.
    lists: usize,
    done: Vec<Block>,
}

impl Reader<'_> {
    fn block(&mut self, tag: TagEnd, outline: &Outline) {
        match tag {
            TagEnd::Heading(level) => self.heading(level as usize, outline),
            TagEnd::CodeBlock => self.code(outline),
            TagEnd::List(_) => self.list(outline),
            TagEnd::Table => self.table(outline),
            TagEnd::DefinitionList => self.definitions(outline),
            TagEnd::HtmlBlock => self.html(outline),
            TagEnd::BlockQuote(_) => self.quote(outline),
            _ => self.paragraph(outline),
        }
    }

    fn body(&mut self, pieces: Vec<Piece>) {
        self.done.push(Block::Body(pieces));
    }

    fn heading(&mut self, level: usize, outline: &Outline) {
        let title = outline.words.split_whitespace().collect::<Vec<_>>().join(" ");
        if level == 6 && self.text[outline.range.clone()].trim_end().ends_with(QUESTION) {
            self.done.push(Block::Question(title));
            return;
        }
        let (title, id) = with_id(&title);
        if !title.is_empty() {
            self.done.push(Block::Heading(Heading { level, title: title.to_owned(), id: id.map(str::to_owned) }));
        }
    }

    fn paragraph(&mut self, outline: &Outline) {
        let pieces = self.cut(outline, outline.range.clone());
        self.body(pieces.into_iter().map(Piece::paragraph).collect());
    }

    /// A part of the text in pieces.
    fn cut(&self, outline: &Outline, range: Range<usize>) -> Vec<String> {
        let whole = self.written(outline, &range);
        if whole.chars().nth(LONGEST).is_none() {
            return if whole.is_empty() { vec![] } else { vec![whole] };
        }
        let first = outline.whole.partition_point(|span| span.start < range.start);
        let spans = &outline.whole[first..];
        let spans = &spans[..spans.partition_point(|span| span.end <= range.end)];
        let parts = sentences(self.text, range, spans, LONGEST);
        parts.into_iter().map(|part| self.written(outline, &part)).filter(|part| !part.is_empty()).collect()
    }

    /// A part of the text, its links as they stand by themselves.
    fn written(&self, outline: &Outline, range: &Range<usize>) -> String {
        let mut written = String::new();
        let mut at = range.start;
        let first = outline.edits.partition_point(|(edit, _)| edit.start < range.start);
        for (edit, target) in outline.edits[first..].iter().take_while(|(edit, _)| edit.start < range.end) {
            if edit.start < at || edit.end > range.end {
                continue;
            }
            written.push_str(&self.text[at..edit.start]);
            written.push_str(&target.replace('\0', link_text(&self.text[edit.clone()])));
            at = edit.end;
        }
        written.push_str(&self.text[at..range.end]);
        // Two spaces at the end of a line that is the last mean nothing.
        written.trim().to_owned()
    }

    fn quote(&mut self, outline: &Outline) {
        let pieces = self.cut(outline, outline.range.clone()).into_iter();
        let quoted = |text: String| if text.starts_with('>') { text } else { format!("> {text}") };
        self.body(pieces.map(|text| Piece::paragraph(quoted(text))).collect());
    }

    fn list(&mut self, outline: &Outline) {
        self.lists += 1;
        let mut pieces = vec![];
        for (_, range) in outline.parts.iter().filter(|(part, _)| *part == Part::Item) {
            pieces.extend(self.cut(outline, range.clone()).into_iter().map(|text| Piece::item(text, self.lists)));
        }
        self.body(pieces);
    }

    fn definitions(&mut self, outline: &Outline) {
        for (part, range) in &outline.parts {
            if *part == Part::Term {
                self.done.push(Block::Question(words(&self.text[range.clone()])));
            } else {
                let pieces = self.cut(outline, range.clone()).into_iter();
                let unmarked = |text: String| text.strip_prefix(':').map(|text| text.trim().to_owned()).unwrap_or(text);
                self.body(pieces.map(|text| Piece::paragraph(unmarked(text))).collect());
            }
        }
        self.done.push(Block::EndOfAnswers);
    }

    fn table(&mut self, outline: &Outline) {
        let rows: Vec<_> = outline.parts.iter().map(|(_, range)| range.clone()).collect();
        let begin = rows.first().map_or(outline.range.end, |first| first.start);
        let head: Rc<str> = self.written(outline, &(outline.range.start..begin)).into();
        if rows.is_empty() {
            return self.body(vec![Piece::paragraph(head.to_string())]);
        }
        let room = LONGEST.saturating_sub(head.chars().count() + 1);
        let mut pieces = vec![];
        for range in rows {
            let row = self.written(outline, &range);
            if row.chars().count() <= room {
                pieces.push(Piece::row(row, &head));
            } else {
                pieces.extend(long_row(&head, &row));
            }
        }
        self.body(pieces);
    }

    fn code(&mut self, outline: &Outline) {
        let code = outline.words.trim_end_matches('\n');
        let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or_default();
        let fence = "`".repeat(longest.max(2) + 1);
        let language = outline.language.as_deref().unwrap_or_default();
        let open = format!("{fence}{language}\n");
        let room = LONGEST.saturating_sub(open.chars().count() + fence.len() + 1).max(1);
        let fenced = |code: &str| Piece::paragraph(format!("{open}{code}\n{fence}"));
        self.body(lines(code, room).into_iter().map(|code| fenced(&code)).collect());
    }

    fn html(&mut self, outline: &Outline) {
        let html = outline.words.trim();
        if html == END_OF_ANSWERS {
            self.done.push(Block::EndOfAnswers);
        } else if let Some(page) = html.strip_prefix(PAGE).and_then(|rest| rest.strip_suffix(" -->")?.parse().ok()) {
            self.done.push(Block::Page(page));
        } else if self.with_html {
            self.done.extend(read(&html::fragment(html), self.url, false));
        }
    }
}

/// Between the brackets of a link, or of a picture.
fn link_text(link: &str) -> &str {
    let inner = link.strip_prefix('!').unwrap_or(link);
    let Some(inner) = inner.strip_prefix('[') else { return link };
    let (mut depth, mut escaped) = (1_usize, false);
    for (at, c) in inner.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &inner[..at];
        }
    }
    inner
}

/// `Title {#id}`.
fn with_id(title: &str) -> (&str, Option<&str>) {
    let parts = title.strip_suffix('}').and_then(|title| title.rsplit_once("{#"));
    match parts {
        Some((title, id)) if !id.is_empty() && !id.contains(|c: char| c.is_whitespace() || matches!(c, '{' | '}')) => {
            (title.trim_end(), Some(id))
        }
        _ => (title, None),
    }
}

/// Lines in pieces of at most so many characters.
fn lines(text: &str, longest: usize) -> Vec<String> {
    let (mut done, mut piece, mut count) = (vec![], String::new(), 0);
    for line in text.split('\n') {
        let line: Vec<char> = line.chars().collect();
        for part in if line.is_empty() { vec![&line[..]] } else { line.chunks(longest).collect() } {
            if count > 0 && count + 1 + part.len() > longest {
                done.push(std::mem::take(&mut piece));
                count = 0;
            } else if count > 0 || !piece.is_empty() {
                piece.push('\n');
                count += 1;
            }
            piece.extend(part);
            count += part.len();
        }
    }
    done.push(piece);
    done
}

/// A row that is longer than a passage, as one paragraph a cell.
fn long_row(head: &str, row: &str) -> Vec<Piece> {
    let names = cells(head.lines().next().unwrap_or_default());
    let mut pieces = vec![];
    for (at, cell) in cells(row).into_iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        let name: String = names.get(at).map(|name| name.chars().take(100).collect()).unwrap_or_default();
        let text = if name.is_empty() { cell } else { format!("{name}: {cell}") };
        let parts = sentences(&text, 0..text.len(), &[], LONGEST);
        pieces.extend(parts.into_iter().map(|part| Piece::paragraph(text[part].trim().to_owned())));
    }
    pieces
}

/// The cells of a row.
fn cells(row: &str) -> Vec<String> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = row.strip_suffix('|').unwrap_or(row);
    let (mut cells, mut cell, mut escaped) = (vec![], String::new(), false);
    for c in row.chars() {
        if c == '|' && !escaped {
            cells.push(std::mem::take(&mut cell).trim().to_owned());
        } else {
            cell.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    cells.push(cell.trim().to_owned());
    cells
}
