//! `GET …/list`: one page of a list, as a JSON object or as lines.
//!
//! Source: ChatBotKit, "Listing Widget Integrations", "Pagination and Filtering"; the vendor's SDK (`Accept:
//! application/jsonl` for lines). Newest first unless `order=asc`. A JSON page has `take` items (100 by default and at
//! most) and a cursor, which is empty on the last page. Lines contain all items after the cursor, or the first `take`
//! of them.

use serde::{Deserialize, Serialize};

/// Order of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::Order))]
pub enum Order {
    /// Oldest first.
    Asc,
    /// Newest first.
    #[default]
    Desc,
}

/// One page of a list.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The items, in the requested order.
    pub items: Vec<T>,
    /// Start of the next page: the id of the last item on this one. Empty if no items follow, because the vendor's
    /// clients need a text.
    pub cursor: String,
}

/// A line of a list in JSON Lines.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Line<T> {
    /// One item.
    Item(T),
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_cursor_of_the_last_page_is_empty() {
        let page = |cursor: &str| Page { items: vec![1, 2], cursor: cursor.to_owned() };
        assert_eq!(serde_json::to_value(page("")).unwrap(), json!({"items": [1, 2], "cursor": ""}));
        assert_eq!(serde_json::to_value(page("w2")).unwrap(), json!({"items": [1, 2], "cursor": "w2"}));
    }

    #[test]
    fn a_line_says_what_it_is() {
        assert_eq!(
            serde_json::to_string(&Line::Item(json!({"id": "w1"}))).unwrap(),
            r#"{"type":"item","data":{"id":"w1"}}"#
        );
    }

    #[test]
    fn orders_are_asc_and_desc() {
        assert_eq!(serde_json::from_value::<Order>(json!("asc")).unwrap(), Order::Asc);
        assert_eq!(Order::default(), Order::Desc);
        assert!(serde_json::from_value::<Order>(json!("ASC")).is_err());
    }
}
