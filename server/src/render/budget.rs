//! How much of one document is coloured and drawn as formulas, and what was drawn already.

use std::{collections::HashMap, time::Duration};

use parlor_shared::content::Node;

use crate::core::security::{WorkBudget, work::WorkKind};

/// Bytes of code in one document that are coloured; the rest is plain.
const COLOURED: usize = 20_000;
/// Processor time for colours: ordinary code takes 2 to 4 ms for a kilobyte, and a language used for the first time 80 ms.
const COLOUR_TIME: Duration = Duration::from_millis(300);
/// Bytes of formulas in one document that are drawn; the rest is shown as it was written.
const FORMULAS: usize = 64_000;
/// Processor time for formulas.
const FORMULA_TIME: Duration = Duration::from_millis(100);

/// A formula, whether it stands alone, and how many elements deep it may be.
type Formula = (String, bool, usize);

/// What is left for one document.
#[derive(Clone)]
pub(super) struct RenderBudget {
    pub(super) colours: WorkBudget,
    pub(super) formulas: WorkBudget,
    /// Formulas that were drawn: a growing text is read again and again.
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
    /// All bytes again, and the time that is left: for what is read again and again.
    pub(super) fn renew(&mut self) {
        let whole = Self::default();
        self.colours = whole.colours.with_time_of(&self.colours);
        self.formulas = whole.formulas.with_time_of(&self.formulas);
    }
}
