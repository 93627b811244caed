//! Sizes of files.

/// Formats a size in bytes for people.
pub(super) fn size(bytes: u64) -> String {
    let number = |count: u64| u32::try_from(count).unwrap_or(u32::MAX).to_string();
    let tenths = (bytes * 10 + 524_288) / 1_048_576;
    match (bytes, tenths % 10) {
        (..1_000_000, _) => [&number(bytes.div_ceil(1024)), " kB"].concat(),
        (_, 0) => [&number(tenths / 10), " MB"].concat(),
        (_, part) => [&number(tenths / 10), ".", &number(part), " MB"].concat(),
    }
}
