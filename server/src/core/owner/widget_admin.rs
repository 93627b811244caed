//! A team's widgets: listed, made, changed, copied and deleted.

use jiff::Timestamp;
use parlor_shared::ids::{AgentId, FileId, WidgetId};

use super::checks::check_widget;
use crate::core::{
    clock::Clock,
    conversation::erasure::Erasure,
    entropy::Entropy,
    error::Error,
    i18n::language::Translations,
    owner::{
        file::FileSlot,
        team::{Actor, Role},
    },
    store::{Saved, Store},
    widget::{KeyKind, Widget, WidgetCursor, WidgetPage, WidgetStats},
};

/// Attempts at a change while somebody else changes the same object.
const TRIES: usize = 8;
/// Widgets read at once where all of them are wanted.
const PAGE: u32 = 100;

/// Operations of a team's member or program on the team's widgets, blueprints and pictures. Every query is scoped to
/// the team: an object of another team is answered like one that does not exist.
#[derive(Clone, Copy)]
pub struct WidgetAdmin<'a> {
    /// The member or program.
    pub actor: &'a Actor,
    /// Storage.
    pub store: &'a dyn Store,
    /// Erases what visitors left.
    pub erasure: &'a Erasure,
    /// Time.
    pub clock: &'a dyn Clock,
    /// Ids and keys.
    pub entropy: &'a dyn Entropy,
}

