//! Schemas of tools, and arguments against them.

use std::time::Duration;

use parlor::core::conversation::tool::schema::{Author, accepts, first_unusable, measure};
use serde_json::{Map, Value, json};

use crate::cost::growth::fault;

/// A schema and arguments of about this many bytes, in one text.
type Make = fn(usize) -> (Value, Value);

fn object(mut schema: Value, arguments: Value) -> (Value, Value) {
    schema["type"] = json!("object");
    (schema, arguments)
}

const KINDS: &[(&str, Make)] = &[
    ("items", |n| object(json!({"properties": {"a": {"items": {"type": "integer"}}}}), json!({"a": vec![1; n / 2]}))),
    ("unique items", |n| {
        let items: Vec<_> = (0..n / 5).collect();
        object(json!({"properties": {"a": {"uniqueItems": true}}}), json!({"a": items}))
    }),
    ("unique objects", |n| {
        let items: Vec<_> = (0..n / 20).map(|at| json!({"k": at})).collect();
        object(json!({"properties": {"a": {"uniqueItems": true}}}), json!({"a": items}))
    }),
    ("one of many values", |n| {
        let values: Vec<_> = (0..n / 6).collect();
        object(json!({"properties": {"a": {"enum": values}}}), json!({"a": -1}))
    }),
    ("a pattern", |n| {
        object(json!({"properties": {"a": {"pattern": "^(a+)+$"}}}), json!({"a": format!("{}!", "a".repeat(n))}))
    }),
    ("patterns of names", |n| {
        let names: Map<String, Value> = (0..n / 12).map(|at| (format!("name{at}"), json!(1))).collect();
        object(json!({"patternProperties": {"^(n|na)+": {}, "(e\\d*)*$": {}}}), Value::Object(names))
    }),
    ("any of many", |n| {
        let any: Vec<_> = (0..n / 60).map(|at| json!({"const": at})).collect();
        object(json!({"properties": {"a": {"items": {"anyOf": any}}}}), json!({"a": vec![-1; 100]}))
    }),
    ("required names", |n| {
        let names: Vec<_> = (0..n / 10).map(|at| format!("n{at}")).collect();
        object(json!({"required": names}), json!({}))
    }),
];

/// The whole of it: measured, compiled, checked.
fn read(runtime: &tokio::runtime::Runtime, schema: &Value, arguments: &Value) {
    runtime.block_on(async {
        for author in [Author::Page, Author::Owner] {
            if measure(schema, author).is_ok() {
                _ = std::hint::black_box(first_unusable(vec![schema.clone()]).await);
                _ = std::hint::black_box(accepts(schema, author, arguments).await);
            }
        }
    });
}

#[test]
fn checking_arguments_costs_their_length() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut faults = Vec::new();
    for (name, make) in KINDS {
        let text = |bytes| serde_json::to_string(&make(bytes)).unwrap();
        let fault = fault(1_500, Duration::from_secs(2), text, |text| {
            let (schema, arguments): (Value, Value) = serde_json::from_str(text).unwrap();
            read(&runtime, &schema, &arguments);
        });
        faults.extend(fault.map(|fault| format!("{name}: {fault}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Schemas of a few kilobytes that ask for more than anyone can do: all are refused, and at once.
#[test]
fn schemas_that_explode_are_refused_at_once() {
    let step = |keyword: &str, next: &Value| match keyword {
        "if" => json!({"if": next, "then": next, "else": next}),
        "dependentSchemas" => json!({"dependentSchemas": {"a": next, "b": next}}),
        "not" => json!({"not": {"allOf": [next, next]}}),
        "items" => json!({"items": {"allOf": [next, next]}, "contains": next}),
        "patternProperties" => json!({"patternProperties": {"a": next, "^a": next}}),
        "unevaluatedProperties" => json!({"allOf": [next], "unevaluatedProperties": next}),
        keyword => json!({keyword: [next, next]}),
    };
    let keywords = [
        "allOf",
        "anyOf",
        "oneOf",
        "if",
        "dependentSchemas",
        "not",
        "items",
        "patternProperties",
        "unevaluatedProperties",
    ];
    for keyword in keywords {
        let mut defs = Map::new();
        for at in 0..60 {
            defs.insert(format!("d{at}"), step(keyword, &json!({"$ref": format!("#/$defs/d{}", at + 1)})));
        }
        defs.insert("d60".into(), json!({"type": "string"}));
        let schema = json!({"type": "object", "$defs": defs, "properties": {"a": {"$ref": "#/$defs/d0"}}}).to_string();
        let fault = fault(
            1,
            Duration::from_millis(300),
            |_| schema.clone(),
            |text| {
                let schema: Value = serde_json::from_str(text).unwrap();
                assert!(
                    measure(&schema, Author::Page).is_err() && measure(&schema, Author::Owner).is_err(),
                    "{keyword}"
                );
            },
        );
        assert_eq!(fault, None, "{keyword}");
    }
}
