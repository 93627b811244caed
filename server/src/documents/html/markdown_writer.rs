//! Goes through the content of a page and writes Markdown.

use dom_query::NodeRef;

use super::{element::tag, furniture::is_furniture, table};
use crate::documents::{
    marks::{END_OF_ANSWERS, QUESTION},
    markup::{code, code_span, escaped, paragraph},
};

/// Maximum indentation of lists and quotes.
const DEEPEST_LIST: usize = 6;

/// Writes blocks, gathering what stands on a line.
pub(super) struct MarkdownWriter {
    out: String,
    line: String,
    in_main: bool,
    /// Lists and quotes around.
    indented: usize,
}

impl MarkdownWriter {
    pub(super) fn new(in_main: bool) -> Self {
        Self { out: String::new(), line: String::new(), in_main, indented: 0 }
    }

    /// All of a page, or of a part of it.
    pub(super) fn page(mut self, root: &NodeRef<'_>) -> String {
        self.children(root);
        self.end_line();
        self.out.trim().to_owned()
    }

    /// The text of a cell, on one line.
    pub(super) fn cell(&self, cell: &NodeRef<'_>) -> String {
        self.one_line(cell)
    }

    fn one_line(&self, node: &NodeRef<'_>) -> String {
        let mut part = Self { in_main: self.in_main, indented: DEEPEST_LIST, ..Self::new(true) };
        part.inline(node);
        part.line.replace("\\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn children(&mut self, node: &NodeRef<'_>) {
        for child in node.children_it(false) {
            self.node(&child);
        }
    }

    fn node(&mut self, node: &NodeRef<'_>) {
        if node.is_text() {
            return self.text(&node.text());
        }
        if !node.is_element() || is_furniture(node, self.in_main) {
            return;
        }
        match tag(node).as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(node),
            "ul" | "ol" | "menu" => self.list(node),
            "dl" => self.definitions(node),
            "details" => self.details(node),
            "pre" => self.code(node),
            "blockquote" => self.quote(node),
            "table" => self.table(node),
            "hr" => self.end_line(),
            "br" => self.line.push_str("\\\n"),
            name if is_inline(name) => self.span(node, name),
            _ => {
                self.end_line();
                self.children(node);
                self.end_line();
            }
        }
    }

    fn text(&mut self, text: &str) {
        let mut words = text.split_whitespace().peekable();
        let begins = text.starts_with(char::is_whitespace);
        if (begins || words.peek().is_none()) && !self.line.is_empty() && !self.line.ends_with([' ', '\n']) {
            self.line.push(' ');
        }
        let text =
            escaped(&words.collect::<Vec<_>>().join(" ")) + if text.ends_with(char::is_whitespace) { " " } else { "" };
        self.line.push_str(
            if self.line.is_empty() { text.trim_start() } else { text.as_str() }
                .trim_start_matches(|c| c == ' ' && self.line.ends_with(' ')),
        );
    }

