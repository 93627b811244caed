//! JSON Schemas of tools' arguments, and limits on the cost of checking arguments against them.
//!
//! A schema of a few kilobytes can require an astronomical number of evaluations: references that double at each level,
//! schemas that apply to themselves, nested unevaluated properties. So a schema is measured before it is used: the
//! maximum number of evaluations at one value of the arguments. With arguments of limited size and depth, that bounds
//! the whole check. Schemas from a visitor's page are limited further: they may contain no references at all.

use std::{collections::HashMap, fmt, time::Duration};

use jsonschema::{PatternOptions, Validator};
use serde_json::{Map, Value};

use crate::core::security::work::{SHORT, WorkKind, WorkRefused};

/// The largest schema, in bytes.
const BYTES: usize = 16 << 10;
/// The deepest nesting of values in a schema.
const DEPTH: usize = 32;
/// Maximum number of objects in a schema of a page.
const PAGE_OBJECTS: usize = 512;
/// Maximum number of evaluations at one value.
const EVALUATIONS: u64 = 1_000;
/// A schema with `unevaluatedProperties` or `unevaluatedItems` reads those beside it again for each property or item.
const UNEVALUATED: u64 = 16;
/// Maximum memory of a compiled pattern, in bytes.
const PATTERN: usize = 4 << 20;
/// Maximum number of patterns in a schema.
const PATTERNS: usize = 32;

/// The largest arguments, in bytes of JSON.
const ARGUMENT_BYTES: usize = 32 << 10;
/// The deepest nesting of values in arguments.
const ARGUMENT_DEPTH: usize = 16;
/// Maximum number of values in arguments.
const ARGUMENT_VALUES: usize = 2_000;
/// The longest reason given to an agent, in bytes.
const REASON: usize = 500;

/// Schemas of up to this many bytes are compiled on the calling thread.
const AT_ONCE: usize = 2 << 10;
/// Maximum time for a check. The limits measured beforehand normally end it much earlier.
const LONGEST: Duration = Duration::from_secs(2);

/// The author of a schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Author {
    /// A page that anybody may be looking at.
    Page,
    /// The owner of an agent.
    Owner,
}

/// The reason a schema is refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SchemaRefused {
    /// It describes something other than an object.
    #[error("`parameters` must be a JSON Schema whose `type` is `object`")]
    NoObject,
    /// It is too large.
    #[error("`parameters` must have at most 16 KiB")]
    Large,
    /// It is nested too deep.
    #[error("`parameters` must be nested at most 32 deep")]
    Deep,
    /// It has too many subschemas.
    #[error("`parameters` must have at most 512 objects")]
    Wide,
    /// It has too many patterns.
    #[error("`parameters` must have at most 32 patterns")]
    Patterns,
    /// A keyword that is not supported.
    #[error("`parameters` must not use `{0}`")]
    Keyword(&'static str),
    /// A reference to another document, or to nothing.
    #[error("`$ref` must point into the same schema: `#/…`")]
    Foreign,
    /// A schema that applies to the same value again and again.
    #[error("`$ref` leads back to itself without going into a property or an item")]
    Circular,
    /// Too many schemas apply to one value.
    #[error("`parameters` must not apply more than 1,000 schemas to one value, references followed")]
    Costly,
    /// It is not a valid JSON Schema, or a pattern in it is invalid or too large.
    #[error("`parameters` must be a valid JSON Schema, with patterns of ordinary size")]
    Invalid,
}

