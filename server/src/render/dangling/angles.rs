//! Tags, comments and addresses in angles that may not be finished.

use super::limits::PATIENCE;
use crate::render::tags::HtmlTag;

/// Returns true if `rest`, which begins with `<`, may become a supported tag, a comment, or an address. A comment is
/// finished if its end comes later in the text.
pub(super) fn is_pending_angle(rest: &str, comment_ends: bool) -> bool {
    if rest.starts_with("<!--") {
        return !comment_ends;
    }
    let inside = &rest[1..];
    if rest.len() > PATIENCE || inside.contains('>') {
        return false;
    }
    if inside.is_empty() || "<!--".starts_with(rest) {
        return true;
    }
    let words = inside.strip_prefix('/').unwrap_or(inside);
    let name = words.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    if words.len() == name.len() {
        return words.chars().next().is_none_or(|c| c.is_ascii_alphabetic());
    }
    let address = |c: char| c.is_ascii_alphanumeric() || ".-_+%@:/?#&=~,;!$'()*[]".contains(c);
    let is_address = inside.contains("://") && !inside.contains([' ', '\n', '<']);
    if !name.is_empty() && (is_address || inside.chars().all(address)) {
        return true;
    }
    HtmlTag::may_begin(name) && words[name.len()..].starts_with([' ', '\n', '/']) && HtmlTag::is_known(name)
}

/// Something after `<` that reads like a tag or an address.
pub(super) fn is_tag_like(rest: &str) -> bool {
    rest[1..].starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'))
}
