//! A visitor's activity on the site, and the engagement score computed from it.

use crate::core::page_url::PageUrl;

/// The activity a page reports.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Seen {
    /// Scroll depth of the page in percent, 0 to 100.
    pub scroll_percent: u8,
    /// Milliseconds on the page.
    pub time_ms: u64,
    /// Number of clicks.
    pub clicks: u64,
    /// The page's address, if reported.
    pub page: Option<PageUrl>,
}

impl Seen {
    /// Creates a report that only says which page the visitor is on.
    pub fn on(page: Option<PageUrl>) -> Self {
        Self { page, ..Self::default() }
    }
}

/// A visitor's activity during a conversation so far.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Engagement {
    /// Greatest scroll depth of a page in percent, 0 to 100.
    pub scroll_percent: u8,
    /// The longest time on a page, in milliseconds.
    pub time_ms: u64,
    /// Greatest number of clicks reported.
    pub clicks: u64,
    /// Number of pages: a page counts whenever its address differs from the previous one.
    pub pages: u64,
    /// The page they are on, if known.
    pub last_page: Option<PageUrl>,
}

impl Engagement {
    /// Returns the engagement including a newer report: the larger of each figure, and one more page if the address
    /// differs.
    pub fn with(&self, seen: &Seen) -> Self {
        let another = matches!((&self.last_page, &seen.page), (Some(last), Some(now)) if last != now);
        Self {
            scroll_percent: self.scroll_percent.max(seen.scroll_percent),
            time_ms: self.time_ms.max(seen.time_ms),
            clicks: self.clicks.max(seen.clicks),
            pages: (self.pages + u64::from(another)).max(1),
            last_page: seen.page.clone().or_else(|| self.last_page.clone()),
        }
    }

    /// The engagement score, 0 to 100, the sum of
    ///
    /// | Activity | Points | At most |
    /// |---|---|---|
    /// | scroll depth of a page | 2 for every 5 percent | 40 |
    /// | time on a page | 1 for every 3 seconds | 30, after 90 s |
    /// | clicks | 5 each | 20, with 4 |
    /// | pages | 5 each | 10, with 2 |
    ///
    /// rounded down. More of anything never gives less.
    pub fn score(&self) -> u8 {
        let scroll = u64::from(self.scroll_percent.min(100)) * 2 / 5;
        let time = (self.time_ms / 3_000).min(30);
        let clicks = self.clicks.min(4) * 5;
        let pages = self.pages.min(2) * 5;
        u8::try_from(scroll + time + clicks + pages).unwrap_or(100)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn engagement(scroll_percent: u8, time_ms: u64, clicks: u64, pages: u64) -> Engagement {
        Engagement { scroll_percent, time_ms, clicks, pages, last_page: None }
    }

    #[test]
    fn the_score_of_some_visits() {
        for (visit, score) in [
            (engagement(0, 0, 0, 0), 0),
            (engagement(0, 0, 0, 1), 5),
            (engagement(75, 45_000, 3, 1), 65),
            (engagement(100, 90_000, 4, 2), 100),
            (engagement(255, u64::MAX, u64::MAX, u64::MAX), 100),
            (engagement(4, 2_999, 0, 0), 1),
        ] {
            assert_eq!(visit.score(), score, "{visit:?}");
        }
    }

    #[test]
    fn a_page_counts_when_it_is_another_than_the_last() {
        let pages = |urls: &[Option<&str>]| {
            urls.iter()
                .fold(Engagement::default(), |visit, url| visit.with(&Seen::on(url.and_then(PageUrl::parse))))
                .pages
        };
        assert_eq!(pages(&[]), 0);
        assert_eq!(pages(&[None, None]), 1, "they are somewhere");
        assert_eq!(pages(&[None, Some("/a")]), 1, "now it is known where");
        assert_eq!(pages(&[Some("/a"), Some("/a#part"), None, Some("/a")]), 1);
        assert_eq!(pages(&[Some("/a"), Some("/b"), Some("/a")]), 3);
    }

    fn visits() -> impl Strategy<Value = Engagement> {
        (0..=120_u8, 0..200_000_u64, 0..10_u64, 0..5_u64).prop_map(|(s, t, c, p)| engagement(s, t, c, p))
    }

    fn seen() -> impl Strategy<Value = Seen> {
        let page = prop::option::of(prop::sample::select(vec!["/a", "/b", "/a#x"]));
        (0..=100_u8, 0..200_000_u64, 0..10_u64, page).prop_map(|(scroll_percent, time_ms, clicks, page)| Seen {
            scroll_percent,
            time_ms,
            clicks,
            ..Seen::on(page.and_then(PageUrl::parse))
        })
    }

    proptest! {
        #[test]
        fn more_of_anything_never_gives_less(a in visits(), b in visits()) {
            let more = engagement(
                a.scroll_percent.max(b.scroll_percent),
                a.time_ms.max(b.time_ms),
                a.clicks.max(b.clicks),
                a.pages.max(b.pages),
            );
            prop_assert!(more.score() >= a.score().max(b.score()));
            prop_assert!(more.score() <= 100);
        }

        #[test]
        fn what_was_seen_is_never_forgotten(visit in visits(), seen in seen()) {
            let after = visit.with(&seen);
            prop_assert!(after.score() >= visit.score());
            prop_assert!(after.pages >= visit.pages);
            prop_assert_eq!(after.with(&seen), after, "telling it twice changes nothing");
        }
    }
}
