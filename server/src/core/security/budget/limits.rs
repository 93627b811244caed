//! Maximum usage of each account per period.

use std::{num::NonZeroU32, time::Duration};

use jiff::{Timestamp, ToSpan as _, Zoned, tz::TimeZone};

use super::charge::{Amount, Scope};

/// Length of the periods of conversations and addresses.
const ROLLING: Duration = Duration::from_hours(24);

/// Maximum usage of each account per period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BudgetLimits {
    /// Each conversation, in 24 hours.
    pub conversation: Amount,
    /// Each address, in 24 hours.
    pub address: Amount,
    /// Each widget, in a day.
    pub widget: Amount,
    /// Each team, in a month.
    pub team: Amount,
    /// Messages of each address in a minute, over all its conversations.
    pub messages_per_minute: NonZeroU32,
}

impl BudgetLimits {
    pub(super) const fn most(&self, scope: Scope) -> Amount {
        match scope {
            Scope::Conversation => self.conversation,
            Scope::Address => self.address,
            Scope::Widget => self.widget,
            Scope::Team => self.team,
        }
    }
}

/// End of a period that begins now. Calendars are UTC.
pub(super) fn ends_at(scope: Scope, now: Timestamp) -> Timestamp {
    match scope {
        Scope::Conversation | Scope::Address => now.checked_add(ROLLING).unwrap_or(Timestamp::MAX),
        Scope::Widget => midnight(now, |day| day.checked_add(1.day())),
        Scope::Team => midnight(now, |day| day.first_of_month().and_then(|first| first.checked_add(1.month()))),
    }
}

/// The beginning of the day that `step` leads to.
fn midnight(now: Timestamp, step: impl Fn(Zoned) -> Result<Zoned, jiff::Error>) -> Timestamp {
    let day = now.to_zoned(TimeZone::UTC).start_of_day();
    day.and_then(step).map_or(Timestamp::MAX, |day| day.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_end_at_midnight_and_months_on_their_last_day() {
        let now: Timestamp = "2027-12-31T23:59:59Z".parse().unwrap();
        let new_year: Timestamp = "2028-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(ends_at(Scope::Widget, now), new_year);
        assert_eq!(ends_at(Scope::Team, now), new_year);
        assert_eq!(ends_at(Scope::Widget, new_year), "2028-01-02T00:00:00Z".parse().unwrap());
        assert_eq!(ends_at(Scope::Team, new_year), "2028-02-01T00:00:00Z".parse().unwrap());
        assert_eq!(ends_at(Scope::Address, now), "2028-01-01T23:59:59Z".parse().unwrap());
    }
}
