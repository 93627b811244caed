//! A deserializer's reports in plain words.
//!
//! serde names Rust's types, variants and literals (``invalid type: null, expected struct Metrics``). Clients are told the
//! field and what it must be, in JSON's own words; a report nobody foresaw is told as "not acceptable".

use serde::de::IgnoredAny;

const UNACCEPTABLE: &str = "is not acceptable";
const OUT_OF_RANGE: &str = "must be a number in the allowed range";

/// The explanation of an error, for a client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Explained {
    /// The field's path; `None` when the error is not about a single field.
    pub(super) field: Option<String>,
    /// The requirement that the field does not meet.
    pub(super) reason: String,
}

/// A report about JSON. `path`: where the deserializer stood; `bytes`: what it read.
pub(super) fn json(error: &serde_json::Error, path: &str, bytes: &[u8]) -> Explained {
    let text = error.to_string();
    let at = format!(" at line {} column {}", error.line(), error.column());
    let text = text.strip_suffix(&at).unwrap_or(&text);
    if error.is_data() {
        return data(text, path);
    }
    match text {
        "number out of range" => Explained { field: readable(path), reason: OUT_OF_RANGE.to_owned() },
        "recursion limit exceeded" => Explained { field: None, reason: "the body is nested too deeply".to_owned() },
        // An enumeration that meets a number reports it as if it were no JSON.
        _ if serde_json::from_slice::<IgnoredAny>(bytes).is_ok() => {
            Explained { field: readable(path), reason: UNACCEPTABLE.to_owned() }
        }
        _ => {
            let reason = format!("the body is not valid JSON: line {}, column {}", error.line(), error.column());
            Explained { field: None, reason }
        }
    }
}

/// A report about values of the right syntax.
pub(super) fn data(report: &str, path: &str) -> Explained {
    let field = readable(path);
    let reason = match report.split_once(' ').unwrap_or_default() {
        ("missing", rest) => {
            let field = quoted(rest).next().map(|name| below(field.as_deref(), name)).or(field);
            return Explained { field, reason: "is required".to_owned() };
        }
        ("unknown", rest) if rest.starts_with("field") => {
            let field = quoted(rest).next().map(|name| named_last(field.as_deref(), name)).or(field);
            return Explained { field, reason: "is not known here".to_owned() };
        }
        ("duplicate", rest) => {
            let field = quoted(rest).next().map(|name| named_last(field.as_deref(), name)).or(field);
            return Explained { field, reason: "must stand only once".to_owned() };
        }
        ("unknown", rest) => one_of(rest),
        _ => wanted(report),
    };
    Explained { field, reason }
}

/// The values of an enumeration.
fn one_of(rest: &str) -> String {
    let known: Vec<_> =
        rest.split_once(", expected ").map_or("", |(_, known)| known).split('`').skip(1).step_by(2).collect();
    if known.is_empty() { UNACCEPTABLE.to_owned() } else { format!("must be one of: {}", known.join(", ")) }
}

/// Returns the expected value, from the parser's error message.
fn wanted(report: &str) -> String {
    if let Some((_, wanted)) = report.split_once(", expected ") {
        return plain(wanted).map_or_else(|| UNACCEPTABLE.to_owned(), |wanted| format!("must be {wanted}"));
    }
    let number = ["invalid digit", "cannot parse integer", "number too", "invalid float"];
    if number.iter().any(|begin| report.starts_with(begin)) {
        return OUT_OF_RANGE.to_owned();
    }
    if report.starts_with("provided string was not") {
        return "must be true or false".to_owned();
    }
    // A reason of our own types, written for people. All others speak of Rust.
    let ours = !report.is_empty() && !report.contains(['`', '"', ':']) && !speaks_rust(report);
    if ours { report.to_owned() } else { UNACCEPTABLE.to_owned() }
}

/// Translates an expected type into JSON's terms.
fn plain(wanted: &str) -> Option<String> {
    let known = match wanted {
        "a string" | "string" | "a borrowed string" | "a character" | "identifier" => "text",
        "a boolean" | "bool" => "true or false",
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => "a whole number, 0 or more, in the allowed range",
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => "a whole number in the allowed range",
        "f32" | "f64" | "a number" | "number" => "a number",
        "a sequence" | "an array" | "sequence" => "a list",
        "a map" | "map" | "an object" => "an object",
        "unit" => "null",
        "string or map" => "text or an object",
        _ if ["struct", "internally tagged enum", "adjacently tagged enum"]
            .iter()
            .any(|kind| wanted.starts_with(kind)) =>
        {
            "an object"
        }
        _ if wanted.contains("tuple of size") || wanted.starts_with("an array of length") => "a list of another length",
        _ if wanted.starts_with("enum ") => "one of the known values",
        _ if wanted.contains(['`', '"', ':']) || speaks_rust(wanted) => return None,
        // A reason of our own types, written for people.
        ours => ours,
    };
    Some(known.to_owned())
}

