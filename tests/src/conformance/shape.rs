//! Expected shape of a JSON value: names, types, absent or `null`, and values where a page fixes them.

use serde_json::Value;

/// Maximum length of a value in a difference.
const SHOWN: usize = 80;

/// Expected shape of a value.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// Anything.
    Any,
    /// Exactly this.
    Is(Value),
    /// A text of which something is true.
    Text {
        /// Its name in a difference.
        called: &'static str,
        /// Returns true if the text is one.
        test: fn(&str) -> bool,
    },
    /// `true` or `false`.
    Flag,
    /// A number between two others.
    Number {
        /// The smallest.
        least: f64,
        /// The largest.
        most: f64,
        /// Without a fraction.
        whole: bool,
    },
    /// Any number of these.
    List(Box<Self>),
    /// At least one of these.
    Filled(Box<Self>),
    /// One of these.
    OneOf(Vec<Self>),
    /// An object.
    Object {
        /// Its names.
        fields: Vec<Field>,
        /// True if further fields are allowed.
        open: bool,
    },
}

/// A name in an object.
#[derive(Clone, Debug)]
pub(super) struct Field {
    name: &'static str,
    shape: Shape,
    may_be_absent: bool,
}

/// A name that is always there.
pub(super) fn has(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, may_be_absent: false }
}

/// A name that may be absent, but not `null`.
pub(super) fn may(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, may_be_absent: true }
}

/// An object with these names and no others.
pub(super) fn object<const N: usize>(fields: [Field; N]) -> Shape {
    Shape::Object { fields: fields.into(), open: false }
}

/// An object with these names and perhaps more: where the page leaves it open.
pub(super) fn open<const N: usize>(fields: [Field; N]) -> Shape {
    Shape::Object { fields: fields.into(), open: true }
}

/// Exactly this.
pub(super) fn is(value: impl Into<Value>) -> Shape {
    Shape::Is(value.into())
}

/// One of these texts.
pub(super) fn word(words: &[&str]) -> Shape {
    Shape::OneOf(words.iter().map(|&word| is(word)).collect())
}

/// This, or `null`.
pub(super) fn nullable(shape: Shape) -> Shape {
    Shape::OneOf(vec![Shape::Is(Value::Null), shape])
}

/// Any number of these.
pub(super) fn list(shape: Shape) -> Shape {
    Shape::List(Box::new(shape))
}

/// At least one of these.
pub(super) fn filled(shape: Shape) -> Shape {
    Shape::Filled(Box::new(shape))
}

/// A text that is not empty.
pub(super) fn text() -> Shape {
    Shape::Text { called: "a text that is not empty", test: |text| !text.is_empty() }
}

/// Any text.
pub(super) fn any_text() -> Shape {
    Shape::Text { called: "a text", test: |_| true }
}

/// A UUID in lower case with hyphens.
pub(super) fn uuid() -> Shape {
    Shape::Text { called: "a UUID", test: is_uuid }
}

/// `2026-02-17T10:00:00.000Z`.
pub(super) fn date() -> Shape {
    Shape::Text { called: "a date like 2026-02-17T10:00:00.000Z", test: |text| is_date(text, 24) }
}

/// `2026-01-28T10:00:00Z`.
pub(super) fn seconds_date() -> Shape {
    Shape::Text { called: "a date like 2026-01-28T10:00:00Z", test: |text| is_date(text, 20) }
}

/// Milliseconds since 1970: a whole number with thirteen digits until the year 2286.
pub(super) fn millis() -> Shape {
    Shape::Number { least: 1e12, most: 1e13, whole: true }
}

/// A whole number, 0 or more.
pub(super) fn count() -> Shape {
    Shape::Number { least: 0.0, most: 1e15, whole: true }
}

/// A whole number of a hundred.
pub(super) fn score() -> Shape {
    Shape::Number { least: 0.0, most: 100.0, whole: true }
}

/// A number between these.
pub(super) fn number(least: f64, most: f64) -> Shape {
    Shape::Number { least, most, whole: false }
}

