//! Leads.

use parlor_shared::owner::{LeadContact, LeadsReply};

use super::{
    failure::Failure,
    http::{self, escape, team_path},
};

/// The query of the filters.
fn query(search: &str) -> String {
    if search.trim().is_empty() { String::new() } else { format!("q={}&", escape(search.trim())) }
}

/// A page of leads.
pub(crate) async fn page(
    search: String,
    cursor: Option<String>,
) -> Result<(Vec<LeadContact>, Option<String>), Failure> {
    let cursor = cursor.map(|cursor| format!("&cursor={}", escape(&cursor))).unwrap_or_default();
    let address = team_path(&format!("/leads?{}take=50{cursor}", query(&search)));
    let reply: LeadsReply = http::get(&address).await?;
    Ok((reply.contacts, reply.next_cursor))
}

/// The address of the file with all leads that the filters let through.
pub(crate) fn csv(search: &str) -> String {
    team_path(&format!("/leads.csv?{}", query(search)))
}
