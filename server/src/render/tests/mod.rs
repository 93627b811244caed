//! The renderer, read as short sketches of its nodes.
//!
//! [`commonmark`] has the tricky cases of the standard, [`growing`] what a reader sees of a text that grows, [`cost`] what
//! that takes.

mod commonmark;
mod cost;
mod formulas;
mod frames;
mod growing;
mod reference;
mod revision;

use parlor_shared::content::{CodeClass, Element, MathTag, Node};

use super::{Markdown, RenderOptions};
use crate::core::render::Render;

fn markdown(text: &str) -> Vec<Node> {
    Markdown::default().markdown(text)
}

/// Short to read: `<paragraph>text</>`.
fn sketch(nodes: &[Node]) -> String {
    nodes.iter().map(piece).collect()
}

fn piece(node: &Node) -> String {
    match node {
        Node::Text(text) => text.clone(),
        Node::Open(Element::Link { href }) => format!("<a {href}>"),
        Node::Open(Element::Math { tag, .. }) => format!("<{}>", tag.as_str()),
        Node::Open(Element::Heading(level)) => format!("<h{level}>"),
        Node::Open(Element::Token(class)) => format!("<{class:?}>"),
        Node::Open(element) => {
            let name = format!("{element:?}");
            format!("<{}>", name.split([' ', '{']).next().unwrap_or_default().to_lowercase())
        }
        Node::Close => "</>".into(),
        Node::Break => "<br>".into(),
        Node::Rule => "<hr>".into(),
        Node::Image { src, alt } => format!("<img {src} {alt}>"),
        Node::Checkbox(done) => if *done { "[x]" } else { "[ ]" }.into(),
    }
}

#[track_caller]
fn golden(text: &str, expected: &str) {
    assert_eq!(sketch(&markdown(text)), expected, "{text:?}");
}

#[test]
fn blocks_and_spans() {
    golden("# One\n\n## Two", "<h1>One</><h2>Two");
    golden("a **b *c*** ~~d~~ `e`", "<paragraph>a <strong>b <emphasis>c</></> <strike>d</> <code>e");
    golden("- a\n  - b\n    1. c\n- d", "<list><item>a<list><item>b<orderedlist(1)><item>c</></></></></><item>d");
    golden("- [x] a\n- [ ] b", "<list><item>[x]a</><item>[ ]b");
    golden("> q\n\n---\n\na  \nb", "<quote><paragraph>q</></><hr><paragraph>a<br>b");
    golden(
        "|a|b|\n|-|-:|\n|1|2|",
        "<table><tablehead><tablerow><tablecell(none)>a</><tablecell(right)>b</></></><tablebody><tablerow><tablecell(none)>1</><tablecell(right)>2",
    );
}

#[test]
fn other_html_is_text() {
    golden("a <a onclick=x>c</a>", "<paragraph>a <a onclick=x>c</a>");
    golden("<div>\n<script>x</script>", "<paragraph><div>\n<script>x</script>");
}

#[test]
fn bare_addresses_become_links_without_the_sentences_punctuation() {
    golden(
        "see https://example.com/a_(b).",
        "<paragraph>see <a https://example.com/a_(b)>https://example.com/a_(b)</>.",
    );
    golden("(https://example.com/a)", "<paragraph>(<a https://example.com/a>https://example.com/a</>)");
    golden("[https://x.example](https://x.example/a)", "<paragraph><a https://x.example/a>https://x.example");
    golden("<a@example.com>", "<paragraph><a mailto:a@example.com>a@example.com");
    golden("xhttp://a.example httpfoo", "<paragraph>xhttp://a.example httpfoo");
}

#[test]
fn a_link_whose_text_names_another_host_tells_where_it_goes() {
    golden("[https://x.example](https://y.example)", "<paragraph><a https://y.example/>https://x.example (y.example)");
    golden("[x.example](https://y.example) z", "<paragraph><a https://y.example/>x.example (y.example)</> z");
    golden("[*x.example*](https://y.example)", "<paragraph><a https://y.example/><emphasis>x.example</> (y.example)");
    golden("[Tea](https://y.example)", "<paragraph><a https://y.example/>Tea");
    golden(
        "https://\u{430}pple.com/",
        "<paragraph><a https://xn--pple-43d.com/>https://\u{430}pple.com/ (xn--pple-43d.com)",
    );
}