/// Three parts of base64url, as a JWT has.
pub(super) fn jwt() -> Shape {
    Shape::Text { called: "a JWT", test: |text| super::token::claims(text).is_some() }
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    lengths == [8, 4, 4, 4, 12] && groups.concat().bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_date(text: &str, length: usize) -> bool {
    text.len() == length && text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok()
}

impl Shape {
    /// Returns the differences between a value and the shape; empty when it fits.
    pub(super) fn differences(&self, value: &Value) -> Vec<String> {
        let mut found = Vec::new();
        self.look(value, "$", &mut found);
        found
    }

    fn look(&self, value: &Value, at: &str, found: &mut Vec<String>) {
        match self {
            Self::Object { fields, open } => look_into(fields, *open, value, at, found),
            Self::List(shape) => look_through(shape, value, at, found),
            Self::Filled(shape) => match value.as_array() {
                Some(items) if items.is_empty() => found.push(format!("{at}: expected a list that is not empty")),
                _ => look_through(shape, value, at, found),
            },
            single => {
                if !single.fits(value) {
                    found.push(format!("{at}: expected {}, came {}", single.called(), shown(value)));
                }
            }
        }
    }

    fn fits(&self, value: &Value) -> bool {
        match self {
            Self::Is(exact) => exact == value,
            Self::Text { test, .. } => value.as_str().is_some_and(test),
            Self::Flag => value.is_boolean(),
            Self::Number { least, most, whole } => {
                let is_whole = value.is_u64() || value.is_i64();
                value.as_f64().is_some_and(|n| n >= *least && n <= *most) && (is_whole || !whole)
            }
            Self::OneOf(shapes) => shapes.iter().any(|shape| shape.differences(value).is_empty()),
            Self::Any | Self::List(_) | Self::Filled(_) | Self::Object { .. } => true,
        }
    }

    fn called(&self) -> String {
        match self {
            Self::Any => "anything".into(),
            Self::Is(value) => shown(value),
            Self::Text { called, .. } => (*called).into(),
            Self::Flag => "true or false".into(),
            Self::Number { least, most, whole: false } => format!("a number from {least} to {most}"),
            Self::Number { least, most, whole: true } => format!("a whole number from {least} to {most}"),
            Self::List(_) => "a list".into(),
            Self::Filled(_) => "a list that is not empty".into(),
            Self::OneOf(shapes) => shapes.iter().map(Self::called).collect::<Vec<_>>().join(" or "),
            Self::Object { .. } => "an object".into(),
        }
    }
}

fn look_into(fields: &[Field], open: bool, value: &Value, at: &str, found: &mut Vec<String>) {
    let Some(object) = value.as_object() else {
        return found.push(format!("{at}: expected an object, came {}", shown(value)));
    };
    for Field { name, shape, may_be_absent } in fields {
        match object.get(*name) {
            Some(value) => shape.look(value, &format!("{at}.{name}"), found),
            None if *may_be_absent => {}
            None => found.push(format!("{at}.{name}: expected {}, came nothing", shape.called())),
        }
    }
    let known = |name: &str| fields.iter().any(|field| field.name == name);
    if let (false, Some(extra)) = (open, object.keys().find(|name| !known(name))) {
        found.push(format!("{at}.{extra}: not on the page"));
    }
}

fn look_through(shape: &Shape, value: &Value, at: &str, found: &mut Vec<String>) {
    let Some(items) = value.as_array() else {
        return found.push(format!("{at}: expected a list, came {}", shown(value)));
    };
    for (index, item) in items.iter().enumerate() {
        shape.look(item, &format!("{at}[{index}]"), found);
    }
}

/// The beginning of a value, on one line.
pub(super) fn shown(value: &Value) -> String {
    let json = value.to_string();
    let short: String = json.chars().take(SHOWN).collect();
    if short.len() < json.len() { short + "…" } else { json }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_difference_names_the_place_what_was_expected_and_what_came() {
        let shape = object([has("id", uuid()), may("name", text()), has("list", list(object([has("n", count())])))]);
        let good = json!({"id": "a1b2c3d4-e5f6-7890-abcd-ef1234567890", "list": [{"n": 1}]});
        assert!(shape.differences(&good).is_empty());
        let bad = json!({"id": "x", "name": null, "list": [{"n": -1}, {}], "more": 1});
        assert_eq!(
            shape.differences(&bad),
            [
                "$.id: expected a UUID, came \"x\"",
                "$.name: expected a text that is not empty, came null",
                "$.list[0].n: expected a whole number from 0 to 1000000000000000, came -1",
                "$.list[1].n: expected a whole number from 0 to 1000000000000000, came nothing",
                "$.more: not on the page",
            ]
        );
    }

    #[test]
    fn dates_have_the_form_of_their_page() {
        assert!(date().differences(&json!("2026-02-17T10:00:00.000Z")).is_empty());
        assert!(seconds_date().differences(&json!("2026-01-28T10:00:00Z")).is_empty());
        for odd in ["2026-02-17T10:00:00Z", "2026-02-17T10:00:00.000+00", "2026-13-17T10:00:00.000Z", ""] {
            assert_eq!(date().differences(&json!(odd)).len(), 1, "{odd}");
        }
    }
}
