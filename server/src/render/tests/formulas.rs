//! The formulas that models write most, and what is wrong in some.

use parlor_shared::content::{Element, Node};

use super::{golden, markdown};

const FORMULAS: &str = include_str!("../../../../tests/data/answers/formulas.txt");

fn texts(nodes: &[Node]) -> String {
    nodes.iter().filter_map(|node| if let Node::Text(text) = node { Some(text.as_str()) } else { None }).collect()
}

#[test]
fn the_formulas_models_write_are_drawn() {
    assert!(FORMULAS.lines().count() > 101);
    for tex in FORMULAS.lines() {
        for text in [format!("$${tex}$$"), format!("a \\({tex}\\) b")] {
            let nodes = markdown(&text);
            let drawn = nodes.iter().any(|node| matches!(node, Node::Open(Element::Formula { .. })));
            assert!(drawn && !nodes.contains(&Node::Open(Element::Code)), "{text}");
            let shown = texts(&nodes);
            assert!(!shown.contains(['\\', '\u{F8F0}']) && !shown.contains("nbsp"), "{text}: {shown}");
        }
    }
}

#[test]
fn an_unknown_command_costs_itself_only() {
    golden(
        "$\\nope{x} + y$",
        "<paragraph><formula><mi>nope</><mo>\u{2061}</><mspace></><mrow><mi>x</></><mo>+</><mi>y",
    );
    for tex in ["\\frac{a}{b", "a \\\\ b", "x &= y \\\\ z &= w", "\\left( a", "\\begin{nope} a \\end{nope}", "a^"] {
        let nodes = markdown(&format!("${tex}$"));
        assert!(!nodes.is_empty(), "{tex}");
    }
}

#[test]
fn frames_and_lines_are_elements() {
    golden("$\\boxed{4}$", "<paragraph><formula><menclose><mrow><mn>4");
    golden("$\\cancel{x}$", "<paragraph><formula><menclose><mrow><mi>x");
    golden("$\\phantom{x}$", "<paragraph><formula><mphantom><mrow><mi>x");
}
