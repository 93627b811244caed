//! Cost of rendering, counted rather than timed: bytes read, as [`Growing`] counts them, and bytes sent.

#![expect(clippy::cast_precision_loss, reason = "ratios of small counts")]

use std::sync::Arc;

use parlor_shared::content::Patch;

use crate::{core::render::GrowingDocument, render::grow::Growing};

/// Returns typical model output of at least `length` bytes: headings, paragraphs, lists, tables and code.
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
        // Every byte is looked through and parsed in some 48 steps.
        assert!(work <= 100 * endless.len(), "{work}");
    }
}

/// Makes a text of about this many bytes.
type Make = fn(usize) -> String;

/// Texts with one endless thing in them.
const ENDLESS: &[(&str, Make)] = &[
    ("a paragraph", |length| "word ".repeat(length / 5)),
    ("one word", |length| "x".repeat(length)),
    ("a paragraph of lines", |length| "some words\n".repeat(length / 11)),
    ("many paragraphs", |length| "some words\n\n".repeat(length / 12)),
    ("a list", |length| "- item\n".repeat(length / 7)),
    ("a loose list", |length| "- item\n\n".repeat(length / 8)),
    ("a number", |length| "1".repeat(length)),
    ("a number after a list", |length| format!("- a\n\n{}", "1".repeat(length))),
    ("code", |length| format!("```rust\n{}", "let a = 1;\n".repeat(length / 11))),
    ("a line of code", |length| format!("```rust\n{}", "let a = 1; ".repeat(length / 11))),
    ("a fence", |length| "`".repeat(length)),
    ("a fence that is not closed", |length| format!("~~~\n{}", "~~\n".repeat(length / 3))),
    ("emphasis", |length| "**a *b* ".repeat(length / 8)),
    ("a quote", |length| "> some words\n".repeat(length / 13)),
    ("a table", |length| format!("|a|b|\n|-|-|\n{}", "|1|2|\n".repeat(length / 6))),
    ("HTML", |length| format!("<div>\n{}", "<b>x</b>\n".repeat(length / 9))),
    ("brackets", |length| "[".repeat(length)),
    ("addresses", |length| "https://a.example/x ".repeat(length / 20)),
    ("formulas", |length| "$x^2$ ".repeat(length / 6)),
];

/// Twice the text is twice the work.
#[test]
fn the_work_is_linear() {
    for (name, make) in ENDLESS {
        let [(once, sent_once, _), (twice, sent_twice, _)] = [8_192, 16_384].map(|length| stream(&make(length)));
        println!(
            "{name}: {:.2} times the work, {:.2} times the bytes",
            ratio(twice, once),
            ratio(sent_twice, sent_once)
        );
        assert!(ratio(twice, once) < 2.3, "{name}: {once} bytes read, then {twice}");
        assert!(ratio(sent_twice, sent_once) < 2.3, "{name}: {sent_once} bytes sent, then {sent_twice}");
    }
}

fn ratio(twice: usize, once: usize) -> f64 {
    twice as f64 / once as f64
}
