//! Leads: one statement decides between a new one and an update, so a hundred writers make one lead.

use std::collections::BTreeMap;

use async_trait::async_trait;
use parlor_shared::{
    ids::{ConversationId, LeadId, TeamId, VisitorId},
    owner::ActivityKind,
};
use sqlx::FromRow;

use super::{Connection, Database, activity, execute, id, job, millis, time};
use crate::{
    core::{
        activity::ActivityEvent,
        engagement::lead::{Contact, ContactFilter, Lead},
        owner::figures::{Figures, slot},
        store::{LeadStore, Stored},
    },
    store::{clean, clean_option, json},
};

/// All columns: of the lead, in the table or subquery `$lead`, and of a contribution `c` to it.
macro_rules! columns {
    ($lead:literal) => {
        concat!(
            $lead,
            ".id, ",
            $lead,
            ".agent_id, \
            c.conversation_id, c.email, c.name, c.phone, c.message, c.fields, c.updated_at"
        )
    };
}

statements! {
    COUNT = "
        select count(*)
        from conversations
        where visitor_id = $1
          and lead_captured";

    /// `$2` leads are skipped and `$3` taken; all that was given of each is here. A part of a word is looked for in all of
    /// the team's leads: they are few beside messages.
    CONTACTS = "
        select ", columns!("page"), "
        from (
            select l.id, l.agent_id, max(o.updated_at) as latest
            from leads l
            join agents a on a.id = l.agent_id
            join lead_contributions o on o.lead_id = l.id
            where a.team_id = $1
              and (l.agent_id = $4 or $4 is null)
              and ($6 or exists (
                  select 1
                  from lead_contributions s
                  where s.lead_id = l.id
                    and s.search like $5 escape '\\'))
            group by l.id, l.agent_id
            having max(o.updated_at) >= $7
               and max(o.updated_at) < $8
               and (max(o.updated_at) < $9 or (max(o.updated_at) = $9 and l.id > $10))
            order by latest desc, l.id
            limit $3 offset $2
        ) page
        join lead_contributions c on c.lead_id = page.id
        order by page.latest desc, page.id, c.created_at, c.conversation_id";

    /// The update changes nothing: it locks the row, so that nobody erases the lead before the commit.
    UPSERT = "
        insert into leads (id, agent_id, email_lower, created_at)
        values ($1, $2, $3, $4)
        on conflict (agent_id, email_lower) do update set agent_id = excluded.agent_id
        returning id";

    MARK_CONVERSATION = "update conversations set lead_captured = true where id = $1";

    CONTRIBUTE = "
        insert into lead_contributions (lead_id, conversation_id, email, name, phone, message, fields, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, '{}', $7, $7)
        on conflict (lead_id, conversation_id) do update set
            email = excluded.email,
            name = coalesce(excluded.name, lead_contributions.name),
            phone = coalesce(excluded.phone, lead_contributions.phone),
            message = coalesce(excluded.message, lead_contributions.message),
            updated_at = excluded.updated_at
        returning name, phone, message, fields";

    OF_CONVERSATION = "
        select ", columns!("l"), "
        from lead_contributions c
        join leads l on l.id = c.lead_id
        where c.conversation_id = $1
        order by c.created_at, l.id";

    SAVE_FIELDS = "
        update lead_contributions
        set fields = $3,
            search = $4
        where lead_id = $1
          and conversation_id = $2";
}

#[derive(FromRow)]
struct LeadRow {
    id: String,
    agent_id: String,
    conversation_id: String,
    email: String,
    name: Option<String>,
    phone: Option<String>,
    message: Option<String>,
    fields: String,
    updated_at: i64,
}

impl LeadRow {
    fn entity(self) -> Stored<Lead> {
        Ok(Lead {
            id: id(self.id)?,
            agent_id: id(self.agent_id)?,
            conversation_id: id(self.conversation_id)?,
            email: self.email,
            name: self.name,
            phone: self.phone,
            message: self.message,
            fields: serde_json::from_str(&self.fields)?,
            updated_at: time(self.updated_at)?,
        })
    }
}

