//! Plain objects for scripts.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// Creates an object of the fields that have a value.
pub(crate) fn object(fields: &[(&str, Option<JsValue>)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        if let Some(value) = value {
            set_property(&object, name, value);
        }
    }
    object
}

/// Sets a property of a plain object, which accepts any.
pub(crate) fn set_property(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}