    /// Ends the paragraph.
    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let text = line.trim().trim_end_matches("\\\n").trim_start_matches("\\\n").trim();
        if !text.is_empty() {
            let lines: Vec<String> =
                text.split("\\\n").map(|line| paragraph(line.trim())).filter(|line| !line.is_empty()).collect();
            self.block(&lines.join("\\\n"));
        }
    }

    fn block(&mut self, text: &str) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push_str(if self.out.ends_with('\n') { "\n" } else { "\n\n" });
        }
        self.out.push_str(text);
    }

    /// The text of an element without children.
    fn inside(&self, node: &NodeRef<'_>) -> String {
        let mut part = Self { in_main: self.in_main, indented: self.indented + 1, ..Self::new(true) };
        part.children(node);
        part.end_line();
        part.out.trim().to_owned()
    }

    fn heading(&mut self, node: &NodeRef<'_>) {
        self.end_line();
        let text = self.one_line(node);
        let text = text.trim_end_matches(['¶', '#', '§', ' ']).to_owned();
        if text.is_empty() {
            return;
        }
        let level = tag(node).as_bytes().get(1).map_or(2, |digit| usize::from(digit - b'0'));
        let id = anchor(node).map(|id| format!(" {{#{id}}}")).unwrap_or_default();
        self.block(&format!("{} {text}{id}", "#".repeat(level)));
        self.block("");
    }

    fn list(&mut self, list: &NodeRef<'_>) {
        self.end_line();
        let ordered = list.has_name("ol");
        let mut number: usize = list.attr("start").and_then(|start| start.parse().ok()).unwrap_or(1);
        let mut items = String::new();
        for item in list.children_it(false).filter(NodeRef::is_element) {
            if is_furniture(&item, self.in_main) {
                continue;
            }
            let text = self.inside(&item);
            if text.is_empty() {
                continue;
            }
            let mark = if ordered { format!("{number}. ") } else { "- ".to_owned() };
            number = number.saturating_add(1);
            let indent = if self.indented < DEEPEST_LIST { " ".repeat(mark.len()) } else { String::new() };
            items.push_str(&mark);
            items.push_str(&indented(&tight(&text), &indent));
            items.push('\n');
        }
        if !items.is_empty() {
            self.block(items.trim_end());
            self.block("");
        }
    }

    /// Terms and what they mean are questions and answers.
    fn definitions(&mut self, list: &NodeRef<'_>) {
        self.end_line();
        let mut term = String::new();
        let mut any = false;
        let parts: Vec<NodeRef<'_>> = list
            .children_it(false)
            .flat_map(|it| if it.has_name("div") { it.children() } else { vec![it] })
            .filter(NodeRef::is_element)
            .collect();
        for part in parts {
            if part.has_name("dt") {
                let name = self.one_line(&part);
                term = if term.is_empty() { name } else { format!("{term} / {name}") };
            } else if part.has_name("dd") {
                let meaning = self.inside(&part);
                if !term.is_empty() {
                    self.question(&std::mem::take(&mut term));
                    any = true;
                }
                self.block(&meaning);
            }
        }
        if any {
            self.block(END_OF_ANSWERS);
        }
        if !term.is_empty() {
            self.block(&term);
        }
        self.block("");
    }

    fn question(&mut self, question: &str) {
        self.block(&format!("###### {question} {QUESTION}"));
        self.block("");
    }

    fn details(&mut self, details: &NodeRef<'_>) {
        self.end_line();
        let summary = details.children_it(false).find(|it| it.has_name("summary"));
        let question = summary.map(|summary| self.one_line(&summary)).unwrap_or_default();
        // A closed section with headings of its own is a section.
        let answer = {
            let mut part = Self { in_main: self.in_main, indented: self.indented, ..Self::new(true) };
            for child in details.children_it(false).filter(|it| !it.has_name("summary")) {
                part.node(&child);
            }
            part.end_line();
            part.out.trim().to_owned()
        };
        if question.is_empty() || answer.is_empty() {
            self.block(if answer.is_empty() { &question } else { &answer });
        } else {
            self.question(&question);
            self.block(&answer);
            self.block(END_OF_ANSWERS);
        }
        self.block("");
    }

    fn code(&mut self, pre: &NodeRef<'_>) {
        self.end_line();
        let inner = pre.descendants_it().find(|it| it.has_name("code"));
        let class = [inner, Some(*pre), pre.parent()].into_iter().flatten().filter_map(|it| it.attr("class"));
        let language =
            class.flat_map(|it| it.split_ascii_whitespace().map(str::to_owned).collect::<Vec<_>>()).find_map(|name| {
                let language = ["language-", "lang-", "highlight-source-", "highlight-"]
                    .iter()
                    .find_map(|it| name.strip_prefix(it))?;
                let is_name = language.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '#' | '_'));
                (is_name && !language.is_empty() && language.len() <= 20).then(|| language.to_owned())
            });
        let mut text = String::new();
        for node in pre.descendants_it() {
            if node.is_text() {
                text.push_str(&node.text());
            } else if node.has_name("br") {
                text.push('\n');
            }
        }
        let text = text.replace('\r', "");
        let text = text.trim_end().trim_start_matches('\n');
        if !text.trim().is_empty() {
            self.block(&code(text, &language.unwrap_or_default()));
            self.block("");
        }
    }

    fn quote(&mut self, node: &NodeRef<'_>) {
        self.end_line();
        let text = self.inside(node);
        if text.is_empty() {
            return;
        }
        if self.indented < DEEPEST_LIST {
            self.block(&format!("> {}", indented(&text, "> ")));
        } else {
            self.block(&text);
        }
        self.block("");
    }

    fn table(&mut self, node: &NodeRef<'_>) {
        self.end_line();
        for caption in node.children_it(false).filter(|it| it.has_name("caption")) {
            let caption = self.one_line(&caption);
            self.block(&caption);
        }
        if let Some(table) = table::table(node, &|cell| self.cell(cell)) {
            self.block(table.trim_end());
            return self.block("");
        }
        for child in node.children_it(false).filter(|it| !it.has_name("caption")) {
            self.node(&child);
        }
        self.end_line();
    }

    /// Writes inline content.
    fn inline(&mut self, node: &NodeRef<'_>) {
        for child in node.children_it(false) {
            if child.is_text() {
                self.text(&child.text());
            } else if child.is_element() && !is_furniture(&child, self.in_main) {
                let name = tag(&child);
                match name.as_str() {
                    "br" => self.line.push_str("\\\n"),
                    name if is_inline(name) => self.span(&child, name),
                    // Blocks on one line stay apart.
                    _ => {
                        self.space();
                        self.inline(&child);
                        self.space();
                    }
                }
            }
        }
    }

    fn space(&mut self) {
        if !self.line.is_empty() && !self.line.ends_with([' ', '\n']) {
            self.line.push(' ');
        }
    }

    fn span(&mut self, node: &NodeRef<'_>, name: &str) {
        match name {
            "code" | "kbd" | "samp" | "tt" => {
                let text = node.text();
                self.spaced(&text, |_| code_span(&text));
            }
            "strong" | "b" => self.marked(node, "**"),
            "em" | "i" | "cite" | "dfn" | "var" => self.marked(node, "*"),
            "del" | "s" | "strike" => self.marked(node, "~~"),
            "a" => self.link(node),
            "img" => {
                let words = node.attr("alt").unwrap_or_default();
                self.text(&words);
            }
            "rp" | "wbr" => {}
            "q" => {
                self.line.push('“');
                self.mixed(node);
                self.line.push('”');
            }
            _ => self.mixed(node),
        }
    }

    /// Spans may hold blocks, whatever the standard says.
    fn mixed(&mut self, node: &NodeRef<'_>) {
        if self.indented >= DEEPEST_LIST { self.inline(node) } else { self.children(node) }
    }

    /// White space around a span stays outside of its marks.
    fn spaced(&mut self, text: &str, write: impl FnOnce(&Self) -> String) {
        if text.starts_with(char::is_whitespace) {
            self.space();
        }
        let written = write(self);
        self.line.push_str(&written);
        if text.ends_with(char::is_whitespace) {
            self.space();
        }
    }

    fn marked(&mut self, node: &NodeRef<'_>, mark: &str) {
        if holds_blocks(node) {
            return self.mixed(node);
        }
        let inner = self.one_line(node);
        if !inner.is_empty() {
            self.spaced(&node.text(), |_| format!("{mark}{inner}{mark}"));
        }
    }

    fn link(&mut self, node: &NodeRef<'_>) {
        if holds_blocks(node) {
            return self.mixed(node);
        }
        let text = self.one_line(node);
        let address = node.attr("href").unwrap_or_default();
        let address = address.trim();
        // Signs that lead to their own heading.
        if matches!(text.as_str(), "¶" | "#" | "§" | "🔗" | "\\#" | "Permalink") {
            return;
        }
        let leads = ["http:", "https:", "mailto:", "tel:"]
            .iter()
            .any(|scheme| address.to_ascii_lowercase().starts_with(scheme));
        let is_relative =
            !address.is_empty() && !address.split(['/', '?', '#']).next().unwrap_or_default().contains(':');
        let is_sound = !address.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>'));
        self.spaced(&node.text(), |_| {
            if (leads || is_relative) && is_sound && !text.is_empty() { format!("[{text}](<{address}>)") } else { text }
        });
    }
}

