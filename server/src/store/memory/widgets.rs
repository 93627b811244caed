//! Widgets, in memory.

use std::collections::BTreeSet;

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::{ConversationId, TeamId, WidgetId};

use super::{Kept, MemoryStore, Tables};
use crate::{
    core::{
        conversation::Conversation,
        security::budget::Scope,
        store::{Saved, StoreError, Stored, WidgetStore},
        widget::{Inherited, KeyKind, Widget, WidgetKeys, WidgetPage, WidgetStats},
    },
    store::{clean, clean_option, json},
};

#[async_trait]
impl WidgetStore for MemoryStore {
    async fn put_widget(&self, widget: &Widget) -> Stored<()> {
        let widget = kept(widget)?;
        let tables = &mut *self.tables()?;
        if tables.is_taken(&widget) {
            return Err(StoreError::Broken("a key or the alias is taken".into()));
        }
        let revision = tables.widgets.get(&widget.id).map_or(widget.revision, |before| before.revision + 1);
        tables.widgets.insert(widget.id.clone(), Widget { revision, ..widget });
        Ok(())
    }

    async fn insert_widget(&self, widget: &Widget) -> Stored<Saved> {
        let widget = kept(widget)?;
        let tables = &mut *self.tables()?;
        if tables.is_taken(&widget) {
            return Ok(Saved::Taken);
        }
        tables.widgets.insert(widget.id.clone(), widget);
        Ok(Saved::Done)
    }

    async fn save_widget(&self, widget: &Widget) -> Stored<Saved> {
        let widget = kept(widget)?;
        let tables = &mut *self.tables()?;
        if tables.is_taken(&widget) {
            return Ok(Saved::Taken);
        }
        let current = tables.widgets.get_mut(&widget.id);
        let same = current.filter(|w| w.team_id == widget.team_id && w.revision == widget.revision);
        let Some(current) = same else { return Ok(Saved::Stale) };
        *current = Widget { revision: widget.revision + 1, created_at: current.created_at, ..widget };
        Ok(Saved::Done)
    }

    async fn widget(&self, id: &WidgetId) -> Stored<Option<Widget>> {
        let tables = self.tables()?;
        Ok(tables.widgets.get(id).map(|widget| tables.whole(widget)))
    }

    async fn widget_by_key(&self, kind: KeyKind, key: &str) -> Stored<Option<Widget>> {
        let key = clean(key);
        let tables = self.tables()?;
        let found = tables.widgets.values().find(|widget| *of_kind(&widget.keys, kind) == key);
        Ok(found.map(|widget| tables.whole(widget)))
    }

    async fn team_widget(&self, team: &TeamId, id_or_alias: &str) -> Stored<Option<Widget>> {
        let wanted = clean(id_or_alias);
        let tables = self.tables()?;
        let ours = || tables.widgets.values().filter(|widget| widget.team_id == *team && !widget.deleted);
        let by_id = ours().find(|widget| widget.id.as_str() == wanted);
        let found = by_id.or_else(|| ours().find(|widget| widget.alias.as_deref() == Some(&wanted)));
        Ok(found.map(|widget| tables.whole(widget)))
    }

    async fn team_widgets(&self, team: &TeamId, page: &WidgetPage) -> Stored<Vec<Widget>> {
        let tables = self.tables()?;
        let place = |widget: &Widget| (widget.created_at, widget.id.clone());
        let after = page.after.as_ref().map(|after| (after.created_at, after.id.clone()));
        let beyond = |widget: &Widget| match &after {
            None => true,
            Some(after) if page.newest_first => place(widget) < *after,
            Some(after) => place(widget) > *after,
        };
        let wanted = |w: &&Widget| w.team_id == *team && !w.deleted && beyond(w) && matches(w, page);
        let mut found: Vec<_> = tables.widgets.values().filter(wanted).map(|w| tables.whole(w)).collect();
        found.sort_by_key(place);
        if page.newest_first {
            found.reverse();
        }
        found.truncate(page.take as usize);
        Ok(found)
    }

    async fn widget_stats(&self, widget: &WidgetId, since: Timestamp) -> Stored<WidgetStats> {
        let tables = self.tables()?;
        let mut stats = WidgetStats::default();
        for conversation in tables.conversations.values().filter(|c| c.widget_id == *widget) {
            stats.sessions += 1;
            stats.active_since += u64::from(conversation.last_activity_at >= since);
            for kept in tables.messages.values().filter(|kept| kept.message.conversation_id == conversation.id) {
                stats.messages += u64::from(!kept.superseded);
                stats.input_tokens += kept.message.extras.usage.input;
                stats.output_tokens += kept.message.extras.usage.output;
            }
        }
        Ok(stats)
    }

