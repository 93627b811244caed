//! Figures of a team per day.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};

use super::{
    figures::{Figures, SLOT_MILLIS, slot},
    inbox::Inbox,
};
use crate::core::error::Error;

/// Days of one reply at most.
pub const MOST_DAYS: i32 = 366;
/// Days when nothing else is asked for.
const DAYS: i32 = 30;

/// The figures that are asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StatisticsQuery {
    /// The first day, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// The last day, `YYYY-MM-DD`; today when absent.
    pub to: Option<String>,
    /// One widget. Any text: one that is no id has no figures.
    pub widget: Option<String>,
    /// The name of a time zone; UTC when absent.
    pub zone: Option<String>,
}

/// Figures per day.
#[derive(Clone, PartialEq, Debug)]
pub struct Statistics {
    /// The name of the time zone.
    pub zone: String,
    /// Each day and its figures, oldest first.
    pub days: Vec<(Date, Figures)>,
    /// Sums of as many days before.
    pub before: Figures,
}

impl Inbox<'_> {
    /// The team's figures, of each day in a time zone. [`Error::Invalid`] for days or zones that do not exist.
    #[tracing::instrument(skip_all)]
    pub async fn statistics(&self, query: &StatisticsQuery) -> Result<Statistics, Error> {
        let zone = zone(query.zone.as_deref())?;
        let (first, last) = days(query, self.clock.now().to_zoned(zone.clone()).date())?;
        let count = (last - first).get_days() + 1;
        let earliest = first.saturating_sub(count.days());
        let end = last.tomorrow().map_err(|_| invalid("to"))?;
        let slots = [begin(earliest, &zone)?, begin(end, &zone)?];
        let widget = query.widget.as_deref();
        let counted = self.store.figures(&self.actor.team_id, widget, slots[0], slots[1]).await?;
        let mut statistics = Statistics {
            zone: zone.iana_name().unwrap_or("UTC").to_owned(),
            days: first
                .series(1.day())
                .take(usize::try_from(count).unwrap_or_default())
                .map(|day| (day, Figures::default()))
                .collect(),
            before: Figures::default(),
        };
        for (slot, figures) in counted {
            statistics.add(day_of(slot, &zone)?, first, figures);
        }
        Ok(statistics)
    }
}

impl Statistics {
    /// The sums of all its days.
    pub fn total(&self) -> Figures {
        self.days.iter().fold(Figures::default(), |sum, (_, figures)| sum + *figures)
    }

    fn add(&mut self, day: Date, first: Date, figures: Figures) {
        let Ok(place) = usize::try_from((day - first).get_days()) else {
            self.before += figures;
            return;
        };
        if let Some((_, sum)) = self.days.get_mut(place) {
            *sum += figures;
        }
    }
}

fn zone(name: Option<&str>) -> Result<TimeZone, Error> {
    let unknown = Error::Invalid { field: "zone", reason: "a time zone such as Europe/Berlin" };
    name.map_or(Ok(TimeZone::UTC), |name| TimeZone::get(name).map_err(|_| unknown))
}

const fn invalid(field: &'static str) -> Error {
    Error::Invalid { field, reason: "a day as YYYY-MM-DD, with `from` not after `to`, at most 366 days" }
}

/// The first and the last day that are asked for.
fn days(query: &StatisticsQuery, today: Date) -> Result<(Date, Date), Error> {
    let day = |text: &Option<String>, field| {
        text.as_deref().map(|text| text.parse::<Date>().map_err(|_| invalid(field))).transpose()
    };
    let last = day(&query.to, "to")?.unwrap_or(today);
    let first = day(&query.from, "from")?.unwrap_or(last.saturating_sub((DAYS - 1).days()));
    let count = (last - first).get_days() + 1;
    if (1..=MOST_DAYS).contains(&count) { Ok((first, last)) } else { Err(invalid("from")) }
}

/// The slot with which a day begins.
fn begin(day: Date, zone: &TimeZone) -> Result<i64, Error> {
    let begin = day.to_zoned(zone.clone()).map_err(|_| invalid("from"))?;
    Ok(slot(begin.timestamp()))
}

fn day_of(slot: i64, zone: &TimeZone) -> Result<Date, Error> {
    let at = Timestamp::from_millisecond(slot.saturating_mul(SLOT_MILLIS)).map_err(|_| invalid("from"))?;
    Ok(at.to_zoned(zone.clone()).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_at_midnight_of_their_zone() {
        let day: Date = "2026-03-29".parse().unwrap();
        for (name, hours) in [("UTC", 24), ("Europe/Berlin", 23), ("Asia/Kathmandu", 24), ("America/New_York", 24)] {
            let zone = zone(Some(name)).unwrap();
            let (from, to) = (begin(day, &zone).unwrap(), begin(day.tomorrow().unwrap(), &zone).unwrap());
            assert_eq!(to - from, hours * 4, "{name}");
            assert_eq!(day_of(from, &zone).unwrap(), day, "{name}");
            assert_eq!(day_of(from - 1, &zone).unwrap(), day.yesterday().unwrap(), "{name}");
        }
        assert!(zone(Some("Mars/Olympus")).is_err());
    }

    #[test]
    fn a_range_has_an_order_and_an_end() {
        let today: Date = "2026-12-01".parse().unwrap();
        let asked = |from: Option<&str>, to: Option<&str>| {
            let query = StatisticsQuery { from: from.map(Into::into), to: to.map(Into::into), ..Default::default() };
            days(&query, today).map(|(first, last)| (first.to_string(), last.to_string()))
        };
        assert_eq!(asked(None, None), Ok(("2026-11-02".into(), "2026-12-01".into())));
        assert!(asked(Some("2025-12-01"), None).is_ok(), "366 days");
        assert!(asked(Some("2025-11-30"), None).is_err() && asked(Some("2026-12-02"), None).is_err());
        for odd in ["", "today", "2026-13-01", "2026-02-30", "1"] {
            assert!(asked(Some(odd), None).is_err(), "{odd:?}");
        }
        assert_eq!(asked(Some("x"), None), Err(invalid("from")));
    }
}
