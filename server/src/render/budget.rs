//! Budgets for coloured code and rendered formulas in one document, and a cache of rendered formulas.

use std::{collections::HashMap, time::Duration};

use parlor_shared::content::Node;

use crate::core::security::{WorkBudget, work::WorkKind};

/// Bytes of code in one document that are coloured; the rest is plain.
const COLOURED: usize = 20_000;
/// Processor time for colours: ordinary code takes 2 to 4 ms for a kilobyte, and a language used for the first time 80 ms.
const COLOUR_TIME: Duration = Duration::from_millis(300);
/// Bytes of formulas in one document that are rendered; the rest is shown as written.
const FORMULAS: usize = 64_000;
/// Processor time for formulas.
const FORMULA_TIME: Duration = Duration::from_millis(100);

/// A formula, true if it stands alone, and its maximum depth in elements.
type Formula = (String, bool, usize);

/// Remaining render budget of one document.
#[derive(Clone)]
pub(super) struct RenderBudget {
    pub(super) colours: WorkBudget,
    pub(super) formulas: WorkBudget,
    /// Formulas already rendered: a growing text is read repeatedly.
    pub(super) drawn: HashMap<Formula, Option<Vec<Node>>>,
}

impl Default for RenderBudget {
    fn default() -> Self {
        Self {
            colours: WorkBudget::new(WorkKind::Render, COLOURED, COLOUR_TIME),
            formulas: WorkBudget::new(WorkKind::Render, FORMULAS, FORMULA_TIME),
            drawn: HashMap::new(),
        }
    }
}

impl RenderBudget {
    /// Restores all bytes but keeps the remaining time: for text that is read repeatedly.
    pub(super) fn renew(&mut self) {
        let whole = Self::default();
        self.colours = whole.colours.with_time_of(&self.colours);
        self.formulas = whole.formulas.with_time_of(&self.formulas);
    }
}
