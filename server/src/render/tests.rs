#![expect(clippy::cast_precision_loss, reason = "ratios of small counts")]
use std::sync::Arc;

use parlor_shared::content::{CodeClass, Element, MathTag, Node, Patch};
use proptest::prelude::*;

use super::{Markdown, RenderOptions, grow::Growing};
use crate::core::render::{GrowingDocument, Render};

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
fn html_is_text() {
    golden("a <b onclick=x>c</b>", "<paragraph>a <b onclick=x>c</b>");
    golden("<div>\n<script>x</script>", "<paragraph><div>\n<script>x</script>");
}

#[test]
fn bare_addresses_become_links_without_the_sentences_punctuation() {
    golden(
        "see https://example.com/a_(b).",
        "<paragraph>see <a https://example.com/a_(b)>https://example.com/a_(b)</>.",
    );
    golden("(https://example.com/a)", "<paragraph>(<a https://example.com/a>https://example.com/a</>)");
    golden("[https://x.example](https://y.example)", "<paragraph><a https://y.example/>https://x.example");
    golden("<a@example.com>", "<paragraph><a mailto:a@example.com>a@example.com");
    golden("xhttp://a.example httpfoo", "<paragraph>xhttp://a.example httpfoo");
}

#[test]
fn a_refused_link_leaves_its_text() {
    golden("a [b](javascript:x) c", "<paragraph>a b c");
    golden("[b *c*](data:x)", "<paragraph>b <emphasis>c");
}

#[test]
fn pictures_come_from_allowed_hosts_only() {
    let allowed = Markdown::new(RenderOptions { image_hosts: vec!["img.example.com".into()] });
    let shown = |text: &str| sketch(&allowed.markdown(text));
    assert_eq!(shown("![a](https://img.example.com/x.png)"), "<paragraph><img https://img.example.com/x.png a>");
    assert_eq!(shown("![a](http://img.example.com/x)"), "<paragraph><a http://img.example.com/x>a (img.example.com)");
    assert_eq!(shown("![a *b*](https://evil.example/x)"), "<paragraph><a https://evil.example/x>a b (evil.example)");
    assert_eq!(shown("![a](javascript:x)"), "<paragraph>a");
    assert_eq!(
        shown("[![a](https://evil.example/x)](https://b.example)"),
        "<paragraph><a https://b.example/>a (evil.example)"
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
    golden("$\\nope$", "<paragraph><code>\\nope");
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

#[test]
fn open_marks_are_closed_while_they_are_written() {
    for (text, shown) in [
        ("a **b", "<paragraph>a <strong>b"),
        ("a **b*", "<paragraph>a <strong>b"),
        ("a **", "<paragraph>a "),
        ("a `b", "<paragraph>a <code>b"),
        ("a *b `c", "<paragraph>a <emphasis>b <code>c"),
        ("```rust\nlet a", "<codeblock>let a"),
        ("```rust\nx\n``", "<codeblock>x\n"),
    ] {
        let mut growing = Markdown::default().start();
        growing.push(text);
        assert_eq!(sketch(growing.nodes()).trim_end(), shown.trim_end(), "{text:?}");
    }
}

const FRAGMENTS: &[&str] = &[
    "Hello **bold** and *it* `code`. ",
    "\n",
    "\n\n",
    "- item\n",
    "  - nested **x\n",
    "1. one\n\n",
    "2) ",
    "```rust\nfn a() { 1 }\n```\n",
    "```\n",
    "~~~py\n# c\n",
    "~~~\n",
    "  ```js\n  let a\n  ```\n",
    "> quote\n",
    "|a|b|\n|-|-|\n|1|2|\n",
    "<div>\n",
    "<!-- x\n\n",
    "-->\n",
    "$x^2$ ",
    "$$\n\\sum_i i\n$$\n",
    "[a](https://example.com) ",
    "[ref]",
    "[ref]: https://example.com\n",
    "https://example.com/x. ",
    "# Head\n",
    "---\n",
    "===\n",
    "**",
    "`",
    "~~s~~",
    "    indented\n",
    "\t",
    "ü€😀",
    "\r\n",
    "\u{202E}",
    "![p](https://x.example/y)",
    "\\",
];

fn document() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(FRAGMENTS), 0..24).prop_map(|parts| parts.concat())
}

fn at_once(text: &str) -> Vec<Node> {
    let mut growing = Markdown::default().start();
    growing.push(text);
    growing.nodes().to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn however_it_is_cut_a_prefix_looks_the_same(text in document(), cuts in prop::collection::vec(1_usize..12, 1..8)) {
        let mut growing = Markdown::default().start();
        let mut reader = Vec::new();
        let chars: Vec<char> = text.chars().collect();
        let (mut at, mut cuts) = (0, cuts.into_iter().cycle());
        while at < chars.len() {
            let to = (at + cuts.next().unwrap()).min(chars.len());
            let delta: String = chars[at..to].iter().collect();
            growing.push(&delta).apply(&mut reader).unwrap();
            at = to;
            let prefix: String = chars[..at].iter().collect();
            prop_assert_eq!(&reader, &at_once(&prefix), "{:?}", prefix);
            prop_assert_eq!(reader.as_slice(), growing.nodes());
        }
        growing.finish().apply(&mut reader).unwrap();
        prop_assert_eq!(reader.as_slice(), growing.nodes());
        prop_assert_eq!(reader, markdown(&text));
    }
}

/// What models write: headings, paragraphs, lists, tables and code; at least `length` bytes.
fn ordinary(length: usize) -> String {
    let piece = "## A heading\n\nA paragraph of **some** words that goes on for a while, with `code` and a link to \
        [a page](https://example.com/page), and then ends after two hundred characters or so.\n\n- first point\n- second \
        **point**\n- third point\n\n```rust\nfn main() {\n    let a = 1;\n    println!(\"{a}\");\n}\n```\n\n| a | b |\n|---|---|\n\
        | 1 | 2 |\n\n1. one\n2. two\n\nIt costs $x^2$.\n\n";
    piece.repeat(length.div_ceil(piece.len()))
}

/// Streams in pieces of four characters; tells the parser's work and the patches' bytes.
fn stream(text: &str) -> (usize, usize, Patch) {
    let mut growing = Growing::new(Arc::default());
    let mut bytes = 0;
    let chars: Vec<char> = text.chars().collect();
    for delta in chars.chunks(4) {
        let patch = growing.push(&delta.iter().collect::<String>());
        bytes += serde_json::to_string(&patch).unwrap().len();
    }
    (growing.work, bytes, growing.finish())
}

#[test]
fn the_work_grows_with_the_length_only() {
    let text = ordinary(50_000);
    let (work, bytes, last) = stream(&text);
    println!(
        "work {:.1} × length, patches {:.1} × length",
        work as f64 / text.len() as f64,
        bytes as f64 / text.len() as f64
    );
    assert!(work <= 40 * text.len(), "{work}");
    assert!(bytes <= 20 * text.len(), "{bytes}");
    assert!(last.nodes.is_empty(), "the pieces of an ordinary document are its blocks");
    for endless in
        ["word ".repeat(4_000), "- item\n".repeat(3_000), format!("```rust\n{}", "let a = 1;\n".repeat(2_000))]
    {
        let (work, ..) = stream(&endless);
        assert!(work <= 80 * endless.len(), "{work}");
    }
}
