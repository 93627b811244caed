//! Leads: one statement decides between a new one and an update, so a hundred writers make one lead.

use std::collections::BTreeMap;

use async_trait::async_trait;
use parlor_shared::ids::{LeadId, TeamId, VisitorId};
use sqlx::FromRow;

use super::{Connection, Database, execute, id, job, millis, time};
use crate::{
    core::{
        lead::{Contact, Lead},
        store::{LeadStore, Stored},
    },
    store::{clean, clean_option, json},
};

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
        let query = sqlx::query_scalar("select count(*) from conversations where visitor_id = $1 and lead_captured");
        let count: i64 = query.bind(visitor.as_str()).fetch_one(c).await?;
        Ok(count > 0)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn contacts(&self, team: &TeamId, skip: u32, take: u32) -> Stored<Vec<Contact>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(
            "select page.id, page.agent_id, c.conversation_id, c.email, c.name, c.phone, c.message, c.fields, c.updated_at \
             from (select l.id, l.agent_id, max(o.updated_at) as latest from leads l join agents a on a.id = l.agent_id \
             join lead_contributions o on o.lead_id = l.id where a.team_id = $1 group by l.id, l.agent_id \
             order by latest desc, l.id limit $3 offset $2) page join lead_contributions c on c.lead_id = page.id \
             order by page.latest desc, page.id, c.created_at, c.conversation_id",
        );
        let query = query.bind(team.as_str()).bind(i64::from(skip)).bind(i64::from(take));
        let rows: Vec<LeadRow> = query.fetch_all(c).await?;
        Ok(Contact::all(&rows.into_iter().map(LeadRow::entity).collect::<Stored<Vec<_>>>()?))
    }
}

async fn upsert(c: &mut Connection, lead: &Lead) -> Stored<LeadId> {
    let email = clean(&lead.email);
    // The update changes nothing: it locks the row, so that nobody erases the lead before the commit.
    let query = sqlx::query_scalar(
        "insert into leads (id, agent_id, email_lower, created_at) values ($1, $2, $3, $4) \
         on conflict (agent_id, email_lower) do update set agent_id = excluded.agent_id returning id",
    );
    let query = query.bind(lead.id.as_str()).bind(lead.agent_id.as_str()).bind(email.to_lowercase());
    let lead_id: String = query.bind(millis(lead.updated_at)).fetch_one(&mut *c).await?;
    contribute(c, &lead_id, &email, lead).await?;
    let query =
        sqlx::query("update conversations set lead_captured = true where id = $1").bind(lead.conversation_id.as_str());
    execute(query, c).await?;
    id(lead_id)
}

async fn contribute(c: &mut Connection, lead_id: &str, email: &str, lead: &Lead) -> Stored<()> {
    let query = sqlx::query_scalar(
        "insert into lead_contributions (lead_id, conversation_id, email, name, phone, message, fields, created_at, updated_at) \
         values ($1, $2, $3, $4, $5, $6, '{}', $7, $7) \
         on conflict (lead_id, conversation_id) do update set email = excluded.email, \
         name = coalesce(excluded.name, lead_contributions.name), phone = coalesce(excluded.phone, lead_contributions.phone), \
         message = coalesce(excluded.message, lead_contributions.message), updated_at = excluded.updated_at returning fields",
    );
    let fields: String = query
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
    let query = sqlx::query("update lead_contributions set fields = $3 where lead_id = $1 and conversation_id = $2");
    execute(query.bind(lead_id).bind(lead.conversation_id.as_str()).bind(json::text(&all)?), c).await.map(|_| ())
}
