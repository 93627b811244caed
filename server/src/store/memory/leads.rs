//! Leads, in memory.

use std::{cmp::Reverse, collections::BTreeMap};

use async_trait::async_trait;
use parlor_shared::ids::{LeadId, TeamId, VisitorId};

use super::{KeptLead, MemoryStore};
use crate::{
    core::{
        lead::{Contact, Lead},
        store::{LeadStore, StoreError, Stored},
    },
    store::{clean, clean_option, json},
};

#[async_trait]
impl LeadStore for MemoryStore {
    async fn upsert_lead(&self, lead: &Lead) -> Stored<LeadId> {
        let tables = &mut *self.tables()?;
        let Some(conversation) = tables.conversations.get_mut(&lead.conversation_id) else {
            return Err(StoreError::Broken("a lead of an unknown conversation".into()));
        };
        conversation.lead_captured = true;
        let lead = cleaned(lead)?;
        let key = (lead.agent_id.clone(), lead.email.to_lowercase());
        let new = || KeptLead { id: lead.id.clone(), contributions: BTreeMap::new() };
        let kept = tables.leads.entry(key).or_insert_with(new);
        let id = kept.id.clone();
        let (created_at, lead) = match kept.contributions.remove(&lead.conversation_id) {
            Some((created_at, old)) => (created_at, updated(old, lead)),
            None => (lead.updated_at, lead),
        };
        kept.contributions.insert(lead.conversation_id.clone(), (created_at, Lead { id: id.clone(), ..lead }));
        Ok(id)
    }

    async fn has_lead(&self, visitor: &VisitorId) -> Stored<bool> {
        let tables = self.tables()?;
        Ok(tables.conversations.values().any(|c| c.visitor_id == *visitor && c.lead_captured))
    }

    async fn contacts(&self, team: &TeamId, skip: u32, take: u32) -> Stored<Vec<Contact>> {
        let tables = self.tables()?;
        let ours = tables
            .leads
            .iter()
            .filter(|((agent, _), _)| tables.agents.get(agent).is_some_and(|agent| agent.team_id == *team));
        let mut contacts: Vec<_> = ours.map(|(_, kept)| (&kept.id, contact(kept))).collect();
        contacts.sort_by_key(|(id, contact)| (Reverse(contact.updated_at()), *id));
        Ok(contacts.into_iter().skip(skip as usize).take(take as usize).map(|(_, contact)| contact).collect())
    }
}

fn cleaned(lead: &Lead) -> Stored<Lead> {
    Ok(Lead {
        email: clean(&lead.email),
        name: clean_option(lead.name.as_ref()),
        phone: clean_option(lead.phone.as_ref()),
        message: clean_option(lead.message.as_ref()),
        fields: json::cleaned(&lead.fields)?,
        ..lead.clone()
    })
}

/// What is given replaces, what is absent stays.
fn updated(old: Lead, new: Lead) -> Lead {
    let mut fields = old.fields;
    fields.extend(new.fields);
    Lead {
        id: new.id,
        agent_id: new.agent_id,
        conversation_id: new.conversation_id,
        email: new.email,
        name: new.name.or(old.name),
        phone: new.phone.or(old.phone),
        message: new.message.or(old.message),
        fields,
        updated_at: new.updated_at,
    }
}

fn contact(kept: &KeptLead) -> Contact {
    let mut given: Vec<_> = kept.contributions.values().collect();
    given.sort_by(|(a, one), (b, other)| (a, &one.conversation_id).cmp(&(b, &other.conversation_id)));
    Contact { contributions: given.into_iter().map(|(_, lead)| lead.clone()).collect() }
}
