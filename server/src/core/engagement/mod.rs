//! Visitors' interest: their activity on the site, their intent, their contact details, and proactive messages.

mod figures;
pub mod intent;
pub mod lead;
pub mod lead_score;
pub mod leads;
pub mod proactive;
pub mod service;
pub mod suggest;
pub mod telemetry;

pub use figures::{Engagement, Seen};
