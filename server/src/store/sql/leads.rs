//! Leads: one statement decides between a new one and an update, so a hundred writers make one row.

use std::collections::BTreeMap;

use async_trait::async_trait;
use parlor_shared::ids::{LeadId, VisitorId};

use super::{Connection, Database, execute, id, job, millis};
use crate::{
    core::{
        lead::Lead,
        store::{LeadStore, Stored},
    },
    store::{clean, clean_option, json},
};

#[async_trait]
impl LeadStore for Database {
    async fn upsert_lead(&self, lead: &Lead) -> Stored<LeadId> {
        let lead = lead.clone();
        self.write(|c| job(async move { upsert(c, &lead).await })).await
    }

    async fn has_lead(&self, visitor: &VisitorId) -> Stored<bool> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_scalar("select count(*) from conversations where visitor_id = $1 and lead_captured");
        let count: i64 = query.bind(visitor.as_str()).fetch_one(c).await?;
        Ok(count > 0)
    }
}

async fn upsert(c: &mut Connection, lead: &Lead) -> Stored<LeadId> {
    let email = clean(&lead.email);
    let query = sqlx::query_as(
        "insert into leads (id, agent_id, email_lower, conversation_id, email, name, phone, message, fields, updated_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, '{}', $9) \
         on conflict (agent_id, email_lower) do update set conversation_id = excluded.conversation_id, email = excluded.email, \
         name = coalesce(excluded.name, leads.name), phone = coalesce(excluded.phone, leads.phone), \
         message = coalesce(excluded.message, leads.message), updated_at = excluded.updated_at returning id, fields",
    );
    let (lead_id, fields): (String, String) = query
        .bind(lead.id.as_str())
        .bind(lead.agent_id.as_str())
        .bind(email.to_lowercase())
        .bind(lead.conversation_id.as_str())
        .bind(&email)
        .bind(clean_option(lead.name.as_ref()))
        .bind(clean_option(lead.phone.as_ref()))
        .bind(clean_option(lead.message.as_ref()))
        .bind(millis(lead.updated_at))
        .fetch_one(&mut *c)
        .await?;
    // The row is ours until the commit: reading and writing its fields is one step for everybody else.
    let mut all: BTreeMap<String, String> = serde_json::from_str(&fields)?;
    all.extend(json::cleaned(&lead.fields)?);
    let query = sqlx::query("update leads set fields = $2 where id = $1").bind(&lead_id).bind(json::text(&all)?);
    execute(query, c).await?;
    let query =
        sqlx::query("update conversations set lead_captured = true where id = $1").bind(lead.conversation_id.as_str());
    execute(query, c).await?;
    id(lead_id)
}
