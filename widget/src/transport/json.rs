//! JSON by the browser's own parser, read field by field.
//!
//! Serde's code for the reply types alone would be a third of the bundle.

use js_sys::{Array, JSON, Object, Reflect};
use serde::de::{DeserializeOwned, Error, value::StrDeserializer};
use wasm_bindgen::{JsCast, JsValue};

/// A value.
#[derive(Clone)]
pub(crate) struct Json(JsValue);

impl Json {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        JSON::parse(text).ok().map(Self)
    }

    /// A field; a null when there is none.
    pub(crate) fn get(&self, name: &str) -> Self {
        Self(Reflect::get(&self.0, &JsValue::from_str(name)).unwrap_or(JsValue::NULL))
    }

    pub(crate) fn is_none(&self) -> bool {
        self.0.is_null() || self.0.is_undefined()
    }

    pub(crate) fn as_text(&self) -> Option<String> {
        self.0.as_string()
    }

    pub(crate) fn as_flag(&self) -> Option<bool> {
        self.0.as_bool()
    }

    /// A whole number from 0 to 2⁵³.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked in the line before")]
    pub(crate) fn as_number(&self) -> Option<u64> {
        let number = self.0.as_f64()?;
        ((0.0..=9_007_199_254_740_992.0).contains(&number) && number.fract() == 0.0).then_some(number as u64)
    }

    /// The items of a list; none for anything else.
    pub(crate) fn items(&self) -> Vec<Self> {
        self.0.dyn_ref::<Array>().map(|list| list.iter().map(Self).collect()).unwrap_or_default()
    }

    /// The only field of an object: how an enum's variant with content is written.
    pub(crate) fn only_field(&self) -> Option<(String, Self)> {
        let name = Object::keys(self.0.dyn_ref::<Object>()?).get(0).as_string()?;
        let value = self.get(&name);
        Some((name, value))
    }

    /// As JSON.
    pub(crate) fn written(&self) -> String {
        stringify(&self.0)
    }

    /// The value itself, for the page.
    pub(crate) fn value(&self) -> JsValue {
        self.0.clone()
    }

    /// A value the page gave us.
    pub(crate) fn of(value: JsValue) -> Self {
        Self(value)
    }

    /// All fields with a text.
    pub(crate) fn texts(&self) -> Vec<(String, String)> {
        let names = self.0.dyn_ref::<Object>().map(Object::keys).unwrap_or_default();
        let names = names.iter().filter_map(|name| JsValue::as_string(&name));
        names.filter_map(|name| self.text(&name).map(|text| (name, text))).collect()
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.get(name).as_text()
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name).as_flag().unwrap_or(false)
    }

    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.get(name).as_number()
    }

    /// Every item of a list field; `None` when one of them cannot be read.
    pub(crate) fn list<T>(&self, name: &str, read: impl Fn(&Self) -> Option<T>) -> Option<Vec<T>> {
        self.get(name).items().iter().map(read).collect()
    }

    /// A variant without content, by its name on the wire.
    pub(crate) fn variant<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(StrDeserializer::<Odd>::new(&self.as_text()?)).ok()
    }

    /// The same of a field.
    pub(crate) fn named<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        self.get(name).variant()
    }
}

/// An object for a request's body: fields without a value are left out.
pub(crate) fn write(fields: &[(&str, Option<JsValue>)]) -> String {
    stringify(&object(fields))
}

/// An object of the fields with a value.
pub(crate) fn object(fields: &[(&str, Option<JsValue>)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        if let Some(value) = value {
            set(&object, name, value);
        }
    }
    object
}

/// An object of texts, for the page.
pub(crate) fn texts(fields: &[(&str, &str)]) -> JsValue {
    let object = Object::new();
    for (name, text) in fields {
        set(&object, name, &JsValue::from_str(text));
    }
    object.into()
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // A plain object takes any property.
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

/// A value as JSON; empty for what JSON has no word for.
fn stringify(value: &JsValue) -> String {
    JSON::stringify(value).map(String::from).unwrap_or_default()
}

/// An unknown name. It says no more, so that no formatting code is needed for it.
#[derive(Debug)]
struct Odd;

impl std::fmt::Display for Odd {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Odd {}

impl Error for Odd {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn invalid_type(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self
    }

    fn invalid_value(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self
    }
}
