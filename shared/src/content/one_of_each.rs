//! `one_of_each.json` has every kind of node, element and block: readers and drawings that no compiler checks are tested
//! with it, so that none is forgotten.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Block, Element, Node};

fn sample(list: &str) -> Vec<Value> {
    let sample: Value = serde_json::from_str(include_str!("one_of_each.json")).unwrap();
    sample[list].as_array().unwrap().clone()
}

/// The names of an enum's variants: serde lists them when it meets another one.
fn variants<T: DeserializeOwned>(unknown: Value) -> BTreeSet<String> {
    let error = serde_json::from_value::<T>(unknown).err().unwrap().to_string();
    let (_, listed) = error.split_once("expected one of ").unwrap();
    listed.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The name of a variant in JSON: a text, or the only key of an object.
fn name(value: &Value) -> String {
    value.as_str().or_else(|| value.as_object()?.keys().next().map(String::as_str)).unwrap().to_owned()
}

#[test]
fn every_node_and_element_is_there() {
    let nodes = sample("nodes");
    assert_eq!(nodes.iter().map(name).collect::<BTreeSet<_>>(), variants::<Node>(json!("?")));
    let elements = nodes.iter().filter_map(|node| node.get("open")).map(name);
    assert_eq!(elements.collect::<BTreeSet<_>>(), variants::<Element>(json!("?")));
    for node in nodes {
        assert_eq!(serde_json::to_value(serde_json::from_value::<Node>(node.clone()).unwrap()).unwrap(), node);
    }
}

#[test]
fn every_block_is_there() {
    let blocks = sample("blocks");
    let kinds: BTreeSet<_> = blocks.iter().map(|block| name(&block["type"])).collect();
    assert_eq!(kinds, variants::<Block>(json!({"type": "?", "payload": {}})));
    for block in blocks {
        serde_json::from_value::<Block>(block).unwrap();
    }
}
