//! `/api/teams/{teamId}/leads.csv`: all leads as a table for spreadsheets, read page by page while it is sent.

use std::io;

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use csv::WriterBuilder;
use futures_util::stream;

use super::{
    auth::Reader,
    error::{ApiError, ErrorBody},
    leads::{LARGEST_PAGE, LeadsQuery, filter},
};
use crate::{
    core::{
        clock::rfc3339,
        engagement::lead::{Contact, ContactFilter},
        error::Error,
        owner::team::Actor,
    },
    http::state::AppState,
    http::{body::BodyError, query::Query},
};

const COLUMNS: [&str; 9] =
    ["id", "email", "names", "phones", "messages", "fields", "agent_id", "conversation_ids", "updated_at"];
/// Spreadsheets take a file for UTF-8 by it.
const BYTE_ORDER_MARK: &str = "\u{FEFF}";
/// Signs with which spreadsheets begin a formula, in both widths, and those they skip before one.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A team's leads as a CSV file: a row for each, the one heard of last first.
///
/// UTF-8 with a byte order mark. Several values of a cell stand on lines of their own. A cell that a spreadsheet would take
/// for a formula begins with an apostrophe. Takes the filters of the list.
#[utoipa::path(get, path = "/api/teams/{teamId}/leads.csv", tag = "Owner: team", operation_id = "owner_leads_csv",
    security(("owner" = []), ("secret" = [])),
    params(
        ("teamId" = String, Path, description = "the team"),
        ("q" = Option<String>, Query, max_length = 200, description = "a part of what was given, in any letter case"),
        ("agent" = Option<String>, Query, description = "id of one agent"),
        ("from" = Option<String>, Query, description = "RFC 3339: something was given last not before"),
        ("to" = Option<String>, Query, description = "RFC 3339: something was given last before"),
    ),
    responses(
        (status = 200, description = "the table", content_type = "text/csv", body = String),
        (status = 400, description = "a parameter is not acceptable", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
    ))]
pub(super) async fn export(
    State(state): State<AppState>,
    Reader(actor): Reader,
    part: Result<Query<LeadsQuery>, BodyError>,
) -> Result<Response, ApiError> {
    let Query(part) = part?;
    let mut table = Table { state, actor, only: filter(&part)?, ended: false };
    // A request that cannot be served at all is refused, not begun.
    let first = [head().map_err(|_| super::error::broken())?, table.rows().await?].concat();
    let pages = stream::unfold((table, Some(first)), |(mut table, first)| async move {
        let page = match first {
            Some(first) => Ok(first),
            None if table.ended => return None,
            None => table.rows().await,
        };
        // An error cuts the body short: the client sees that it is not whole.
        let page = page.map(Bytes::from).map_err(|error| io::Error::other(format!("{error:?}")));
        table.ended |= page.is_err();
        Some((page, (table, None)))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"leads.csv\""),
    ];
    Ok((headers, Body::from_stream(pages)).into_response())
}

struct Table {
    state: AppState,
    actor: Actor,
    only: ContactFilter,
    ended: bool,
}

impl Table {
    /// The rows of the next page.
    async fn rows(&mut self) -> Result<Vec<u8>, Error> {
        let (contacts, has_more) = self.state.team_admin(&self.actor).contacts(&self.only, 0, LARGEST_PAGE).await?;
        self.ended = !has_more;
        if let Some(place) = contacts.last().and_then(Contact::place) {
            self.only.after = Some(place);
        }
        written(contacts.iter().map(row)).map_err(|error| {
            tracing::error!(%error, "leads could not be written as a table");
            Error::Storage(crate::core::error::StorageFailure::Broken)
        })
    }
}

fn head() -> io::Result<Vec<u8>> {
    let mut head = BYTE_ORDER_MARK.as_bytes().to_vec();
    head.extend(written([COLUMNS.map(str::to_owned)])?);
    Ok(head)
}

fn written(rows: impl IntoIterator<Item = [String; 9]>) -> io::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.map(|cell| harmless(&cell)))?;
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

fn row(contact: &Contact) -> [String; 9] {
    let first = contact.contributions.first();
    let lines = |values: Vec<&str>| values.join("\n");
    let fields = contact.field_names().into_iter().map(|name| {
        let values = contact.values(|lead| lead.fields.get(name).map(String::as_str));
        format!("{name}: {}", values.join(", "))
    });
    let conversations = contact.contributions.iter().map(|lead| lead.conversation_id.as_str());
    [
        first.map(|lead| lead.id.to_string()).unwrap_or_default(),
        first.map(|lead| lead.email.clone()).unwrap_or_default(),
        lines(contact.values(|lead| lead.name.as_deref())),
        lines(contact.values(|lead| lead.phone.as_deref())),
        lines(contact.values(|lead| lead.message.as_deref())),
        fields.collect::<Vec<_>>().join("\n"),
        first.map(|lead| lead.agent_id.to_string()).unwrap_or_default(),
        conversations.collect::<Vec<_>>().join("\n"),
        rfc3339(contact.updated_at()),
    ]
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    let begins = cell.trim_start_matches(' ').starts_with(FORMULA);
    if begins { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for odd in ["=1+1", "+41 44", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "=cmd|' /C calc'!A0"] {
            assert_eq!(harmless(odd), format!("'{odd}"));
        }
        for plain in ["", "Ada", "a=1", "1-2", "ada@shop.example"] {
            assert_eq!(harmless(plain), plain);
        }
    }
}