/// Checks that arguments can be checked against the schema at low cost.
pub fn measure(schema: &Value, author: Author) -> Result<(), SchemaRefused> {
    if schema["type"] != "object" {
        return Err(SchemaRefused::NoObject);
    }
    let Some(size) = Size::of(schema, DEPTH) else { return Err(SchemaRefused::Deep) };
    if schema.to_string().len() > BYTES {
        return Err(SchemaRefused::Large);
    }
    if author == Author::Page && size.objects > PAGE_OBJECTS {
        return Err(SchemaRefused::Wide);
    }
    let mut measuring = Measuring { root: schema, author, known: HashMap::new(), patterns: 0 };
    for depth in 0..=ARGUMENT_DEPTH {
        if measuring.evaluations(schema, depth)? > EVALUATIONS {
            return Err(SchemaRefused::Costly);
        }
    }
    if measuring.patterns > PATTERNS { Err(SchemaRefused::Patterns) } else { Ok(()) }
}

/// Returns the index of the first of these measured schemas that cannot be used; `None` when all can. Small schemas
/// without patterns are compiled on the calling thread.
pub async fn first_unusable(schemas: Vec<Value>) -> Result<Option<usize>, WorkRefused> {
    let bytes: usize = schemas.iter().map(|schema| schema.to_string().len()).sum();
    let patterned = schemas.iter().any(|schema| schema.to_string().contains("pattern"));
    let first = move || schemas.iter().position(|schema| validator(schema).is_none());
    if bytes <= AT_ONCE && !patterned {
        return Ok(first());
    }
    SHORT.run(WorkKind::Schema, LONGEST, move |_| first()).await
}

/// Checks that a schema accepts these arguments; the error explains the problem to the agent.
pub async fn accepts(schema: &Value, author: Author, arguments: &Value) -> Result<(), String> {
    match Size::of(arguments, ARGUMENT_DEPTH) {
        None => return Err(format!("the arguments are nested more than {ARGUMENT_DEPTH} deep")),
        Some(size) if size.values > ARGUMENT_VALUES => {
            return Err(format!("the arguments have more than {ARGUMENT_VALUES} values"));
        }
        Some(_) if arguments.to_string().len() > ARGUMENT_BYTES => {
            return Err("the arguments have more than 32 KiB".into());
        }
        Some(_) => {}
    }
    // The schema may have been stored by a version with weaker limits.
    measure(schema, author).map_err(|refused| format!("the tool is not set up: {refused}"))?;
    let (schema, arguments) = (schema.clone(), arguments.clone());
    let checked = SHORT.run(WorkKind::Schema, LONGEST, move |_| validated(&schema, &arguments)).await;
    checked.unwrap_or_else(|refused| Err(format!("the arguments were not checked: {refused}")))
}

fn validated(schema: &Value, arguments: &Value) -> Result<(), String> {
    let validator = validator(schema).ok_or("the tool is not set up")?;
    validator.validate(arguments).map_err(|error| {
        let mut reason = error.to_string();
        reason.truncate(reason.floor_char_boundary(REASON));
        format!("{reason} (at {:?})", error.instance_path().to_string())
    })
}

/// Compiles a schema. Patterns run in time linear in the text; formats are not validated.
fn validator(schema: &Value) -> Option<Validator> {
    let patterns = PatternOptions::regex().size_limit(PATTERN).dfa_size_limit(PATTERN);
    jsonschema::options().with_pattern_options(patterns).should_validate_formats(false).build(schema).ok()
}

/// The size of a JSON value.
#[derive(Clone, Copy, Default)]
struct Size {
    values: usize,
    objects: usize,
}

impl Size {
    /// Measures a value; `None` when it is nested deeper than `depth`.
    fn of(value: &Value, depth: usize) -> Option<Self> {
        let mut size = Self { values: 1, objects: usize::from(value.is_object()) };
        let children: Vec<&Value> = match value {
            Value::Array(items) => items.iter().collect(),
            Value::Object(members) => members.values().collect(),
            _ => return Some(size),
        };
        let below = depth.checked_sub(1)?;
        for child in children {
            let child = Self::of(child, below)?;
            size.values += child.values;
            size.objects += child.objects;
        }
        Some(size)
    }
}

