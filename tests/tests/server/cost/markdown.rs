//! Text that models and visitors write.

use std::time::Duration;

use parlor::{
    core::render::Render,
    render::{Markdown, html},
};
use parlor_tests::full::is_skipped;

use crate::cost::growth::{Kind, all_linear};

/// 64 KiB of anything, in a build that is not optimised.
const MOST: Duration = Duration::from_secs(4);

fn nested(mark: &str, bytes: usize) -> String {
    mark.repeat(bytes / mark.len())
}

/// As many columns as rows.
fn square_table(bytes: usize, row: &str) -> String {
    let columns = bytes / 8;
    format!("{}\n{}\n{}", "|a".repeat(columns), "|-".repeat(columns), row.repeat(bytes / 2 / row.len()))
}

const KINDS: &[Kind] = &[
    ("words", |n| nested("some words ", n)),
    ("lines", |n| nested("some words\n", n)),
    ("paragraphs", |n| nested("some words\n\n", n)),
    ("quotes in quotes", |n| nested(">", n)),
    ("quotes in quotes, line by line", |n| nested("> > > > > > > > a\n", n)),
    ("lists in lists", |n| nested("- ", n)),
    ("stairs", |n| {
        let mut text = String::new();
        while text.len() < n {
            for depth in 0..12 {
                text.push_str(&"  ".repeat(depth));
                text.push_str("- a\n");
            }
        }
        text
    }),
    ("numbers", |n| nested("1. a\n", n)),
    ("brackets", |n| nested("[", n)),
    ("pictures in pictures", |n| nested("![", n)),
    ("links that do not end", |n| nested("[a](", n)),
    ("links that do not end, in angles", |n| nested("[a](<b", n)),
    ("links", |n| nested("[a](https://a.example) ", n)),
    ("references", |n| format!("[a]: https://a.example/{}\n\n{}", "x".repeat(n / 2), nested("[a] ", n / 2))),
    ("definitions", |n| nested("[a]: b\n", n)),
    ("emphasis that does not end", |n| nested("*a _b ", n)),
    ("emphasis in emphasis", |n| nested("*a **b ", n)),
    ("stars", |n| nested("*", n)),
    ("stars and words", |n| nested("a***", n)),
    ("strikes", |n| nested("~~a ~b", n)),
    ("back-ticks of all lengths", |n| {
        let mut text = String::new();
        for length in 1.. {
            if text.len() > n {
                break;
            }
            text.push_str(&"`".repeat(length));
            text.push('a');
        }
        text
    }),
    ("angles", |n| nested("<", n)),
    ("tags", |n| nested("<a b=", n)),
    ("comments", |n| nested("<!-- a", n)),
    ("declarations", |n| nested("<!A ", n)),
    ("instructions", |n| nested("<?", n)),
    ("entities", |n| nested("&amp;&#x41;&nope;", n)),
    ("backslashes", |n| nested("\\", n)),
    ("addresses", |n| nested("https://a.example/x ", n)),
    ("addresses that are none", |n| nested("http://", n)),
    ("addresses in each other", |n| nested("https://a.example/(", n)),
    ("closing brackets after an address", |n| format!("https://a.example/{}", nested(")", n))),
    ("punctuation after addresses", |n| nested("https://a.example/).,;:!? ", n)),
    ("hosts in many scripts", |n| nested("https://äöü例え.example/ ", n)),
    ("one host in many scripts", |n| format!("https://{}.example/", nested("ä例", n))),
    ("addresses of mail", |n| nested("<a@b.example> ", n)),
    ("a table of many rows", |n| format!("|a|b|\n|-|-|\n{}", nested("|1|2|\n", n))),
    ("a table of many columns", |n| format!("{}\n{}\n", "|a".repeat(n / 4), "|-".repeat(n / 4))),
    ("a table of as many columns as rows", |n| square_table(n, "|\n")),
    ("a table of as many columns as rows, written out", |n| {
        let columns = n.isqrt() / 2;
        let row = format!("{}\n", "|a".repeat(columns));
        format!("{row}{}\n{}", "|-".repeat(columns), nested(&row, n))
    }),
    ("tables in a row", |n| nested("|a|\n|-|\n|b|\n\n", n)),
    ("formulas", |n| nested("$x^2$ ", n)),
    ("formulas, each another", |n| {
        let mut text = String::new();
        for at in 0..n / 8 {
            text.extend(["$x_", &at.to_string(), "$ "]);
        }
        text
    }),
    ("dollars", |n| nested("$", n)),
    ("formulas that do not end", |n| nested("$a ", n)),
    ("braces in a formula", |n| nested("$${{{{{{{{{{{{{{{{{{{{a}}}}}}}}}}}}}}}}}}}}$$\n\n", n)),
    ("fractions in fractions", |n| nested(r"$\frac{\frac{\frac{a}{b}}{\frac{c}{d}}}{\sqrt{\sqrt{e}}}$ ", n)),
    ("matrices", |n| nested(r"$$\begin{matrix}a&b\\c&d\end{matrix}$$ ", n)),
    ("a wide formula", |n| nested(&format!("$${}$$\n\n", r"\left(a\right)^2_3".repeat(90)), n)),
    ("accents in accents", |n| nested(&format!("$${}a$$\n\n", r"\hat\bar\vec".repeat(100)), n)),
    ("fences", |n| nested("```\na\n```\n", n)),
    ("fences in lists", |n| nested("- a\n  ```rust\n  let a = 1;\n  ```\n", n)),
    ("white space", |n| nested(" ", n)),
    ("tabs", |n| nested("\t", n)),
    ("line ends", |n| nested("\n", n)),
    ("controls", |n| nested("\u{1}\u{202E}a", n)),
    ("headings", |n| nested("# a\n", n)),
    ("underlines", |n| nested("a\n=\n", n)),
    ("rules", |n| nested("- - -\n", n)),
];

