//! Days in the browser's time zone, as `YYYY-MM-DD`.

use js_sys::Date;

/// Today.
pub(crate) fn today() -> String {
    ago_days(0)
}

/// The day so many days before today.
pub(crate) fn ago_days(days: u32) -> String {
    let now = Date::new_0();
    // Days are not all of 24 hours: the calendar counts, not the clock.
    let days = i32::try_from(now.get_date()).unwrap_or(1) - i32::try_from(days).unwrap_or(0);
    let day = Date::new_with_year_month_day(now.get_full_year(), i32::try_from(now.get_month()).unwrap_or(0), days);
    format!("{:04}-{:02}-{:02}", day.get_full_year(), day.get_month() + 1, day.get_date())
}