fn speaks_rust(text: &str) -> bool {
    ["struct", "enum", "variant", "tuple", "Option", "untagged", "sequence", "newtype"]
        .iter()
        .any(|word| text.contains(word))
}

fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// A path without the places nobody has a name for; `None` when nothing is left.
fn readable(path: &str) -> Option<String> {
    let known: Vec<_> = path.split('.').filter(|part| !part.is_empty() && *part != "?").collect();
    (!known.is_empty()).then(|| known.join("."))
}

fn below(path: Option<&str>, name: &str) -> String {
    path.map_or_else(|| name.to_owned(), |path| format!("{path}.{name}"))
}

/// The path ends with this name, whether the deserializer had gone there already or not.
fn named_last(path: Option<&str>, name: &str) -> String {
    match path {
        Some(path) if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        path => below(path, name),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, de::DeserializeOwned};

    use super::*;

    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read, to see what is said when it cannot be")]
    struct Sample {
        text: String,
        count: Option<u8>,
        kind: Option<Kind>,
        inner: Option<Inner>,
        list: Option<Vec<bool>>,
        map: Option<BTreeMap<String, f64>>,
        either: Option<Either>,
        pair: Option<(u8, u8)>,
    }

    #[derive(Deserialize, Debug)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        FirstOne,
        Second,
    }

    #[derive(Deserialize, Debug)]
    #[expect(dead_code, reason = "only read, to see what is said when it cannot be")]
    struct Inner {
        id: i64,
    }

    #[derive(Deserialize, Debug)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "only read, to see what is said when it cannot be")]
    enum Either {
        Text(String),
        Flag(bool),
    }

    fn explained<T: DeserializeOwned + std::fmt::Debug>(body: &str) -> (Option<String>, String) {
        let mut deserializer = serde_json::Deserializer::from_str(body);
        let error = serde_path_to_error::deserialize::<_, T>(&mut deserializer).unwrap_err();
        let Explained { field, reason } = json(error.inner(), &error.path().to_string(), body.as_bytes());
        (field, reason)
    }

    #[test]
    fn reports_name_the_field_and_what_it_must_be() {
        for (body, field, reason) in [
            (r#"{"text":null}"#, Some("text"), "must be text"),
            (r#"{"text":{}}"#, Some("text"), "must be text"),
            ("{}", Some("text"), "is required"),
            (r#"{"text":"","text":""}"#, Some("text"), "must stand only once"),
            (r#"{"text":"","more":1}"#, Some("more"), "is not known here"),
            (r#"{"text":"","count":-1}"#, Some("count"), "must be a whole number, 0 or more, in the allowed range"),
            (r#"{"text":"","count":256}"#, Some("count"), "must be a whole number, 0 or more, in the allowed range"),
            (r#"{"text":"","count":1.5}"#, Some("count"), "must be a whole number, 0 or more, in the allowed range"),
            (r#"{"text":"","kind":"third"}"#, Some("kind"), "must be one of: first_one, second"),
            (r#"{"text":"","kind":1}"#, Some("kind"), "is not acceptable"),
            (r#"{"text":"","inner":1}"#, Some("inner"), "must be an object"),
            (r#"{"text":"","inner":{}}"#, Some("inner.id"), "is required"),
            (r#"{"text":"","inner":{"id":"x"}}"#, Some("inner.id"), "must be a whole number in the allowed range"),
            (r#"{"text":"","list":{}}"#, Some("list"), "must be a list"),
            (r#"{"text":"","list":[true,1]}"#, Some("list[1]"), "must be true or false"),
            (r#"{"text":"","map":[]}"#, Some("map"), "must be an object"),
            (r#"{"text":"","map":{"a":"b"}}"#, Some("map.a"), "must be a number"),
            (r#"{"text":"","either":[]}"#, Some("either"), "is not acceptable"),
            (r#"{"text":"","pair":[1]}"#, Some("pair"), "must be a list of another length"),
            (r#"{"text":"#, None, "the body is not valid JSON: line 1, column 8"),
            (r#"{"text":"" x}"#, None, "the body is not valid JSON: line 1, column 12"),
            (r#"{"text":"","count":1e999}"#, Some("count"), "must be a number in the allowed range"),
        ] {
            let (found, why) = explained::<Sample>(body);
            assert_eq!(why, reason, "{body}");
            assert_eq!(found.as_deref(), field, "{body}");
        }
    }

    #[test]
    fn rusts_names_are_never_said() {
        for report in [
            "invalid type: map, expected struct Secret",
            "invalid type: map, expected core::secret::Secret",
            "data did not match any variant of untagged enum Secret",
            "unknown variant `Secret::A`, there are no variants",
            "invalid length 3, expected tuple struct Secret with 2 elements",
            "invalid type: string \"Secret\", expected Option<Secret>",
            "Secret::parse failed",
        ] {
            let Explained { reason, .. } = data(report, "?");
            assert!(!reason.contains("Secret") && !reason.contains("::"), "{report}: {reason}");
        }
    }
}
