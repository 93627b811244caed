//! Being the only one: [Web Locks](https://w3c.github.io/web-locks/), which all tabs of an origin share.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};

/// Asks for the lock of this name, to wait for it or (`steal`) to take it from whoever has it. `granted` is called when it
/// is ours and returns a promise: until that one settles, the lock is held; `undefined` gives it back at once.
///
/// The promise returned is rejected when the lock is stolen, or when the browser grants none. `None` without locks.
pub(crate) fn hold(name: &str, steal: bool, granted: impl FnOnce() -> JsValue + 'static) -> Option<Promise> {
    let locks = get(&web_sys::window()?.navigator(), "locks")?;
    let request: Function = get(&locks, "request")?.dyn_into().ok()?;
    let options = Object::new();
    // A plain object takes any property.
    let _ = Reflect::set(&options, &JsValue::from_str("steal"), &steal.into());
    let granted = Closure::once_into_js(granted);
    request.call3(&locks, &JsValue::from_str(name), &options, &granted).ok()?.dyn_into().ok()
}

fn get(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &JsValue::from_str(name)).ok().filter(JsValue::is_object)
}
