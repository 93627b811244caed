//! Nodes to HTML, for pages without a script: the export of a conversation, the chat without JavaScript.
//!
//! An allow-list by construction: every tag and every attribute's name stands in this file or in an enum of
//! `shared::content`, texts and values are escaped, and addresses are checked once more.

use parlor_shared::content::{Align, Element, MathAttr, MathTag, Node};

use crate::core::security::links;

/// Returns the HTML of a document, without the page around it. A picture is shown if `images` returns true for its
/// address; otherwise it becomes a link. Elements left open at the end are closed.
pub fn nodes(nodes: &[Node], images: &dyn Fn(&str) -> bool) -> String {
    let mut renderer = HtmlRenderer { html: String::new(), open: Vec::new(), head: false, images };
    for node in nodes {
        renderer.node(node);
    }
    while renderer.close() {}
    renderer.html
}

/// The same without any picture: nothing is fetched from anywhere.
pub fn document(document: &[Node]) -> String {
    nodes(document, &|_| false)
}

/// Text as HTML shows it, in elements and in attributes between quotes.
pub fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut html, c| {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            // No HTML document may hold it.
            '\0' => html.push('\u{FFFD}'),
            _ => html.push(c),
        }
        html
    })
}

struct HtmlRenderer<'a> {
    html: String,
    /// Closing tags of the open elements, outermost first.
    open: Vec<&'static str>,
    /// Inside the head of a table.
    head: bool,
    images: &'a dyn Fn(&str) -> bool,
}