/// The address of a heading on its page.
fn anchor(heading: &NodeRef<'_>) -> Option<String> {
    let own = heading.id_attr();
    let inner = || {
        heading
            .descendants_it()
            .find_map(|it| it.id_attr().or_else(|| it.has_name("a").then(|| it.attr("name")).flatten()))
    };
    let around = || {
        let parent =
            heading.parent().filter(|it| ["section", "div", "article"].iter().any(|name| it.has_name(name)))?;
        let first = parent.first_element_child().is_some_and(|first| first.id == heading.id);
        parent.id_attr().filter(|_| first)
    };
    let id = own.or_else(inner).or_else(around)?.trim().to_owned();
    (!id.is_empty()
        && id.len() <= 200
        && !id.contains(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | '<' | '>' | '`' | '*')))
    .then_some(id)
}

fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "q"
            | "rp"
            | "rt"
            | "ruby"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
    )
}

/// Elements of a page within what should be a line.
fn holds_blocks(node: &NodeRef<'_>) -> bool {
    node.descendants_it().any(|it| it.is_element() && !is_inline(&tag(&it)) && !it.has_name("br"))
}

/// Lists without empty lines between their lines, where nothing is lost by it.
fn tight(text: &str) -> String {
    if text.contains("```") { text.to_owned() } else { text.replace("\n\n- ", "\n- ") }
}

fn indented(text: &str, indent: &str) -> String {
    let mut lines = text.split('\n');
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        out.push('\n');
        if !line.is_empty() || indent.starts_with('>') {
            out.push_str(indent);
        }
        out.push_str(line);
    }
    out
}
