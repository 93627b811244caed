//! The parser's events as a flat list of nodes.

use parlor_shared::content::{Align, Element, Node};
use pulldown_cmark::{Alignment, CodeBlockKind, Event, Options, Parser, Tag, TagEnd, TextMergeStream};

use super::{RenderOptions, autolink, code, math, sink::Sink};
use crate::core::policy::links;

/// Elements nested deeper are left out; their text stays.
const MAX_DEPTH: usize = 32;

/// Renders a piece, with all its closes.
pub(super) fn render(text: &str, options: &RenderOptions, colour: bool) -> Vec<Node> {
    let flags = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    let mut flat = Flat { options, colour, sink: Sink::default(), closes: Vec::new(), code: None, image: None, links: 0, aligns: Vec::new(), column: 0 };
    for event in TextMergeStream::new(Parser::new_ext(text, flags)) {
        flat.event(event);
    }
    flat.sink.nodes
}

struct Flat<'a> {
    options: &'a RenderOptions,
    colour: bool,
    sink: Sink,
    /// For each open tag how many closes its end needs.
    closes: Vec<usize>,
    code: Option<(Option<String>, String)>,
    image: Option<Picture>,
    /// Open links that were kept.
    links: usize,
    aligns: Vec<Align>,
    column: usize,
}

struct Picture {
    src: String,
    alt: String,
    depth: usize,
}

impl Flat<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Html(text) | Event::InlineHtml(text) => self.literal(&text),
            Event::SoftBreak => self.literal("\n"),
            Event::FootnoteReference(name) => self.literal(&name),
            Event::Code(text) => self.leaf(&text, |s| s.sink.wrapped(Element::Code, &text)),
            Event::InlineMath(tex) => self.leaf(&tex, |s| math::formula(&mut s.sink, &tex, false)),
            Event::DisplayMath(tex) => self.leaf(&tex, |s| math::formula(&mut s.sink, &tex, true)),
            Event::HardBreak => self.leaf(" ", |s| s.sink.push(Node::Break)),
            Event::Rule => self.sink.push(Node::Rule),
            Event::TaskListMarker(done) => self.sink.push(Node::Checkbox(done)),
        }
    }

    /// Something that a picture's alternative text can only hold as text.
    fn leaf(&mut self, text: &str, show: impl FnOnce(&mut Self)) {
        match &mut self.image {
            Some(picture) => picture.alt.push_str(text),
            None => show(self),
        }
    }

    fn literal(&mut self, text: &str) {
        self.leaf(text, |s| s.sink.text(text));
    }

    fn text(&mut self, text: &str) {
        if let Some((_, body)) = &mut self.code {
            body.push_str(text);
        } else if self.links > 0 {
            self.literal(text);
        } else {
            self.leaf(text, |s| autolink::text(&mut s.sink, text));
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        if let Some(picture) = &mut self.image {
            picture.depth += 1;
            return;
        }
        let element = match tag {
            Tag::Image { dest_url, .. } => {
                self.image = Some(Picture { src: dest_url.into_string(), alt: String::new(), depth: 0 });
                return;
            }
            Tag::CodeBlock(kind) => {
                let info = if let CodeBlockKind::Fenced(info) = kind { info.into_string() } else { String::new() };
                let lang = code::language(&info);
                self.code = Some((lang.clone(), String::new()));
                Some(Element::CodeBlock { lang })
            }
            Tag::Table(aligns) => return self.table(&aligns),
            Tag::TableHead => return self.head(),
            Tag::TableCell => return self.cell(),
            Tag::TableRow => {
                self.column = 0;
                self.sink.open(Element::TableRow);
                self.closes.push(1);
                return;
            }
            other => element(other),
        };
        self.enter(element);
    }

    fn enter(&mut self, element: Option<Element>) {
        let depth: usize = self.closes.iter().sum();
        let element = element.filter(|_| depth < MAX_DEPTH);
        self.links += usize::from(matches!(element, Some(Element::Link { .. })));
        self.closes.push(usize::from(element.is_some()));
        if let Some(element) = element {
            self.sink.open(element);
        }
    }
}

fn element(tag: Tag<'_>) -> Option<Element> {
    Some(match tag {
        Tag::Paragraph => Element::Paragraph,
        Tag::Heading { level, .. } => Element::Heading(level as u8),
        Tag::BlockQuote(_) => Element::Quote,
        Tag::List(None) => Element::List,
        Tag::List(Some(first)) => Element::OrderedList(first),
        Tag::Item => Element::Item,
        Tag::Emphasis => Element::Emphasis,
        Tag::Strong => Element::Strong,
        Tag::Strikethrough => Element::Strike,
        Tag::HtmlBlock => Element::Paragraph,
        Tag::Link { dest_url, link_type, .. } => {
            let email = matches!(link_type, pulldown_cmark::LinkType::Email);
            let address = if email { ["mailto:", &dest_url].concat() } else { dest_url.into_string() };
            Element::Link { href: links::checked(&address)? }
        }
        _ => return None,
    })
}

mod end;