impl HtmlRenderer<'_> {
    fn node(&mut self, node: &Node) {
        match node {
            Node::Text(text) => self.html.push_str(&escape(text)),
            Node::Open(element) => self.element(element),
            // A document with one close too many ends no element of ours.
            Node::Close => _ = self.close(),
            Node::Break => self.html.push_str("<br>"),
            Node::Rule => self.html.push_str("<hr>"),
            Node::Image { src, alt } => self.image(src, alt),
            Node::Checkbox(true) => self.html.push_str(r#"<input type="checkbox" disabled checked>"#),
            Node::Checkbox(false) => self.html.push_str(r#"<input type="checkbox" disabled>"#),
        }
    }

    fn element(&mut self, element: &Element) {
        match element {
            Element::Paragraph => self.block("<p>", "</p>"),
            Element::Heading(level) => self.heading(*level),
            Element::Quote => self.block("<blockquote>", "</blockquote>"),
            Element::Alert(kind) => {
                self.block(&format!("<blockquote class=\"{}\">", kind.css_class()), "</blockquote>");
            }
            Element::List => self.block("<ul>", "</ul>"),
            Element::OrderedList(start) => self.block(&format!("<ol start=\"{start}\">"), "</ol>"),
            Element::Item => self.begin("<li>", "</li>"),
            Element::CodeBlock { .. } => self.begin("<pre dir=\"ltr\"><code>", "</code></pre>"),
            Element::Token(class) => self.begin(&format!("<span class=\"{}\">", class.css_class()), "</span>"),
            Element::Code => self.begin("<code>", "</code>"),
            Element::Emphasis => self.begin("<em>", "</em>"),
            Element::Strong => self.begin("<strong>", "</strong>"),
            Element::Strike => self.begin("<del>", "</del>"),
            Element::Underline => self.begin("<u>", "</u>"),
            Element::Mark => self.begin("<mark>", "</mark>"),
            Element::Small => self.begin("<small>", "</small>"),
            Element::Subscript => self.begin("<sub>", "</sub>"),
            Element::Superscript => self.begin("<sup>", "</sup>"),
            Element::Keyboard => self.begin("<kbd>", "</kbd>"),
            Element::Details => self.block("<details>", "</details>"),
            Element::Summary => self.begin("<summary>", "</summary>"),
            Element::Link { href } => self.link(href),
            Element::Table => self.block("<table>", "</table>"),
            Element::TableHead => {
                self.head = true;
                self.begin("<thead>", "</thead>");
            }
            Element::TableBody => self.begin("<tbody>", "</tbody>"),
            Element::TableRow => self.begin("<tr>", "</tr>"),
            Element::TableCell(align) => self.cell(*align),
            Element::Formula { display, tex } => self.formula(*display, tex),
            Element::Math { tag, attrs } => self.math(*tag, attrs),
        }
    }

    fn begin(&mut self, opening: &str, closing: &'static str) {
        self.html.push_str(opening);
        self.open.push(closing);
    }

    /// A block, which reads as its own text does when it stands in nothing else. What is inside follows it: an element with
    /// a direction of its own tells those around it nothing.
    fn block(&mut self, opening: &str, closing: &'static str) {
        let opening = match opening.strip_suffix('>') {
            Some(tag) if self.open.is_empty() => format!("{tag} dir=\"auto\">"),
            _ => opening.to_owned(),
        };
        self.begin(&opening, closing);
    }

    /// Closes the innermost element; `false` when none is open.
    fn close(&mut self) -> bool {
        let Some(closing) = self.open.pop() else { return false };
        self.html.push_str(closing);
        if closing == "</thead>" {
            self.head = false;
        }
        true
    }

    /// Headings of an answer stand below those of the page.
    fn heading(&mut self, level: u8) {
        match level {
            0..=2 => self.block("<h3>", "</h3>"),
            3 => self.block("<h4>", "</h4>"),
            4 => self.block("<h5>", "</h5>"),
            _ => self.block("<h6>", "</h6>"),
        }
    }

    fn link(&mut self, href: &str) {
        match links::checked(href) {
            Some(href) => self.begin(&opened_link(&href), "</a>"),
            None => self.begin("<span>", "</span>"),
        }
    }

    fn image(&mut self, src: &str, alt: &str) {
        if (self.images)(src) {
            let (src, alt) = (escape(src), escape(alt));
            let rest = "\" loading=\"lazy\" referrerpolicy=\"no-referrer\">";
            self.html.extend(["<img src=\"", &src, "\" alt=\"", &alt, rest]);
            return;
        }
        self.link(src);
        self.html.push_str(&escape(if alt.is_empty() { src } else { alt }));
        self.close();
    }

    fn cell(&mut self, align: Align) {
        let class = match align {
            Align::None => "",
            Align::Left => " class=\"left\"",
            Align::Center => " class=\"center\"",
            Align::Right => " class=\"right\"",
        };
        if self.head {
            self.begin(&format!("<th scope=\"col\"{class}>"), "</th>");
        } else {
            self.begin(&format!("<td{class}>"), "</td>");
        }
    }

    fn formula(&mut self, display: bool, tex: &str) {
        let display = if display { " display=\"block\"" } else { "" };
        self.begin(&format!("<math{display} alttext=\"{}\">", escape(tex)), "</math>");
    }

    fn math(&mut self, tag: MathTag, attrs: &[(MathAttr, String)]) {
        let attr = |(name, value): &(MathAttr, String)| [" ", name.as_str(), "=\"", &escape(value), "\""].concat();
        let attrs = attrs.iter().map(attr).collect::<Vec<_>>().concat();
        self.begin(&format!("<{}{attrs}>", tag.as_str()), math_end(tag));
    }
}

fn opened_link(href: &str) -> String {
    format!("<a href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer nofollow ugc\">", escape(href))
}

const fn math_end(tag: MathTag) -> &'static str {
    match tag {
        MathTag::Mi => "</mi>",
        MathTag::Mn => "</mn>",
        MathTag::Mo => "</mo>",
        MathTag::Mtext => "</mtext>",
        MathTag::Mspace => "</mspace>",
        MathTag::Mrow => "</mrow>",
        MathTag::Mfrac => "</mfrac>",
        MathTag::Msqrt => "</msqrt>",
        MathTag::Mroot => "</mroot>",
        MathTag::Mstyle => "</mstyle>",
        MathTag::Mpadded => "</mpadded>",
        MathTag::Mphantom => "</mphantom>",
        MathTag::Msub => "</msub>",
        MathTag::Msup => "</msup>",
        MathTag::Msubsup => "</msubsup>",
        MathTag::Munder => "</munder>",
        MathTag::Mover => "</mover>",
        MathTag::Munderover => "</munderover>",
        MathTag::Mmultiscripts => "</mmultiscripts>",
        MathTag::Mprescripts => "</mprescripts>",
        MathTag::Menclose => "</menclose>",
        MathTag::Mtable => "</mtable>",
        MathTag::Mtr => "</mtr>",
        MathTag::Mtd => "</mtd>",
        MathTag::Merror => "</merror>",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::render::Render as _, render::Markdown};

    fn shown(markdown: &str) -> String {
        document(&Markdown::default().markdown(markdown))
    }

    #[test]
    fn markdown_becomes_the_html_one_expects() {
        for (markdown, html) in [
            (
                "# A\n\nb *c* **d** `e`",
                "<h3 dir=\"auto\">A</h3><p dir=\"auto\">b <em>c</em> <strong>d</strong> <code>e</code></p>",
            ),
            ("3. a\n4. b", "<ol start=\"3\" dir=\"auto\"><li>a</li><li>b</li></ol>"),
            ("- [x] done", "<ul dir=\"auto\"><li><input type=\"checkbox\" disabled checked>done</li></ul>"),
            ("> a\n\n---", "<blockquote dir=\"auto\"><p>a</p></blockquote><hr>"),
            (
                "|a|b|\n|-|-:|\n|1|2|",
                "<table dir=\"auto\"><thead><tr><th scope=\"col\">a</th><th scope=\"col\" class=\"right\">b</th></tr></thead>\
                 <tbody><tr><td>1</td><td class=\"right\">2</td></tr></tbody></table>",
            ),
            ("```\na < b\n```", "<pre dir=\"ltr\"><code>a &lt; b\n</code></pre>"),
            (
                "[a](https://example.com/?a=1&b=2)",
                "<p dir=\"auto\"><a href=\"https://example.com/?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener noreferrer nofollow ugc\">a</a></p>",
            ),
        ] {
            assert_eq!(shown(markdown), html, "{markdown}");
        }
    }

    #[test]
    fn what_is_written_is_never_markup() {
        let hostile = [
            Node::Close,
            Node::Open(Element::Link { href: "javascript:alert(1)".into() }),
            Node::Text("<script>alert('1')</script>\0".into()),
            Node::Close,
            Node::Open(Element::Formula { display: true, tex: "\"><img src=x onerror=alert(1)>".into() }),
            Node::Open(Element::Math { tag: MathTag::Mspace, attrs: vec![(MathAttr::Width, "1\" onload=\"x".into())] }),
            Node::Close,
            Node::Close,
            Node::Image { src: "https://evil.test/\"onload=x".into(), alt: "<b>".into() },
        ];
        let html = nodes(&hostile, &|_| true);
        assert_eq!(
            html,
            "<span>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;\u{FFFD}</span>\
             <math display=\"block\" alttext=\"&quot;&gt;&lt;img src=x onerror=alert(1)&gt;\">\
             <mspace width=\"1&quot; onload=&quot;x\"></mspace></math>\
             <img src=\"https://evil.test/&quot;onload=x\" alt=\"&lt;b&gt;\" loading=\"lazy\" referrerpolicy=\"no-referrer\">"
        );
    }

    #[test]
    fn each_block_reads_as_its_text_does() {
        assert_eq!(
            shown("WordPress هو نظام لإدارة المحتوى (مجاني)!\n\nHello."),
            "<p dir=\"auto\">\u{200F}WordPress هو نظام لإدارة المحتوى (مجاني)!</p><p dir=\"auto\">Hello.</p>"
        );
        assert_eq!(shown("- a\n\n  b"), "<ul dir=\"auto\"><li><p>a</p><p>b</p></li></ul>");
    }

    #[test]
    fn a_picture_that_may_not_be_shown_is_a_link() {
        let picture = [Node::Image { src: "https://img.example/a.png".into(), alt: "A cat".into() }];
        let html = document(&picture);
        assert!(html.starts_with("<a href=\"https://img.example/a.png\"") && html.ends_with(">A cat</a>"), "{html}");
        assert!(nodes(&picture, &|src| src.starts_with("https://img.example/")).starts_with("<img "));
    }
}
