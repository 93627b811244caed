//! Texts for a number of things: languages have one to six forms.

use js_sys::{Array, Intl::PluralRules, Object};

use super::{
    figures::number,
    texts::{filled, found, language},
};

/// The text for `n` things, with `{n}` replaced: the key's form `.one`, `.few` … as the language has it, else `.other`.
pub(crate) fn count(key: &'static str, n: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    let form = String::from(PluralRules::new(&Array::of1(&language().into()), &Object::new()).select(n as f64));
    let text = found(&format!("{key}.{form}")).or_else(|| found(&format!("{key}.other")));
    filled(text.unwrap_or(key), &[("n", &number(n))])
}