#[test]
fn a_whole_text_costs_its_length() {
    let markdown = Markdown::default();
    all_linear(KINDS, 8 << 10, MOST, |text| _ = std::hint::black_box(markdown.markdown(text)));
}

#[test]
fn a_visitors_words_cost_their_length() {
    let markdown = Markdown::default();
    all_linear(KINDS, 8 << 10, MOST, |text| _ = std::hint::black_box(markdown.plain(text)));
}

/// Pieces of 16 characters: an answer as a fast model sends it, and no longer than the shortest step in which an open piece is
/// shown, so that steps count from the first length on.
#[test]
fn a_growing_text_costs_its_length_in_a_full_run() {
    if is_skipped("a_growing_text_costs_its_length_in_a_full_run") {
        return;
    }
    let markdown = Markdown::default();
    all_linear(KINDS, 4 << 10, Duration::from_secs(15), |text| {
        let mut growing = markdown.start();
        let chars: Vec<char> = text.chars().collect();
        for delta in chars.chunks(16) {
            std::hint::black_box(growing.push(&delta.iter().collect::<String>()));
        }
        std::hint::black_box(growing.finish());
    });
}

#[test]
fn a_page_costs_its_length() {
    let markdown = Markdown::default();
    all_linear(KINDS, 8 << 10, MOST, |text| _ = std::hint::black_box(html::document(&markdown.markdown(text))));
}

/// A reader gets a few nodes for each byte at most: nothing makes a page of a line.
#[test]
fn a_text_makes_as_many_nodes_as_it_is_long() {
    let markdown = Markdown::default();
    for (name, make) in KINDS {
        let text = make(4_000);
        let json = serde_json::to_string(&markdown.markdown(&text)).unwrap().len();
        assert!(json <= 300 * text.len().max(400), "{name}: {json} bytes of nodes from {}", text.len());
    }
}
