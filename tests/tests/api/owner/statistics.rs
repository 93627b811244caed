//! Figures per day.

use parlor_shared::owner::{Figures, StatisticsReply};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;
use serde_json::json;

use super::{Pair, got, refused};

#[rstest]
#[tokio::test]
async fn figures_are_those_of_the_day_in_its_time_zone(#[values(Sqlite, Postgres)] backend: Backend) {
    let pair = Pair::new(backend, &[]).await;
    let (visitor, widget, _) = pair.visited().await;
    visitor.ask("Hello").await.unwrap();
    visitor.ask("Again").await.unwrap();
    let read = async |query: &str| {
        let (status, body) = got(&pair.us, &format!("/statistics{query}")).await;
        assert_eq!(status, 200, "{body}");
        serde_json::from_value::<StatisticsReply>(body).unwrap()
    };
    let expected = Figures { conversations: 1, questions: 2, answers: 2, ..Figures::default() };
    // The test's clock stands at 2027-01-15 08:00 UTC.
    let month = read("").await;
    assert_eq!((month.days.len(), month.zone.as_str()), (30, "UTC"));
    let last = month.days.last().unwrap();
    assert_eq!((last.day.as_str(), last.figures.questions), ("2027-01-15", 2));
    assert_eq!((month.total.conversations, month.total.answers), (expected.conversations, expected.answers));
    assert!(month.days[..29].iter().all(|day| day.figures == Figures::default()), "{month:?}");
    let day = read("?from=2027-01-15&to=2027-01-15&zone=Pacific/Auckland").await;
    assert_eq!((day.total.questions, day.days.len(), day.zone.as_str()), (2, 1, "Pacific/Auckland"));
    assert_eq!(
        read("?from=2027-01-14&to=2027-01-14&zone=Pacific/Honolulu").await.total.questions,
        2,
        "still the day before"
    );
    let after = read("?from=2027-01-16&to=2027-01-16").await;
    assert_eq!((after.total.questions, after.before.questions), (0, 2));
    assert_eq!(read(&format!("?widget={widget}")).await.total.questions, 2);
    assert_eq!(read("?widget=another").await.total, Figures::default());
    assert_eq!(got(&pair.them, "/statistics").await.1["total"]["questions"], json!(0), "another team's");
    for (query, field) in
        [("zone=Mars/One", "zone"), ("from=x", "from"), ("to=2027-02-30", "to"), ("from=2020-01-01", "from")]
    {
        refused(&got(&pair.us, &format!("/statistics?{query}")).await, 400, Some(field));
    }
}
