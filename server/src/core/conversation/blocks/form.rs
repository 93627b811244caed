//! A form that comes back filled in.

use std::collections::BTreeMap;

use parlor_shared::content::{Block, Field, FieldKind, Form, FormRequest};

use super::filled::FormSubmission;
use crate::core::security::text::cleaned;
use crate::core::{conversation::message::Message, engagement::lead::is_address};

/// The reason a form is refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FormRefusal {
    /// Path of the invalid field in the request's `form`: `id`, or `values.` and the field's name.
    pub field: String,
    /// Description of the problem, for people.
    pub reason: &'static str,
}

impl FormRefusal {
    fn value(name: &str, reason: &'static str) -> Self {
        Self { field: format!("values.{name}"), reason }
    }
}

/// Validates the submitted values against the form that was sent with this answer; returns them, and the text of the
/// visitor's message.
pub fn fill(answer: Option<&Message>, request: &FormRequest) -> Result<(FormSubmission, String), FormRefusal> {
    let form = answer.and_then(|answer| form_of(answer, &request.id));
    let form = form.ok_or_else(|| FormRefusal { field: "id".into(), reason: "there is no such form" })?;
    let known = |name: &String| form.fields.iter().any(|field| field.name == *name);
    if let Some(name) = request.values.keys().find(|name| !known(name)) {
        return Err(FormRefusal::value(&name.chars().take(64).collect::<String>(), "the form has no such field"));
    }
    let mut values = BTreeMap::new();
    for field in &form.fields {
        let written = request.values.get(&field.name).map_or("", String::as_str);
        let value = value(field, written).map_err(|reason| FormRefusal::value(&field.name, reason))?;
        if !value.is_empty() {
            values.insert(field.name.clone(), value);
        }
    }
    let said = form.said(|name| values.get(name).cloned());
    if said.is_empty() {
        return Err(FormRefusal { field: "values".into(), reason: "nothing was filled in" });
    }
    Ok((FormSubmission { message_id: request.message_id.clone(), id: request.id.clone(), values }, said))
}

fn form_of<'a>(answer: &'a Message, id: &str) -> Option<&'a Form> {
    answer.extras.blocks.iter().find_map(|block| match block {
        Block::Form(form) if form.id == id => Some(form),
        _ => None,
    })
}

/// Returns the value entered into one field, or the problem with it. An empty value is valid unless the field is
/// required.
fn value(field: &Field, written: &str) -> Result<String, &'static str> {
    let value = cleaned(written).trim().to_owned();
    if value.chars().count() > usize::try_from(field.longest()).unwrap_or(usize::MAX) {
        return Err("too long");
    }
    if value.is_empty() {
        return if field.required { Err("required") } else { Ok(value) };
    }
    let sound = match field.kind {
        FieldKind::Textarea => true,
        FieldKind::Text => !value.contains('\n'),
        FieldKind::Email => is_address(&value),
        FieldKind::Tel => is_telephone(&value),
        FieldKind::Number => value.parse::<f64>().is_ok_and(f64::is_finite),
        FieldKind::Select => field.options.contains(&value),
        FieldKind::Checkbox if field.required && value == "false" => return Err("required"),
        FieldKind::Checkbox => matches!(value.as_str(), "true" | "false"),
    };
    if sound { Ok(value) } else { Err(wrong(field.kind)) }
}

const fn wrong(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Email => "not an e-mail address",
        FieldKind::Tel => "not a telephone number",
        FieldKind::Number => "not a number",
        FieldKind::Select => "not one of the options",
        FieldKind::Checkbox => "true or false",
        FieldKind::Text | FieldKind::Textarea => "one line of text",
    }
}

/// Returns true for a telephone number as people write it: digits, with separators between them.
fn is_telephone(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || " +-./()".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: FieldKind) -> Field {
        let options = if kind == FieldKind::Select { vec!["S".into(), "M".into()] } else { vec![] };
        Field { name: "f".into(), label: "F".into(), kind, required: false, max_length: Some(20), options }
    }

    #[test]
    fn each_kind_takes_what_it_is_for() {
        use FieldKind as K;
        for (kind, good, bad) in [
            (K::Text, "Ada", "two\nlines"),
            (K::Email, "ada@shop.example", "ada@shop"),
            (K::Tel, "+49 (30) 12-34", "call me"),
            (K::Number, "-1.5", "NaN"),
            (K::Select, "M", "XL"),
            (K::Checkbox, "false", "on"),
            (K::Textarea, "two\nlines", "more than twenty characters"),
        ] {
            assert_eq!(value(&field(kind), good).as_deref(), Ok(good), "{kind:?}");
            assert!(value(&field(kind), bad).is_err(), "{kind:?}");
            assert_eq!(value(&field(kind), " \u{7} ").as_deref(), Ok(""), "{kind:?}");
            let required = Field { required: true, ..field(kind) };
            assert_eq!(value(&required, ""), Err("required"), "{kind:?}");
        }
        let must = Field { required: true, ..field(K::Checkbox) };
        assert_eq!((value(&must, "false"), value(&must, "true").as_deref()), (Err("required"), Ok("true")));
    }
}
