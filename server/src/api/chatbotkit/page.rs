//! The requested part of a list: `cursor`, `order`, `take`.

use axum::{
    body::{Body, Bytes},
    response::Response,
};
use futures_util::{StreamExt, stream};
use parlor_shared::vendor::chatbotkit::Order;

use super::error::ApiError;
use crate::{core::error::Error, http::jsonl};

/// The largest page, and the one without `take`.
pub(super) const LARGEST: u32 = 100;

/// A query, as it stands in the address.
pub(super) type PageQuery = Vec<(String, String)>;

/// The part of a list that is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Part {
    /// Goes on after the item with this id.
    pub(super) cursor: Option<String>,
    /// The direction.
    pub(super) order: Order,
    /// Maximum number of items.
    pub(super) take: Option<u32>,
}

impl Part {
    /// Reads it; parameters with other names are somebody else's. An empty cursor, as the last page has one, is like none.
    pub(super) fn of(query: &PageQuery) -> Result<Self, ApiError> {
        let value = |name: &str| query.iter().find(|(its, _)| its == name).map(|(_, value)| value.as_str());
        let order = match value("order") {
            None | Some("desc") => Order::Desc,
            Some("asc") => Order::Asc,
            Some(_) => return Err(ApiError::field("order", "asc or desc")),
        };
        // A number as descriptions have it: of 63 bits. As many as there can be, for any beyond 32.
        let number = |text: &str| text.parse().ok().filter(|take: &i64| *take > 0);
        let take = value("take").map(|take| number(take).map(|take| u32::try_from(take).unwrap_or(u32::MAX)));
        match take {
            Some(None) => Err(ApiError::field("take", "a number from 1 on")),
            take => Ok(Self {
                cursor: value("cursor").filter(|id| !id.is_empty()).map(str::to_owned),
                order,
                take: take.flatten(),
            }),
        }
    }

    /// Returns the maximum number of items on a page of JSON.
    pub(super) fn page_size(&self) -> u32 {
        self.take.unwrap_or(LARGEST).min(LARGEST)
    }
}

/// A list that is read page after page.
pub(super) trait Pages: Send + 'static {
    /// The lines of the next page; `None` at the end.
    fn next(&mut self) -> impl Future<Output = Result<Option<String>, Error>> + Send;
}

/// A list as JSON Lines, as fast as the client reads. A failure before the first line is a refusal; a later one cuts the
/// response, which its reader sees.
pub(super) async fn lines(mut pages: impl Pages) -> Result<Response, ApiError> {
    let first = pages.next().await?.unwrap_or_default();
    let rest = stream::unfold(pages, |mut pages| async move {
        let lines = pages.next().await.transpose()?;
        Some((lines, pages))
    });
    let all = stream::iter([Ok::<_, Error>(first)]).chain(rest);
    Ok(jsonl::response(Body::from_stream(all.map(|lines| lines.map(Bytes::from)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(query: &[(&str, &str)]) -> Result<Part, ApiError> {
        Part::of(&query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_page_has_a_hundred_items_at_most() {
        assert_eq!(part(&[]).unwrap(), Part::default());
        for (take, size) in [("1", 1), ("100", 100), ("1000", 100), ("99999999999", 100)] {
            assert_eq!(part(&[("take", take)]).unwrap().page_size(), size, "{take}");
        }
        for odd in ["", "0", "9223372036854775808", "-1", "1.5", "many"] {
            assert!(part(&[("take", odd)]).is_err(), "{odd}");
        }
    }

    #[test]
    fn the_newest_come_first() {
        assert_eq!(
            part(&[("order", "asc"), ("cursor", "w1")]).unwrap(),
            Part { cursor: Some("w1".into()), order: Order::Asc, take: None }
        );
        assert_eq!(part(&[("order", "desc")]).unwrap(), part(&[]).unwrap());
        assert!(part(&[("order", "up")]).is_err() && part(&[("order", "")]).is_err());
    }
}