    async fn erase_conversations(&self, widget: &WidgetId) -> Stored<()> {
        let tables = &mut *self.tables()?;
        tables.erase(|conversation| conversation.widget_id == *widget);
        tables.visitors.retain(|_, visitor| visitor.widget_id != *widget);
        Ok(())
    }

    async fn origins(&self) -> Stored<Vec<String>> {
        let tables = self.tables()?;
        let open = tables.widgets.values().filter(|widget| widget.is_open()).map(|widget| tables.whole(widget));
        let list = |widget: Widget| match widget.origins() {
            [] => vec!["*".to_owned()],
            origins => origins.to_vec(),
        };
        Ok(open.flat_map(list).collect::<BTreeSet<_>>().into_iter().collect())
    }
}

fn of_kind(keys: &WidgetKeys, kind: KeyKind) -> &String {
    match kind {
        KeyKind::Key => &keys.key,
        KeyKind::EmbedToken => &keys.embed_token,
        KeyKind::Caty => &keys.caty_key,
    }
}

fn matches(widget: &Widget, page: &WidgetPage) -> bool {
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let has = |(name, wanted): &(String, String)| widget.meta.get(name).is_some_and(|value| text(value) == *wanted);
    page.blueprint.as_ref().is_none_or(|id| widget.blueprint_id.as_ref() == Some(id)) && page.meta.iter().all(has)
}

fn kept(widget: &Widget) -> Stored<Widget> {
    Ok(Widget {
        keys: WidgetKeys {
            key: clean(&widget.keys.key),
            embed_token: clean(&widget.keys.embed_token),
            caty_key: clean(&widget.keys.caty_key),
        },
        name: clean(&widget.name),
        description: clean(&widget.description),
        alias: clean_option(widget.alias.as_ref()),
        meta: json::cleaned(&widget.meta)?,
        allowed_origins: json::cleaned(&widget.allowed_origins)?,
        settings: json::cleaned(&widget.settings)?,
        inherited: Inherited::default(),
        ..widget.clone()
    })
}

impl Tables {
    /// With what its blueprint says.
    fn whole(&self, widget: &Widget) -> Widget {
        let blueprint = widget.blueprint_id.as_ref().and_then(|id| self.blueprints.get(id));
        let inherited = blueprint.map(|blueprint| Inherited {
            settings: blueprint.settings.clone(),
            allowed_origins: blueprint.allowed_origins.clone(),
        });
        Widget { inherited: inherited.unwrap_or_default(), ..widget.clone() }
    }

    fn is_taken(&self, widget: &Widget) -> bool {
        let key = |other: &Widget| {
            let (ours, theirs) = (&widget.keys, &other.keys);
            ours.key == theirs.key || ours.embed_token == theirs.embed_token || ours.caty_key == theirs.caty_key
        };
        let alias =
            |other: &Widget| widget.alias.is_some() && widget.alias == other.alias && widget.team_id == other.team_id;
        self.widgets.values().any(|other| other.id != widget.id && (key(other) || alias(other)))
    }

    /// Deletes conversations and all that came from them.
    pub(super) fn erase(&mut self, which: impl Fn(&Conversation) -> bool) {
        let theirs = self.conversations.values().filter(|c| which(c));
        let gone: BTreeSet<ConversationId> = theirs.map(|c| c.id.clone()).collect();
        let answers = self.messages.values().filter(|kept| gone.contains(&kept.message.conversation_id));
        let answers: Vec<_> = answers.map(|kept| kept.message.id.clone()).collect();
        for id in &answers {
            self.logs.remove(id);
            self.rendered.remove(id);
        }
        self.runs.retain(|conversation, _| !gone.contains(conversation));
        self.events.retain(|event| !gone.contains(&event.conversation_id));
        self.engagement.retain(|conversation, _| !gone.contains(conversation));
        self.spoken_rules.retain(|conversation, _| !gone.contains(conversation));
        self.leads.retain(|_, kept| {
            kept.contributions.retain(|conversation, _| !gone.contains(conversation));
            !kept.contributions.is_empty()
        });
        self.previews.retain(|_, kept| !gone.contains(&kept.conversation_id));
        self.messages.retain(|_, Kept { message, .. }| !gone.contains(&message.conversation_id));
        self.discard(|attachment, _| gone.contains(&attachment.conversation_id));
        let is_gone = |id: &str| gone.iter().any(|gone| gone.as_str() == id);
        self.budgets.retain(|account, _| account.scope != Scope::Conversation || !is_gone(&account.subject));
        self.conversations.retain(|id, _| !gone.contains(id));
        self.meta.retain(|id, _| !gone.contains(id));
    }
}
