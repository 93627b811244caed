//! Times and numbers in the visitor's language.

use js_sys::{Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Formats `at` (RFC 3339) in the visitor's time zone and in `language` (BCP 47): hour and minute, and the day unless
/// it is today. `None` if it is not a time.
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
    write(&date, language, &parts)
}

/// Formats a number in `language` (BCP 47).
pub(crate) fn local_number(number: usize, language: &str) -> String {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵³")]
    let number = number as f64;
    write(&JsValue::from_f64(number), language, &Object::new()).unwrap_or_default()
}

/// Uses the browser's own language if it does not know the requested one.
fn write(value: &JsValue, language: &str, parts: &Object) -> Option<String> {
    in_language(value, &JsValue::from_str(language), parts).or_else(|| in_language(value, &JsValue::UNDEFINED, parts))
}

/// Calls `toLocaleString` in a way that catches the error for a malformed language tag.
fn in_language(value: &JsValue, language: &JsValue, parts: &Object) -> Option<String> {
    let write: Function =
        Reflect::get(&Object::get_prototype_of(value), &JsValue::from_str("toLocaleString")).ok()?.dyn_into().ok()?;
    write.call2(value, language, parts).ok()?.as_string()
}

fn set(parts: &Object, name: &str, style: &str) {
    // A plain object accepts any property.
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
    fn numbers_have_the_digits_and_marks_of_their_language() {
        assert_eq!(local_number(12_345, "en"), "12,345");
        assert_eq!(local_number(12_345, "de"), "12.345");
        assert_eq!(local_number(7, "ar-EG"), "٧");
        assert_eq!(local_number(7, "?"), "7");
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
