//! Leads, in memory.

use async_trait::async_trait;
use parlor_shared::ids::{LeadId, VisitorId};

use super::MemoryStore;
use crate::{
    core::{
        lead::Lead,
        store::{LeadStore, Stored},
    },
    store::{clean, clean_option, json},
};

#[async_trait]
impl LeadStore for MemoryStore {
    async fn upsert_lead(&self, lead: &Lead) -> Stored<LeadId> {
        let mut tables = self.tables()?;
        let email = clean(&lead.email);
        let mut new = Lead {
            email: email.clone(),
            name: clean_option(lead.name.as_ref()),
            phone: clean_option(lead.phone.as_ref()),
            message: clean_option(lead.message.as_ref()),
            fields: json::cleaned(&lead.fields)?,
            ..lead.clone()
        };
        let key = (lead.agent_id.clone(), email.to_lowercase());
        if let Some(old) = tables.leads.remove(&key) {
            let mut fields = old.fields;
            fields.append(&mut new.fields);
            let Lead { name, phone, message, .. } = new;
            new = Lead {
                id: old.id,
                fields,
                name: name.or(old.name),
                phone: phone.or(old.phone),
                message: message.or(old.message),
                ..new
            };
        }
        if let Some((conversation, _)) = tables.conversations.get_mut(&lead.conversation_id) {
            conversation.lead_captured = true;
        }
        let id = new.id.clone();
        tables.leads.insert(key, new);
        Ok(id)
    }

    async fn has_lead(&self, visitor: &VisitorId) -> Stored<bool> {
        let tables = self.tables()?;
        Ok(tables.conversations.values().any(|(c, _)| c.visitor_id == *visitor && c.lead_captured))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::Timestamp;

    use super::*;

    /// What the contract suite cannot see through the port, which writes leads and does not read them.
    #[tokio::test]
    async fn a_lead_keeps_what_a_later_one_does_not_give() {
        let store = MemoryStore::default();
        let lead = |id: &str, email: &str, name: Option<&str>, phone: Option<&str>, field: &str| Lead {
            id: id.parse().unwrap(),
            agent_id: "agent".parse().unwrap(),
            conversation_id: "conversation".parse().unwrap(),
            email: email.into(),
            name: name.map(String::from),
            phone: phone.map(String::from),
            message: None,
            fields: BTreeMap::from([(field.into(), id.into()), ("both".into(), id.into())]),
            updated_at: Timestamp::UNIX_EPOCH,
        };
        store.upsert_lead(&lead("first", "ADA@x.example", Some("A"), Some("1"), "a")).await.unwrap();
        store.upsert_lead(&lead("second", "ada@x.example", Some("B"), None, "b")).await.unwrap();
        let mut fields = lead("second", "", None, None, "b").fields;
        fields.insert("a".into(), "first".into());
        let merged = Lead { fields, ..lead("first", "ada@x.example", Some("B"), Some("1"), "") };
        assert_eq!(store.tables().unwrap().leads.values().collect::<Vec<_>>(), [&merged]);
    }
}
