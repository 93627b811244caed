//! Hostile Markdown: whole and as it grows, nothing but text and checked links comes out, and soon.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is not as expected is a failed test")]

use std::{fs, path::Path, time::Duration};

use parlor::{
    core::render::Render,
    render::{Markdown, RenderOptions},
};
use parlor_shared::content::{Element, Node};
use serde::Deserialize;

#[derive(Deserialize)]
struct Attack {
    id: String,
    markdown: String,
}

fn attacks() -> Vec<Attack> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/xss/markdown-xss.json");
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

fn harmless(id: &str, nodes: &[Node]) {
    for node in nodes {
        match node {
            Node::Image { .. } => panic!("{id}: a picture"),
            Node::Open(Element::Link { href }) => {
                let schemes = ["http://", "https://", "mailto:", "tel:"];
                assert!(schemes.iter().any(|s| href.starts_with(s)), "{id}: {href}");
            }
            Node::Text(text) => assert!(!text.contains(|c: char| c.is_control() && !"\n\t".contains(c)), "{id}"),
            _ => {}
        }
    }
}

#[test]
fn hostile_markdown_renders_harmless_and_soon() {
    let markdown = Markdown::new(RenderOptions::default());
    markdown.markdown("```rust\nfn warm_up() {}\n```");
    let attacks = attacks();
    assert!(attacks.len() > 60);
    for Attack { id, markdown: text } in &attacks {
        let start = tokio::time::Instant::now();
        harmless(id, &markdown.markdown(text));
        harmless(id, &markdown.plain(text));
        assert!(start.elapsed() < Duration::from_secs(1), "{id}: {:?}", start.elapsed());
    }
}

#[test]
fn hostile_markdown_grows_harmless() {
    let markdown = Markdown::new(RenderOptions::default());
    for Attack { id, markdown: text } in attacks() {
        let mut growing = markdown.start();
        let mut reader = Vec::new();
        // Long ones are attacks on time; their beginnings attack as well.
        for c in text.chars().take(1_500) {
            let patch = growing.push(c.encode_utf8(&mut [0; 4]));
            harmless(&id, &patch.nodes);
            patch.apply(&mut reader).unwrap();
        }
        growing.finish().apply(&mut reader).unwrap();
        harmless(&id, &reader);
        assert_eq!(reader, growing.nodes(), "{id}");
    }
}