/// Keywords whose schema applies to the same value.
const SAME: [&str; 4] = ["not", "if", "then", "else"];
/// Keywords whose schemas, in an array, apply to the same value.
const SAME_EACH: [&str; 3] = ["allOf", "anyOf", "oneOf"];
/// Keywords whose schemas, by name, apply to the same value.
const SAME_NAMED: [&str; 2] = ["dependentSchemas", "dependencies"];
/// Keywords whose schema applies to the values within.
const WITHIN: [&str; 7] = [
    "items",
    "additionalItems",
    "additionalProperties",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
];
/// Keywords whose schemas are read again for each value within.
const AGAIN: [&str; 2] = ["unevaluatedItems", "unevaluatedProperties"];
/// Keywords that resolve dynamically, or name another base for references.
const NOBODY_USES: [&str; 4] = ["$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor"];
/// Keywords a page may not use.
const NO_PAGE_USES: [&str; 7] =
    ["$ref", "$defs", "definitions", "$id", "$anchor", "unevaluatedItems", "unevaluatedProperties"];

/// Counts evaluations, each schema once per depth.
struct Measuring<'s> {
    root: &'s Value,
    author: Author,
    /// `None` while it is being counted.
    known: HashMap<(*const Value, usize), Option<u64>>,
    patterns: usize,
}

impl<'s> Measuring<'s> {
    /// Returns the maximum number of evaluations at one value, `depth` levels below the one that `schema` applies to.
    fn evaluations(&mut self, schema: &'s Value, depth: usize) -> Result<u64, SchemaRefused> {
        let Value::Object(keywords) = schema else { return Ok(1) };
        let key = (std::ptr::from_ref(schema), depth);
        match self.known.get(&key) {
            Some(Some(count)) => return Ok(*count),
            Some(None) => return Err(SchemaRefused::Circular),
            None => {}
        }
        self.known.insert(key, None);
        if depth == 0 {
            self.check_keywords(keywords, std::ptr::eq(schema, self.root))?;
        }
        let mut same = self.same(keywords, depth)?;
        if AGAIN.iter().any(|again| keywords.contains_key(*again)) {
            same = same.saturating_mul(UNEVALUATED);
        }
        let within = match depth.checked_sub(1) {
            Some(below) => self.within(keywords, below)?,
            None => 1 + Self::listed(keywords),
        };
        let count = same.saturating_add(within);
        self.known.insert(key, Some(count));
        Ok(count)
    }

    /// Returns the cost of long lists of names and values.
    fn listed(keywords: &Map<String, Value>) -> u64 {
        let length = |name: &str| keywords.get(name).and_then(Value::as_array).map_or(0, Vec::len);
        ((length("enum") + length("required")) / 16) as u64
    }

    fn check_keywords(&mut self, keywords: &Map<String, Value>, at_root: bool) -> Result<(), SchemaRefused> {
        let page = self.author == Author::Page;
        let unsupported = NOBODY_USES.iter().chain(NO_PAGE_USES.iter().filter(|_| page));
        for &keyword in unsupported {
            if keywords.contains_key(keyword) {
                return Err(SchemaRefused::Keyword(keyword));
            }
        }
        if !at_root && keywords.contains_key("$id") {
            return Err(SchemaRefused::Keyword("$id"));
        }
        self.patterns += usize::from(keywords.contains_key("pattern"));
        self.patterns += keywords.get("patternProperties").and_then(Value::as_object).map_or(0, Map::len);
        Ok(())
    }

    fn same(&mut self, keywords: &'s Map<String, Value>, depth: usize) -> Result<u64, SchemaRefused> {
        let mut all: Vec<&'s Value> = SAME.iter().filter_map(|name| keywords.get(*name)).collect();
        all.extend(SAME_EACH.iter().filter_map(|name| keywords.get(*name)?.as_array()).flatten());
        all.extend(SAME_NAMED.iter().filter_map(|name| keywords.get(*name)?.as_object()).flat_map(Map::values));
        if let Some(reference) = keywords.get("$ref") {
            all.push(self.target(reference)?);
        }
        self.sum(all, depth)
    }

