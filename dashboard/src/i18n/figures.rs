//! Numbers as the owner's language writes them.

use super::formats::IntlFormat;

/// `1,234`.
pub(crate) fn number(value: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    IntlFormat::Number.write(&(value as f64).into())
}

/// `1.2K` for large numbers.
pub(crate) fn compact(value: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    IntlFormat::Compact.write(&(value as f64).into())
}

/// `42 %`, of a share of 1.
pub(crate) fn percent(share: f64) -> String {
    IntlFormat::Percent.write(&share.into())
}
