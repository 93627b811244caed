//! JSON, parsed by the browser and read field by field.
//!
//! Serde's code for the reply types alone would be a third of the bundle.

use js_sys::{Array, JSON, Object, Reflect};
use serde::de::{DeserializeOwned, Error, value::StrDeserializer};
use wasm_bindgen::{JsCast, JsValue};

use crate::hooks::{object, set_property};

/// A JSON value.
#[derive(Clone)]
pub(crate) struct Json(JsValue);

impl Json {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        JSON::parse(text).ok().map(Self)
    }

    /// Returns a field; null if there is none.
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

    /// Returns a whole number from 0 to 2⁵³.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked in the line before")]
    pub(crate) fn as_number(&self) -> Option<u64> {
        let number = self.0.as_f64()?;
        ((0.0..=9_007_199_254_740_992.0).contains(&number) && number.fract() == 0.0).then_some(number as u64)
    }

    /// Returns the items of a list; none for any other value.
    pub(crate) fn items(&self) -> Vec<Self> {
        self.0.dyn_ref::<Array>().map(|list| list.iter().map(Self).collect()).unwrap_or_default()
    }

    /// Returns the only field of an object: the form of an enum's variant with content.
    pub(crate) fn only_field(&self) -> Option<(String, Self)> {
        let name = Object::keys(self.0.dyn_ref::<Object>()?).get(0).as_string()?;
        let value = self.get(&name);
        Some((name, value))
    }

    /// Returns the value as JSON.
    pub(crate) fn written(&self) -> String {
        stringify(&self.0)
    }

    /// Returns the value itself, for the page.
    pub(crate) fn value(&self) -> JsValue {
        self.0.clone()
    }

    /// Wraps a value from the page.
    pub(crate) fn of(value: JsValue) -> Self {
        Self(value)
    }

    /// Returns all fields that are texts.
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

    /// Returns every item of a list field; `None` if one of them cannot be parsed.
    pub(crate) fn list<T>(&self, name: &str, read: impl Fn(&Self) -> Option<T>) -> Option<Vec<T>> {
        self.get(name).items().iter().map(read).collect()
    }

    /// Parses a variant without content by its name in the API.
    pub(crate) fn variant<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(StrDeserializer::<Odd>::new(&self.as_text()?)).ok()
    }

    /// Parses such a variant from a field.
    pub(crate) fn named<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        self.get(name).variant()
    }
}

/// Creates an object for a request's body: fields without a value are left out.
pub(crate) fn write(fields: &[(&str, Option<JsValue>)]) -> String {
    stringify(&object(fields))
}

/// Creates an object of texts, for the page.
pub(crate) fn texts(fields: &[(&str, &str)]) -> JsValue {
    let object = Object::new();
    for (name, text) in fields {
        set_property(&object, name, &JsValue::from_str(text));
    }
    object.into()
}

/// Returns a value as JSON; empty for values that JSON cannot represent.
pub(super) fn stringify(value: &JsValue) -> String {
    JSON::stringify(value).map(String::from).unwrap_or_default()
}

/// Error: an unknown name. It contains no details, so that it needs no formatting code.
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
