//! Hostile Markdown: whole and as it grows, nothing but text and checked links comes out, and soon.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is not as expected is a failed test")]

use std::time::Duration;

use parlor::{core::render::Render, render::Markdown};
use parlor_shared::content::{Element, Node};
use parlor_tests::{corpora, processor::thread_time};
use serde::Deserialize;

#[derive(Deserialize)]
struct Attack {
    id: String,
    markdown: String,
}

fn attacks() -> Vec<Attack> {
    serde_json::from_value(corpora::own("xss/markdown-xss.json")).unwrap()
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
fn hostile_markdown_renders_harmless() {
    let markdown = Markdown::default();
    let attacks = attacks();
    assert!(attacks.len() > 60);
    for Attack { id, markdown: text } in &attacks {
        harmless(id, &markdown.markdown(text));
        harmless(id, &markdown.plain(text));
    }
}

/// Attacks on time are long and nested: 10 to 50 kB of one mark. Other tests and browsers run beside this one, so only
/// this thread's own time counts, and the best of three.
#[test]
fn attacks_on_time_take_no_time() {
    let markdown = Markdown::default();
    let attacks: Vec<_> = attacks().into_iter().filter(|a| ("md-094"..="md-111").contains(&a.id.as_str())).collect();
    assert!(attacks.len() >= 15);
    for Attack { id, markdown: text } in &attacks {
        let whole = best_of_three(|| _ = markdown.markdown(text));
        let grown = best_of_three(|| {
            let mut growing = markdown.start();
            growing.push(text);
            growing.finish();
        });
        println!("{id}: {} bytes, whole in {whole:?}, grown in {grown:?}", text.len());
        assert!(whole.max(grown) < Duration::from_millis(100), "{id}: whole in {whole:?}, grown in {grown:?}");
    }
}

fn best_of_three(run: impl Fn()) -> Duration {
    let time = |_| {
        let start = thread_time();
        run();
        thread_time().saturating_sub(start)
    };
    (0..3).map(time).min().unwrap()
}

#[test]
fn hostile_markdown_grows_harmless() {
    let markdown = Markdown::default();
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
