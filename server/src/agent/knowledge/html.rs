//! HTML pages as Markdown: headings, paragraphs, lists, code; nothing else.

use std::{cell::RefCell, rc::Rc};

use lol_html::{HtmlRewriter, Settings, doc_text, element, html_content::Element};

/// Elements that are not the page's text.
const SKIPPED: &[&str] = &["script", "style", "nav", "header", "footer", "noscript", "template", "svg", "head", "form", "button", "aside"];
/// Elements that begin a new line.
const BLOCKS: &[&str] = &["p", "div", "section", "article", "main", "table", "tr", "ul", "ol", "dl", "dt", "dd", "blockquote", "figure", "br", "hr"];

#[derive(Default)]
struct Page {
    out: String,
    /// Raw text since the last tag: entities may be cut between chunks.
    text: String,
    skipped: usize,
    code: usize,
}

/// The text of a page as Markdown. Broken HTML gives what a browser would show of it, as far as that is text.
pub(super) fn to_markdown(page: &str) -> String {
    let state = Rc::new(RefCell::new(Page::default()));
    let (at_text, at_tag) = (Rc::clone(&state), Rc::clone(&state));
    let settings = Settings::new()
        .append_element_content_handler(element!("*", move |element| {
            open(&at_tag, element);
            Ok(())
        }))
        .append_document_content_handler(doc_text!(move |chunk| {
            at_text.borrow_mut().text.push_str(chunk.as_str());
            Ok(())
        }));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    // A page that cannot be read to its end counts as far as it could be read.
    let _read = rewriter.write(page.as_bytes()).and_then(|()| rewriter.end());
    let mut page = state.borrow_mut();
    page.flush();
    std::mem::take(&mut page.out)
}

fn open(state: &Rc<RefCell<Page>>, element: &mut Element<'_, '_>) {
    let name = element.tag_name();
    state.borrow_mut().open(&name);
    let closes = Rc::clone(state);
    let ended = element.on_end_tag(lol_html::end_tag!(move |_| {
        closes.borrow_mut().close(&name);
        Ok(())
    }));
    if ended.is_err() {
        // An element without an end tag: `<br>`, `<img>`.
        state.borrow_mut().flush();
    }
}

impl Page {
    fn open(&mut self, name: &str) {
        self.flush();
        match name {
            _ if SKIPPED.contains(&name) => self.skipped += 1,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.push(&format!("\n\n{} ", "#".repeat(usize::from(name.as_bytes()[1] - b'0')))),
            "li" => self.push("\n- "),
            "pre" => {
                self.code += 1;
                self.push("\n\n```\n");
            }
            "code" if self.code == 0 => self.push("`"),
            "td" | "th" => self.push(" "),
            _ if BLOCKS.contains(&name) => self.push("\n\n"),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        self.flush();
        match name {
            _ if SKIPPED.contains(&name) => self.skipped = self.skipped.saturating_sub(1),
            "pre" => {
                self.code = self.code.saturating_sub(1);
                self.push("\n```\n\n");
            }
            "code" if self.code == 0 => self.push("`"),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.push("\n\n"),
            _ if BLOCKS.contains(&name) => self.push("\n\n"),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if self.skipped == 0 {
            self.out.push_str(text);
        }
    }

    fn flush(&mut self) {
        let text = decode(&std::mem::take(&mut self.text));
        if self.skipped > 0 || text.is_empty() {
            return;
        }
        if self.code > 0 {
            self.out.push_str(&text);
            return;
        }
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.starts_with(char::is_whitespace) && !self.out.ends_with(char::is_whitespace) {
            self.out.push(' ');
        }
        self.out.push_str(&words);
        if !words.is_empty() && text.ends_with(char::is_whitespace) {
            self.out.push(' ');
        }
    }
}

/// Character references: numbers, and the names that running text has.
fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|&end| end < 12);
        let Some((end, c)) = end.and_then(|end| Some((end, character(&rest[1..end])?))) else {
            out.push('&');
            rest = &rest[1..];
            continue;
        };
        out.push(c);
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    let known = [
        ("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", ' '), ("ndash", '–'), ("mdash", '—'),
        ("hellip", '…'), ("lsquo", '‘'), ("rsquo", '’'), ("ldquo", '“'), ("rdquo", '”'), ("copy", '©'), ("euro", '€'),
    ];
    known.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_headings_lists_and_code_and_loses_the_rest() {
        let page = "<html><head><title>x</title><style>p{}</style></head><body><nav>Home</nav><h1>Shop &amp; more</h1>\
            <p>We <b>sell</b> <code>&lt;b&gt;</code>.<ul><li>one<li>two</ul><pre>a\n  b</pre><script>evil()</script></body>";
        let text = to_markdown(page);
        let lines: Vec<_> = text.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, ["# Shop & more", "We sell `<b>`.", "- one", "- two", "```", "a", "  b", "```"]);
    }

    #[test]
    fn references_that_are_none_stay() {
        assert_eq!(decode("a & b &nope; &#233; &#x2014; &"), "a & b &nope; é — &");
    }
}