impl WidgetAdmin<'_> {
    /// A team's widget by id or alias.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn widget(&self, id_or_alias: &str) -> Result<Widget, Error> {
        self.store.team_widget(&self.actor.team_id, id_or_alias).await?.ok_or(Error::NotFound)
    }

    /// Makes a widget; `fill` sets what was asked for.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn create(&self, name: &str, fill: impl FnOnce(&mut Widget)) -> Result<Widget, Error> {
        self.actor.needs(Role::Editor)?;
        let mut widget = Widget::new(self.actor.team_id.clone(), name, self.clock.now(), self.entropy);
        fill(&mut widget);
        self.check(&widget).await?;
        self.insert(widget).await
    }

    /// Copies a widget; the copy refers to the same files.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn clone_widget(&self, id_or_alias: &str) -> Result<Widget, Error> {
        self.actor.needs(Role::Editor)?;
        let original = self.widget(id_or_alias).await?;
        let copy = self.insert(original.cloned(self.clock.now(), self.entropy)).await?;
        for (slot, file) in self.store.attached_files(&original.id).await? {
            self.store.attach_file(&copy.id, slot, &file).await?;
        }
        if let Some(translations) = self.store.translations(&original.id).await? {
            self.store.put_translations(&copy.id, &translations).await?;
        }
        Ok(copy)
    }

    /// Shows a file in a place of a widget, instead of the one there.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn attach(&self, widget: &Widget, slot: FileSlot, file: &FileId) -> Result<(), Error> {
        self.actor.needs(Role::Editor)?;
        if self.store.attach_file(&widget.id, slot, file).await? { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Shows a file no longer: in the place given, else in the first one it is in. Returns the place.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn detach(&self, widget: &Widget, slot: Option<FileSlot>, file: &FileId) -> Result<FileSlot, Error> {
        self.actor.needs(Role::Editor)?;
        let attached = self.store.attached_files(&widget.id).await?;
        let here = |(place, its): &&(FileSlot, FileId)| its == file && slot.is_none_or(|slot| slot == *place);
        let slot = attached.iter().find(here).map(|(place, _)| *place).ok_or(Error::NotFound)?;
        if self.store.detach_file(&widget.id, slot, file).await? { Ok(slot) } else { Err(Error::NotFound) }
    }

    /// Changes a widget. `change` may be called again, on a newer state, when somebody else was faster.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn edit(
        &self,
        id_or_alias: &str,
        change: impl Fn(&mut Widget) -> Result<(), Error>,
    ) -> Result<Widget, Error> {
        self.actor.needs(Role::Editor)?;
        for _ in 0..TRIES {
            let mut widget = self.widget(id_or_alias).await?;
            change(&mut widget)?;
            self.check(&widget).await?;
            widget.updated_at = self.clock.now();
            match self.store.save_widget(&widget).await? {
                Saved::Done => return self.widget(widget.id.as_str()).await,
                Saved::Taken => return Err(Error::Conflict("another widget of the team has this alias")),
                Saved::Stale => {}
            }
        }
        Err(Error::Conflict("somebody else keeps changing this widget"))
    }

    /// Replaces a key. Visitors' tokens of before are refused from now on.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn replace_key(&self, id_or_alias: &str, kind: KeyKind) -> Result<Widget, Error> {
        self.edit(id_or_alias, |widget| {
            widget.replace_key(kind, self.entropy);
            Ok(())
        })
        .await
    }

    /// Deletes a widget: its keys stop working, its conversations stay unless told otherwise.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn delete(&self, id_or_alias: &str, conversations: Conversations) -> Result<WidgetId, Error> {
        self.actor.needs(Role::Editor)?;
        for _ in 0..TRIES {
            let widget = self.widget(id_or_alias).await?;
            let generation = widget.generation + 1;
            let now = self.clock.now();
            let gone = Widget { deleted: true, alias: None, generation, updated_at: now, ..widget };
            if self.store.save_widget(&gone).await? == Saved::Done {
                if conversations == Conversations::Erased {
                    self.erasure.widget(&gone.id).await?;
                }
                return Ok(gone.id);
            }
        }
        Err(Error::Conflict("somebody else keeps changing this widget"))
    }

    /// A page of the team's widgets, and whether there are more after it.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn widgets(&self, page: &WidgetPage) -> Result<(Vec<Widget>, bool), Error> {
        // One more than asked for tells.
        let one_more = WidgetPage { take: page.take + 1, ..page.clone() };
        let mut widgets = self.store.team_widgets(&self.actor.team_id, &one_more).await?;
        let has_more = widgets.len() > page.take as usize;
        widgets.truncate(page.take as usize);
        Ok((widgets, has_more))
    }

    /// All of the team's widgets, oldest first.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn all_widgets(&self) -> Result<Vec<Widget>, Error> {
        let mut page = WidgetPage { after: None, newest_first: false, take: PAGE, meta: Vec::new(), blueprint: None };
        let mut all = Vec::new();
        loop {
            let (widgets, has_more) = self.widgets(&page).await?;
            page.after = widgets.last().map(WidgetCursor::of);
            all.extend(widgets);
            if !has_more {
                return Ok(all);
            }
        }
    }

    /// The place of one of the team's widgets in their list, also after the widget was deleted.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn cursor(&self, id: &WidgetId) -> Result<WidgetCursor, Error> {
        let widget = self.store.widget(id).await?.filter(|widget| widget.team_id == self.actor.team_id);
        widget.as_ref().map(WidgetCursor::of).ok_or(Error::NotFound)
    }

    /// A widget's figures; `since` begins the day.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn statistics(&self, widget: &Widget, since: Timestamp) -> Result<WidgetStats, Error> {
        Ok(self.store.widget_stats(&widget.id, since).await?)
    }

    /// The widget's texts in its languages, as they were made last.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn translations(&self, widget: &Widget) -> Result<Translations, Error> {
        Ok(self.store.translations(&widget.id).await?.unwrap_or_default())
    }

    /// `true` when the team has this agent.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn has_agent(&self, id: &AgentId) -> Result<bool, Error> {
        Ok(self.store.team_agent(&self.actor.team_id, id).await?.is_some())
    }

    async fn insert(&self, widget: Widget) -> Result<Widget, Error> {
        match self.store.insert_widget(&widget).await? {
            Saved::Done => self.widget(widget.id.as_str()).await,
            Saved::Taken | Saved::Stale => Err(Error::Conflict("another widget of the team has this alias")),
        }
    }

    /// Checks that the objects a widget refers to belong to the team, and that its fields can be stored.
    async fn check(&self, widget: &Widget) -> Result<(), Error> {
        check_widget(widget)?;
        if let Some(agent) = &widget.agent_id
            && !self.has_agent(agent).await?
        {
            return Err(Error::Unprocessable { field: "agent", reason: "the team has no such agent" });
        }
        if let Some(blueprint) = &widget.blueprint_id
            && self.store.blueprint(&self.actor.team_id, blueprint).await?.is_none()
        {
            return Err(Error::Unprocessable { field: "blueprint", reason: "the team has no such blueprint" });
        }
        Ok(())
    }
}

/// The fate of a deleted widget's conversations.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Conversations {
    /// They stay.
    #[default]
    Kept,
    /// They are deleted with everything that came from them.
    Erased,
}
