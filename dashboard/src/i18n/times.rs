//! Times as the owner's language writes them, in the browser's time zone.

use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

use super::{
    formats::{IntlFormat, object},
    texts::language,
};
use crate::task::next_task;

thread_local! {
    static AGO: Intl::RelativeTimeFormat = Intl::RelativeTimeFormat::new(
        &Array::of1(&language().into()),
        &object([("style", "short".into()), ("numeric", "auto".into())]),
    );
}

fn read(time: &str) -> Date {
    Date::new(&JsValue::from_str(time))
}

/// `12 Mar 2026`, of an RFC 3339 time.
pub(crate) fn date(time: &str) -> String {
    IntlFormat::Date.write(&read(time))
}

/// `12 Mar`, of a day as `YYYY-MM-DD`.
pub(crate) fn day(day: &str) -> String {
    IntlFormat::Day.write(&read(day))
}

/// `12 Mar 2026, 14:05`.
pub(crate) fn moment(time: &str) -> String {
    IntlFormat::Moment.write(&read(time))
}

/// `5 min ago`; a date after a week.
pub(crate) fn ago(time: &str) -> String {
    let minutes = (Date::now() - read(time).get_time()) / 60_000.0;
    match minutes {
        minutes if minutes < 60.0 => before(minutes, "minute"),
        minutes if minutes < 1_440.0 => before(minutes / 60.0, "hour"),
        minutes if minutes < 10_080.0 => before(minutes / 1_440.0, "day"),
        _ => date(time),
    }
}

/// So many units ago; "now" for none.
fn before(units: f64, unit: &str) -> String {
    // A clock that is behind the server's would show times to come.
    let (whole, unit) = if units < 1.0 { (0.0, "second") } else { (units.floor(), unit) };
    String::from(AGO.with(|form| form.format(-whole, unit)))
}

/// The browser's time zone, as its IANA name. The browser takes a while to find it, so it does that in a task of its own.
pub(crate) async fn zone() -> String {
    next_task().await;
    let settings = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    let zone = Reflect::get(&settings, &"timeZone".into()).ok().and_then(|zone| zone.as_string());
    zone.unwrap_or_else(|| "UTC".to_owned())
}