#[test]
fn a_refused_link_leaves_its_text() {
    golden("a [b](javascript:x) c", "<paragraph>a b c");
    golden("[b *c*](data:x)", "<paragraph>b <emphasis>c");
}

#[test]
fn pictures_come_from_allowed_hosts_only() {
    let allowed =
        Markdown::new(RenderOptions { image_hosts: vec!["img.example.com".into()], ..RenderOptions::default() });
    let shown = |text: &str| sketch(&allowed.markdown(text));
    assert_eq!(shown("![a](https://img.example.com/x.png)"), "<paragraph><img https://img.example.com/x.png a>");
    assert_eq!(shown("![a](http://img.example.com/x)"), "<paragraph><a http://img.example.com/x>a (img.example.com)");
    assert_eq!(shown("![a *b*](https://evil.example/x)"), "<paragraph><a https://evil.example/x>a b (evil.example)");
    assert_eq!(shown("![a](javascript:x)"), "<paragraph>a");
    assert_eq!(
        shown("[![a](https://evil.example/x)](https://b.example)"),
        "<paragraph><a https://b.example/>a (evil.example) (b.example)"
    );
}

#[test]
fn code_is_coloured_up_to_a_size() {
    let nodes = markdown("```rust\nfn main() {}\n```");
    assert!(nodes.contains(&Node::Open(Element::CodeBlock { lang: Some("rust".into()) })));
    assert!(nodes.contains(&Node::Open(Element::Token(CodeClass::Keyword))));
    assert!(nodes.contains(&Node::Open(Element::Token(CodeClass::Function))));
    let line = format!("```rust\nlet a = \"{}\";\n```", "x".repeat(2_000));
    assert!(!markdown(&line).iter().any(|n| matches!(n, Node::Open(Element::Token(_)))));
    golden("```nope\na\n```", "<codeblock>a\n");
    golden("    a\n    b", "<codeblock>a\nb");
}

#[test]
fn formulas() {
    let nodes = markdown("$\\frac{a}{2}$");
    assert_eq!(nodes[1], Node::Open(Element::Formula { display: false, tex: "\\frac{a}{2}".into() }));
    assert!(nodes.iter().any(|n| matches!(n, Node::Open(Element::Math { tag: MathTag::Mfrac, .. }))));
    assert!(matches!(markdown("$$x<1$$")[1], Node::Open(Element::Formula { display: true, .. })));
    golden("$x<1 \\& y$", "<paragraph><formula><mi>x</><mo><</><mn>1</><mi>&</><mi>y");
    golden("$\\nope x$", "<paragraph><formula><mi>nope</><mo>\u{2061}</><mspace></><mi>x");
    golden("$\\def\\a{\\a\\a}\\a$", "<paragraph><code>\\def\\a{\\a\\a}\\a");
}

#[test]
fn prices_are_no_formulas() {
    golden("$5 and $10", "<paragraph>$5 and $10");
    golden("$5-$10", "<paragraph>$5-$10");
}

#[test]
fn controls_and_overrides_are_not_shown() {
    golden("a\u{0}b\u{202E}c\u{85}d &#x202e;e `&#x2066;\u{2066}`", "<paragraph>abcd e <code>&#x2066;");
}

#[test]
fn depth_is_limited_and_no_text_is_lost() {
    for text in [
        format!("{}deep", "> ".repeat(200)),
        format!("{}\n\n|deep|\n|-|\n|cell|", "> ".repeat(60)),
        format!("{}`deep`", "> ".repeat(60)),
    ] {
        let nodes = markdown(&text);
        let mut depth = 0_i32;
        for node in &nodes {
            depth += match node {
                Node::Open(_) => 1,
                Node::Close => -1,
                _ => 0,
            };
            assert!((0..=32).contains(&depth));
        }
        assert!(sketch(&nodes).contains("deep"));
    }
}

#[test]
fn a_visitors_words_are_no_markup() {
    let plain = Markdown::default().plain("**a**\nhttps://example.com\n\n\n<b>");
    assert_eq!(sketch(&plain), "<paragraph>**a**<br><a https://example.com/>https://example.com</></><paragraph><b>");
}
