//! HTML to the Markdown the cutter understands: headings, paragraphs, lists and preformatted text.

use std::{cell::RefCell, rc::Rc};

use lol_html::{RewriteStrSettings, element, rewrite_str, text};

/// The text of a page. `None` when the page cannot be read.
pub(super) fn to_markdown(page: &str) -> Option<String> {
    let out = Rc::new(RefCell::new(String::new()));
    let (opened, said) = (Rc::clone(&out), Rc::clone(&out));
    let settings = RewriteStrSettings::default()
        .append_element_content_handler(element!(
            "h1, h2, h3, h4, h5, h6, p, div, section, li, tr, pre, br",
            move |el| {
                opened.borrow_mut().push_str(opening(&el.tag_name()));
                Ok(())
            }
        ))
        .append_element_content_handler(text!("body *", move |chunk| {
            said.borrow_mut().push_str(&unescape(chunk.as_str()));
            Ok(())
        }));
    rewrite_str(&without_furniture(page)?, settings).ok()?;
    Some(out.take())
}

/// The page without what is not its text. A pass of its own: text handlers also see the text of removed elements.
fn without_furniture(page: &str) -> Option<String> {
    let furniture = element!("script, style, nav, head, template, noscript", |el| {
        el.remove();
        Ok(())
    });
    rewrite_str(page, RewriteStrSettings::default().append_element_content_handler(furniture)).ok()
}

fn opening(tag: &str) -> &'static str {
    match tag {
        "h1" => "\n\n# ",
        "h2" => "\n\n## ",
        "h3" => "\n\n### ",
        "h4" | "h5" | "h6" => "\n\n#### ",
        "li" => "\n- ",
        "br" | "tr" => "\n",
        _ => "\n\n",
    }
}

fn unescape(text: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")];
    pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}