    /// Of the schemas by name or by position, one applies to each value; the others may all apply.
    fn within(&mut self, keywords: &'s Map<String, Value>, depth: usize) -> Result<u64, SchemaRefused> {
        let mut one_each: Vec<&'s Value> = Vec::new();
        one_each.extend(keywords.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::values));
        for name in ["prefixItems", "items"] {
            one_each.extend(keywords.get(name).and_then(Value::as_array).into_iter().flatten());
        }
        let mut most = 0;
        for schema in one_each {
            most = most.max(self.evaluations(schema, depth)?);
        }
        let mut all: Vec<&'s Value> =
            WITHIN.iter().filter_map(|name| keywords.get(*name)).filter(|it| it.is_object()).collect();
        all.extend(keywords.get("patternProperties").and_then(Value::as_object).into_iter().flat_map(Map::values));
        Ok(self.sum(all, depth)?.saturating_add(most))
    }

    fn sum(&mut self, schemas: Vec<&'s Value>, depth: usize) -> Result<u64, SchemaRefused> {
        let mut sum = 0_u64;
        for schema in schemas {
            sum = sum.saturating_add(self.evaluations(schema, depth)?);
        }
        Ok(sum)
    }

    /// The schema a reference points to: the whole, a JSON pointer or an anchor in it.
    fn target(&self, reference: &Value) -> Result<&'s Value, SchemaRefused> {
        let fragment = reference.as_str().and_then(|it| it.strip_prefix('#')).ok_or(SchemaRefused::Foreign)?;
        if fragment.is_empty() {
            return Ok(self.root);
        }
        let found = if fragment.starts_with('/') {
            // Percent-encoded names would be another way to the same schema.
            (!fragment.contains('%')).then(|| self.root.pointer(fragment)).flatten()
        } else {
            anchored(self.root, fragment)
        };
        found.ok_or(SchemaRefused::Foreign)
    }
}

/// The schema with this anchor.
fn anchored<'s>(value: &'s Value, anchor: &str) -> Option<&'s Value> {
    match value {
        Value::Object(members) if members.get("$anchor").is_some_and(|name| name == anchor) => Some(value),
        Value::Object(members) => members.values().find_map(|child| anchored(child, anchor)),
        Value::Array(items) => items.iter().find_map(|child| anchored(child, anchor)),
        _ => None,
    }
}

/// A tool whose schema is refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToolRefused {
    /// The tool's name.
    pub name: String,
    /// The reason it is refused.
    pub reason: String,
}

