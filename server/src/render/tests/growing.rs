//! A text that grows: however it is cut, its reader has the same nodes.

use parlor_shared::content::Node;
use proptest::prelude::*;

use super::{markdown, sketch};
use crate::{core::render::Render, render::Markdown};

/// Grows `text` by pieces of these sizes in characters, taken in turn. At each step the reader has what a reader of the
/// beginning alone has, and in the end what the whole text gives.
pub(super) fn grows(text: &str, sizes: &[usize]) {
    let mut growing = Markdown::default().start();
    let mut reader = Vec::new();
    let chars: Vec<char> = text.chars().collect();
    let (mut at, mut sizes) = (0, sizes.iter().cycle());
    while at < chars.len() {
        let to = (at + sizes.next().unwrap()).min(chars.len());
        growing.push(&chars[at..to].iter().collect::<String>()).apply(&mut reader).unwrap();
        at = to;
        let prefix: String = chars[..at].iter().collect();
        assert_eq!(reader, at_once(&prefix), "{prefix:?}");
        assert_eq!(reader, growing.nodes());
    }
    growing.finish().apply(&mut reader).unwrap();
    assert_eq!(reader, growing.nodes());
    assert_eq!(reader, markdown(text), "{text:?}");
}

fn at_once(text: &str) -> Vec<Node> {
    let mut growing = Markdown::default().start();
    growing.push(text);
    growing.nodes().to_vec()
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn however_it_is_cut_a_prefix_looks_the_same(text in document(), sizes in prop::collection::vec(1_usize..12, 1..8)) {
        grows(&text, &sizes);
    }
}

/// Long pieces are shown in steps; the steps depend on the text alone.
#[test]
fn long_pieces_grow_in_steps() {
    let word = "word **bold** `code` ";
    for text in [
        word.repeat(100),
        format!("- item {word}\n").repeat(60),
        format!("```rust\nlet a = 1;\n{}\n```\nend", "let b = 2; ".repeat(200)),
        format!("```\n{}", "x".repeat(1_500)),
        format!("~~~\n{}\n", "`".repeat(1_500)),
        "1".repeat(1_500),
        format!("- a\n\n{}", "1".repeat(700)),
    ] {
        grows(&text, &[1, 97, 13]);
    }
}
