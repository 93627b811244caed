//! Promises of the whole renderer.

use proptest::prelude::*;

use super::*;
use crate::core::policy::links;

fn shown(nodes: &[Node]) -> String {
    nodes.iter().filter_map(|n| if let Node::Text(t) = n { Some(t.as_str()) } else { None }).collect()
}

fn check_growth(text: &str, step: usize) {
    let options = RenderOptions::default();
    let mut growing = grow::Growing::new(Arc::default());
    let mut seen = Vec::new();
    let chars: Vec<char> = text.chars().collect();
    let mut prefix = String::new();
    for chunk in chars.chunks(step) {
        let delta: String = chunk.iter().collect();
        prefix.push_str(&delta);
        growing.push(&delta).apply(&mut seen).unwrap();
        assert_eq!(seen, prefix_nodes(&prefix, &options), "{prefix:?}");
    }
    growing.finish().apply(&mut seen).unwrap();
    assert_eq!(seen, Markdown::default().markdown(text), "{text:?}");
}

#[test]
fn no_entry_of_the_corpus_gets_through() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/corpora/xss/markdown-xss.json");
    let entries: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    for entry in entries.as_array().unwrap() {
        for node in Markdown::default().markdown(entry["markdown"].as_str().unwrap()) {
            match node {
                Node::Open(Element::Link { href }) => assert!(links::checked(&href).is_some(), "{} {href}", entry["id"]),
                Node::Image { .. } => panic!("{} shows a picture", entry["id"]),
                _ => {}
            }
        }
    }
}

#[test]
fn currency_is_no_formula_and_controls_vanish() {
    let nodes = Markdown::default().markdown("It is $5 and $10.\u{1b}[31m \u{202E}x");
    assert_eq!(nodes, [Node::Open(Element::Paragraph), Node::Text("It is $5 and $10.[31m x".into())]);
}

#[test]
fn a_formula_is_typed_and_code_is_coloured() {
    let nodes = Markdown::default().markdown("$x^2$\n\n```rust\nfn a() {}\n```");
    assert!(nodes.iter().any(|n| matches!(n, Node::Open(Element::Math { .. }))), "{nodes:?}");
    assert!(nodes.iter().any(|n| matches!(n, Node::Open(Element::Token(_)))), "{nodes:?}");
}

#[test]
fn the_work_grows_with_the_length() {
    let text = "A **bold** word and more of it.\n\n- one\n- two\n\n".repeat(400);
    let mut growing = grow::Growing::new(Arc::default());
    for at in (0..text.len()).step_by(4) {
        growing.push(&text[at..(at + 4).min(text.len())]);
    }
    assert!(growing.work <= 30 * text.len(), "{} for {}", growing.work, text.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_prefix_shows_what_it_would_at_once(
        parts in prop::collection::vec(prop::sample::select(vec![
            "a", " ", "\n", "\n\n", "**", "*", "`", "```\n", "~~~", "- ", "1. ", "> ", "# ", "| a | b |\n|--|--|\n", "[x](", "http://a.b", ")", "$", "<b>", "---\n", "    ", "é", "\\",
        ]), 0..24),
        step in 1usize..6,
    ) {
        check_growth(&parts.concat(), step);
    }
}