#[async_trait]
impl LeadStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn upsert_lead(&self, lead: &Lead) -> Stored<LeadId> {
        let lead = lead.clone();
        self.grow(|c| job(async move { upsert(c, &lead).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn has_lead(&self, visitor: &VisitorId) -> Stored<bool> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_scalar(COUNT);
        let count: i64 = query.bind(visitor.as_str()).fetch_one(c).await?;
        Ok(count > 0)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn contacts(&self, team: &TeamId, only: &ContactFilter, skip: u32, take: u32) -> Stored<Vec<Contact>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(CONTACTS);
        let (latest, after) =
            only.after.as_ref().map_or((i64::MAX, ""), |after| (millis(after.updated_at), after.id.as_str()));
        let query = query
            .bind(team.as_str())
            .bind(i64::from(skip))
            .bind(i64::from(take))
            .bind(only.agent.as_deref())
            .bind(only.text.as_deref().map(pattern).unwrap_or_default())
            .bind(only.text.is_none())
            .bind(only.from.map_or(i64::MIN, millis))
            .bind(only.to.map_or(i64::MAX, millis))
            .bind(latest)
            .bind(after);
        let rows: Vec<LeadRow> = query.fetch_all(c).await?;
        Ok(Contact::all(&rows.into_iter().map(LeadRow::entity).collect::<Stored<Vec<_>>>()?))
    }
}

/// The contribution of a conversation.
pub(super) async fn of_conversation(c: &mut Connection, conversation: &ConversationId) -> Stored<Vec<Lead>> {
    let query = sqlx::query_as(OF_CONVERSATION).bind(conversation.as_str());
    let rows: Vec<LeadRow> = query.fetch_all(c).await?;
    rows.into_iter().map(LeadRow::entity).collect()
}

async fn upsert(c: &mut Connection, lead: &Lead) -> Stored<LeadId> {
    let email = clean(&lead.email);
    let query = sqlx::query_scalar(UPSERT);
    let query = query.bind(lead.id.as_str()).bind(lead.agent_id.as_str()).bind(email.to_lowercase());
    let lead_id: String = query.bind(millis(lead.updated_at)).fetch_one(&mut *c).await?;
    contribute(c, &lead_id, &email, lead).await?;
    let query = sqlx::query(MARK_CONVERSATION).bind(lead.conversation_id.as_str());
    execute(query, &mut *c).await?;
    let is_new = lead_id == lead.id.as_str();
    let conversation = lead.conversation_id.as_str();
    let figures = Figures { leads: i64::from(is_new), ..Figures::default() };
    activity::count(c, conversation, slot(lead.updated_at), &figures).await?;
    let kind = if is_new { ActivityKind::LeadCreated } else { ActivityKind::LeadUpdated };
    activity::record(c, conversation, lead.updated_at, &[ActivityEvent::of(kind, &lead_id)]).await?;
    id(lead_id)
}

async fn contribute(c: &mut Connection, lead_id: &str, email: &str, lead: &Lead) -> Stored<()> {
    let query = sqlx::query_as(CONTRIBUTE);
    let (name, phone, message, fields): (Option<String>, Option<String>, Option<String>, String) = query
        .bind(lead_id)
        .bind(lead.conversation_id.as_str())
        .bind(email)
        .bind(clean_option(lead.name.as_ref()))
        .bind(clean_option(lead.phone.as_ref()))
        .bind(clean_option(lead.message.as_ref()))
        .bind(millis(lead.updated_at))
        .fetch_one(&mut *c)
        .await?;
    // The row is ours until the commit: reading and writing its fields is one step for everybody else.
    let mut all: BTreeMap<String, String> = serde_json::from_str(&fields)?;
    all.extend(json::cleaned(&lead.fields)?);
    let query = sqlx::query(SAVE_FIELDS);
    let given = [Some(email), name.as_deref(), phone.as_deref(), message.as_deref()].into_iter().flatten();
    let search = given.chain(all.values().map(String::as_str)).collect::<Vec<_>>().join(" ").to_lowercase();
    let query = query.bind(lead_id).bind(lead.conversation_id.as_str()).bind(json::text(&all)?).bind(search);
    execute(query, c).await.map(|_| ())
}

/// A part of a text, as `like` is asked for it.
fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in clean(text).to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