impl fmt::Display for ToolRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.reason)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(mut more: Value) -> Value {
        more["type"] = json!("object");
        more
    }

    /// `d0` applies `d1` twice, that `d2` twice, and so on.
    fn doubling(depth: usize, through: &str) -> Value {
        let mut defs = Map::new();
        for at in 0..depth {
            let next = json!({"$ref": format!("#/$defs/d{}", at + 1)});
            let applied = match through {
                "items" => json!({"items": {"allOf": [next, next]}}),
                "properties" => json!({"properties": {"a": {"allOf": [next, next]}}}),
                keyword => json!({keyword: [next, next]}),
            };
            defs.insert(format!("d{at}"), applied);
        }
        defs.insert(format!("d{depth}"), json!({"type": "string"}));
        object(json!({"$defs": defs, "properties": {"a": {"$ref": "#/$defs/d0"}}}))
    }

    #[test]
    fn references_that_double_are_refused() {
        for keyword in ["allOf", "anyOf", "oneOf", "items", "properties"] {
            let schema = doubling(60, keyword);
            assert_eq!(measure(&schema, Author::Owner), Err(SchemaRefused::Costly), "{keyword}");
            assert!(measure(&schema, Author::Page).is_err(), "{keyword}");
        }
        assert_eq!(measure(&doubling(4, "allOf"), Author::Owner), Ok(()));
    }

    #[test]
    fn schemas_that_apply_to_themselves_are_refused_and_trees_are_not() {
        for circle in [
            json!({"$ref": "#"}),
            json!({"allOf": [{"$ref": "#"}]}),
            json!({"properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"not": {"$ref": "#/$defs/a"}}}}),
        ] {
            assert_eq!(measure(&object(circle.clone()), Author::Owner), Err(SchemaRefused::Circular), "{circle}");
        }
        let tree = json!({"properties": {"left": {"$ref": "#"}, "right": {"$ref": "#"}}});
        assert_eq!(measure(&object(tree), Author::Owner), Ok(()));
        let twice = json!({"properties": {"a": {"allOf": [{"$ref": "#"}, {"$ref": "#"}]}}});
        assert_eq!(measure(&object(twice), Author::Owner), Err(SchemaRefused::Costly));
    }

    #[test]
    fn a_page_has_no_references() {
        for keyword in NOBODY_USES.iter().chain(&NO_PAGE_USES) {
            let schema = object(json!({"properties": {"a": {"items": {*keyword: "#"}}}}));
            assert_eq!(measure(&schema, Author::Page), Err(SchemaRefused::Keyword(keyword)));
        }
        let named_so = object(json!({"properties": {"$ref": {"type": "string"}}}));
        assert_eq!(measure(&named_so, Author::Page), Ok(()));
    }

    #[test]
    fn size_depth_and_patterns_are_limited() {
        let mut deep = json!({"type": "string"});
        for _ in 0..40 {
            deep = json!({"items": deep});
        }
        assert_eq!(measure(&object(json!({"properties": {"a": deep}})), Author::Owner), Err(SchemaRefused::Deep));
        let wide: Map<String, Value> = (0..600).map(|n| (format!("p{n}"), json!({}))).collect();
        assert_eq!(measure(&object(json!({"properties": wide})), Author::Page), Err(SchemaRefused::Wide));
        let patterns: Map<String, Value> = (0..40).map(|n| (format!("p{n}"), json!({"pattern": "a"}))).collect();
        assert_eq!(measure(&object(json!({"properties": patterns})), Author::Page), Err(SchemaRefused::Patterns));
        let long = object(json!({"description": "x".repeat(BYTES)}));
        assert_eq!(measure(&long, Author::Owner), Err(SchemaRefused::Large));
        for unevaluated in AGAIN {
            let mut schema = json!({"allOf": [{}, {}]});
            for _ in 0..5 {
                schema = json!({unevaluated: false, "allOf": [schema, {}]});
            }
            assert_eq!(measure(&object(schema), Author::Owner), Err(SchemaRefused::Costly));
        }
    }

    #[test]
    fn ordinary_patterns_are_taken_and_huge_ones_are_not() {
        let pattern = |pattern: &str| validator(&json!({"type": "string", "pattern": pattern})).is_some();
        assert!(pattern(r"^[A-Z]{2}-\d{4}$") && pattern(r"^[\p{L}\p{N} .,'-]{1,80}$"));
        assert!(pattern(r"^[^@\s]+@[^@\s]+\.[^@\s]+$") && pattern("^[0-9a-f]{64}$"));
        assert!(!pattern("((a{100}){100}){100}"));
    }

    #[tokio::test]
    async fn arguments_are_limited_in_size_and_depth() {
        let schema = object(json!({}));
        let mut deep = json!(1);
        for _ in 0..20 {
            deep = json!([deep]);
        }
        for large in [json!({"a": deep}), json!({"a": "x".repeat(40_000)}), json!({"a": vec![0; 3_000]})] {
            assert!(accepts(&schema, Author::Page, &large).await.is_err());
        }
        assert_eq!(accepts(&schema, Author::Page, &json!({"a": [1, {"b": null}]})).await, Ok(()));
    }
}
