//! Setting up a widget's languages, in the background.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use parlor_shared::ids::WidgetId;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::{
    OwnTexts, Translations,
    translator::{Translator, Untranslated},
};
use crate::core::{
    conversation::turn::parts::Parts,
    error::Error,
    owner::agent::AgentProfile,
    security::budget::{Spender, service::Budgets},
    widget::Widget,
};

/// Sets up languages; cheap to clone.
#[derive(Clone)]
pub struct Languages {
    parts: Parts,
    budgets: Budgets,
    /// The server is stopping: what is not done stays undone, and can be asked for again.
    stopping: CancellationToken,
    working: Arc<Mutex<HashMap<WidgetId, Asked>>>,
}

/// Requests for a widget whose translation is in progress.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Asked {
    Once,
    /// Requested again: the settings may have changed since the work began.
    Again,
}

impl Languages {
    /// Works until the server stops.
    pub fn new(parts: Parts, budgets: Budgets, stopping: CancellationToken) -> Self {
        Self { parts, budgets, stopping, working: Arc::default() }
    }

    /// Begins to translate what a widget says into its languages, and returns. Until the work is done, what was made
    /// before is shown. A widget that is being worked on is done once more afterwards, however often it is asked for.
    pub fn set_up(&self, widget: &WidgetId) {
        if self.ask(widget) {
            let (languages, widget) = (self.clone(), widget.clone());
            tokio::spawn(async move { languages.work(widget).await }.in_current_span());
        }
    }

    /// Records a request; returns true if no work on the widget is in progress yet.
    fn ask(&self, widget: &WidgetId) -> bool {
        let mut working = self.working.lock().unwrap_or_else(PoisonError::into_inner);
        let earlier = working.get(widget).copied();
        working.insert(widget.clone(), if earlier.is_none() { Asked::Once } else { Asked::Again });
        earlier.is_none()
    }

    /// Ends a round of work; returns true if the widget was requested again in the meantime.
    fn done(&self, widget: &WidgetId) -> bool {
        let mut working = self.working.lock().unwrap_or_else(PoisonError::into_inner);
        let again = working.remove(widget) == Some(Asked::Again);
        if again {
            working.insert(widget.clone(), Asked::Once);
        }
        again
    }

    async fn work(&self, widget: WidgetId) {
        loop {
            let outcome = tokio::select! {
                biased;
                () = self.stopping.cancelled() => return,
                outcome = self.translate(&widget) => outcome,
            };
            if let Err(error) = outcome {
                tracing::warn!(%error, %widget, "a widget's languages could not be set up");
            }
            if !self.done(&widget) {
                return;
            }
        }
    }

    async fn translate(&self, widget: &WidgetId) -> Result<(), Error> {
        let Some(widget) = self.parts.store.widget(widget).await?.filter(|widget| !widget.deleted) else {
            return Ok(());
        };
        let settings = widget.effective();
        let of = OwnTexts::of(&settings);
        let languages = match self.agent(&widget).await? {
            Some(agent) if !of.is_empty() => {
                self.all(&widget, &agent, &of, &settings.languages.unwrap_or_default()).await
            }
            _ => BTreeMap::new(),
        };
        Ok(self.parts.store.put_translations(&widget.id, &Translations { of, languages }).await?)
    }

    async fn agent(&self, widget: &Widget) -> Result<Option<AgentProfile>, Error> {
        match &widget.agent_id {
            Some(id) => Ok(self.parts.store.agent(id).await?),
            None => Ok(None),
        }
    }

    /// One language after the other: a model that is busy is not made busier. One that fails is left out.
    async fn all(
        &self,
        widget: &Widget,
        agent: &AgentProfile,
        of: &OwnTexts,
        tags: &[String],
    ) -> BTreeMap<String, OwnTexts> {
        let Parts { agents, clock, entropy, .. } = &self.parts;
        let translator = Translator {
            agents: agents.as_ref(),
            clock: clock.as_ref(),
            entropy: entropy.as_ref(),
            agent,
            budgets: &self.budgets,
            spender: Spender::of_widget(widget),
        };
        let mut languages = BTreeMap::new();
        for tag in tags {
            match translator.translate(of, tag).await {
                Ok(texts) => _ = languages.insert(tag.to_ascii_lowercase(), texts),
                Err(Untranslated::NoModel) => break,
                Err(error) => tracing::warn!(%error, language = %tag, "a widget's words were not translated"),
            }
        }
        languages
    }
}
