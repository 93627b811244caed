//! HTML to Markdown: the content of a page, without navigation, banners and the like.
//!
//! html5ever parses, dom_query keeps the tree in one vector, `furniture` identifies the parts that are not content, and
//! `writer` writes the rest.

mod element;
mod furniture;
mod markdown_writer;
mod table;

use dom_query::Document;

use self::markdown_writer::MarkdownWriter;
use super::markup;
use crate::core::knowledge::document::Unreadable;

/// Maximum nesting depth of elements; real pages stay below fifty.
const DEEPEST: usize = 300;
/// Maximum number of open elements while a page is parsed, because many tags make the parser look at all of them.
const OPEN: usize = 600;
/// Elements that hold nothing, or that the next of their kind ends.
const UNCOUNTED: [&str; 48] = [
    "a", "area", "base", "body", "br", "button", "col", "colgroup", "dd", "dt", "embed", "h1", "h2", "h3", "h4", "h5",
    "h6", "head", "hr", "html", "img", "input", "li", "link", "meta", "nobr", "optgroup", "option", "p", "param",
    "path", "rb", "rp", "rt", "rtc", "source", "summary", "tbody", "td", "tfoot", "th", "thead", "title", "tr",
    "track", "use", "wbr", "frame",
];
/// Elements whose content is not markup.
const RAW: [&str; 6] = ["script", "style", "textarea", "title", "xmp", "iframe"];

/// The content of a page, as Markdown.
pub fn to_markdown(page: &str) -> Result<String, Unreadable> {
    if opens_too_many(page) {
        return Err(Unreadable::TooDeep);
    }
    let document = Document::from(page);
    too_deep(&document)?;
    let root = document.select_single("body").nodes().first().copied().unwrap_or_else(|| document.root());
    let main = furniture::main(&root);
    let text = MarkdownWriter::new(main.is_some()).page(&main.unwrap_or(root));
    let has_title = text.lines().any(|line| line.starts_with("# "));
    let title = if has_title { String::new() } else { document.select_single("head > title").text().to_string() };
    Ok(markup::titled(&title, &text))
}

/// A piece of HTML as Markdown: nothing when it is nested too deeply.
pub fn fragment(html: &str) -> String {
    if opens_too_many(html) {
        return String::new();
    }
    let document = Document::fragment(html);
    too_deep(&document).map(|()| MarkdownWriter::new(true).page(&document.root())).unwrap_or_default()
}

/// True when more elements are open at once than a page needs, by its tags alone.
fn opens_too_many(page: &str) -> bool {
    let mut open: Vec<&str> = vec![];
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let ends = rest.starts_with('/');
        let tag = rest.trim_start_matches('/');
        let length = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(tag.len());
        let (name, after) = tag.split_at(length);
        rest = after;
        let is = |known: &&str| known.eq_ignore_ascii_case(name);
        if ends {
            if let Some(at) = open.iter().rposition(|known| known.eq_ignore_ascii_case(name)) {
                open.truncate(at);
            }
        } else if RAW.iter().any(is) {
            rest = end_of_raw(after, name);
        } else if !name.is_empty() && !UNCOUNTED.iter().any(is) && !closes_itself(after) {
            open.push(name);
            if open.len() > OPEN {
                return true;
            }
        }
    }
    false
}

/// `<path d=…/>`: elements of drawings end in their tag.
fn closes_itself(after: &str) -> bool {
    after.find(['>', '<']).is_some_and(|end| after[..end].ends_with('/'))
}

/// The text after the content of `<script>` and the like.
fn end_of_raw<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        if rest.get(..name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name)) {
            return rest;
        }
    }
    ""
}

fn too_deep(document: &Document) -> Result<(), Unreadable> {
    let mut levels = vec![document.root().first_child()];
    while let Some(level) = levels.last_mut() {
        let Some(node) = level.take() else {
            levels.pop();
            continue;
        };
        *level = node.next_sibling();
        if levels.len() > DEEPEST {
            return Err(Unreadable::TooDeep);
        }
        levels.push(node.first_child());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
