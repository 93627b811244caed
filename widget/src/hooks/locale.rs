//! Times as the visitor's language writes them.

use js_sys::{Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// `at` (RFC 3339) by the visitor's clock, in `language` (BCP 47): hour and minute, and the day unless it is today.
/// `None` when it is no time.
pub(crate) fn local_time(at: &str, language: &str) -> Option<String> {
    let date = Date::new(&JsValue::from_str(at));
    if date.get_time().is_nan() {
        return None;
    }
    let parts = Object::new();
    set(&parts, "timeStyle", "short");
    if date.to_date_string() != Date::new_0().to_date_string() {
        set(&parts, "dateStyle", "medium");
    }
    // A page may name a language that no browser knows: then it is the browser's own.
    in_language(&date, &JsValue::from_str(language), &parts).or_else(|| in_language(&date, &JsValue::UNDEFINED, &parts))
}

/// `toLocaleString` throws where a language tag is malformed, so it is called where that can be caught.
fn in_language(date: &Date, language: &JsValue, parts: &Object) -> Option<String> {
    let write: Function = Reflect::get(date, &JsValue::from_str("toLocaleString")).ok()?.dyn_into().ok()?;
    write.call2(date, language, parts).ok()?.as_string()
}

fn set(parts: &Object, name: &str, style: &str) {
    // A plain object takes any property.
    let _ = Reflect::set(parts, &JsValue::from_str(name), &JsValue::from_str(style));
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn the_day_is_told_unless_it_is_today() {
        let now = String::from(Date::new_0().to_iso_string());
        let (today, earlier) = (local_time(&now, "en").unwrap(), local_time("2001-02-03T12:00:00.000Z", "en").unwrap());
        assert!(!today.contains(','), "{today}");
        assert!(earlier.starts_with("Feb ") && earlier.contains("2001"), "{earlier}");
    }

    #[wasm_bindgen_test]
    fn a_language_nobody_knows_is_no_reason_to_fail() {
        let at = "2001-02-03T12:00:00.000Z";
        assert!(local_time(at, "de").unwrap().contains("03.02.2001"));
        for odd in ["", "en_US", "?", "x"] {
            assert!(local_time(at, odd).is_some(), "{odd}");
        }
        for odd in ["", "yesterday"] {
            assert_eq!(local_time(odd, "en"), None);
        }
    }
}
