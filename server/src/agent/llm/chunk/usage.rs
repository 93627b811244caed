//! The usage that a service reports.

use parlor_shared::widget::Usage;
use serde_json::Value;

use super::value::number;

/// The tokens read and written; `None` when neither is told.
pub(super) fn usage(usage: Option<&Value>) -> Option<Usage> {
    let tokens = |names: [&str; 2]| names.into_iter().find_map(|name| number(usage?.get(name)?));
    let (input, output) = (tokens(["prompt_tokens", "input_tokens"]), tokens(["completion_tokens", "output_tokens"]));
    (input.is_some() || output.is_some())
        .then(|| Usage { input: input.unwrap_or_default(), output: output.unwrap_or_default() })
}
