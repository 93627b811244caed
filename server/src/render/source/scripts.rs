//! Emphasis beside scripts that write without spaces.
//!
//! CommonMark asks for a space or punctuation around stars that stand beside punctuation, which Chinese, Japanese, Korean and Thai do
//! not write: `**注意：**请` stays as it is there. The amendment for CJK (markdown-cjk-friendly) takes a character of these scripts
//! for what a space is elsewhere. Here the same is reached by a mark of punctuation beside such stars, which the parser takes for
//! that.

/// The side of the mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Seam {
    None,
    Before,
    After,
}

/// The side on which a run of stars needs the mark, by the characters around it.
pub(super) fn seam(before: Option<char>, after: Option<char>) -> Seam {
    let (Some(before), Some(after)) = (before, after) else { return Seam::None };
    let beside = is_unspaced(before) || is_unspaced(after);
    match (is_punctuation(before), is_punctuation(after)) {
        // It would not close.
        (true, false) if beside && !after.is_whitespace() => Seam::After,
        // It would not open.
        (false, true) if beside && !before.is_whitespace() => Seam::Before,
        _ => Seam::None,
    }
}

/// True when a run of marks between these characters can open emphasis.
pub(in crate::render) fn opens(before: Option<char>, after: Option<char>, intraword: bool) -> bool {
    let Some(after) = after.filter(|c| !c.is_whitespace()) else { return false };
    let free = before.is_none_or(|c| c.is_whitespace() || is_punctuation(c));
    let unspaced = before.is_some_and(is_unspaced) || is_unspaced(after);
    if intraword { free || !is_punctuation(after) || unspaced } else { free }
}

/// Letters and punctuation of scripts that write without spaces, or whose endings follow at once: Chinese, Japanese, Korean; Thai,
/// Lao, Khmer, Burmese.
pub(in crate::render) fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1100..=0x11FF | 0x1780..=0x17FF | 0x2E80..=0x303F | 0x3040..=0xA4CF
        | 0xA960..=0xA97F | 0xAC00..=0xD7FF | 0xF900..=0xFAFF | 0xFE10..=0xFE1F | 0xFE30..=0xFE6F | 0xFF00..=0xFFEF
        | 0x1_AFF0..=0x1_B2FF | 0x1_F200..=0x1_F2FF | 0x2_0000..=0x3_FFFF)
}

/// Punctuation and signs, as the parser understands them.
pub(in crate::render) fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(u32::from(c),
            0xA1..=0xA9 | 0xAB | 0xAC | 0xAE..=0xB1 | 0xB4 | 0xB6..=0xB8 | 0xBB | 0xBF | 0xD7 | 0xF7
            | 0x0E2F | 0x0E3F | 0x0E4F | 0x0E5A..=0x0E5B | 0x2010..=0x2027 | 0x2030..=0x205E | 0x20A0..=0x20C0
            | 0x2190..=0x23FF | 0x2500..=0x2767 | 0x2794..=0x2BFF | 0x3001..=0x3003 | 0x3008..=0x3020 | 0x3030
            | 0x303D | 0x30A0 | 0x30FB | 0xFE10..=0xFE19 | 0xFE30..=0xFE52 | 0xFE54..=0xFE66 | 0xFF01..=0xFF0F
            | 0xFF1A..=0xFF20 | 0xFF3B..=0xFF40 | 0xFF5B..=0xFF65 | 0xFFE0..=0xFFE6 | 0x1_F300..=0x1_F64F)
}
