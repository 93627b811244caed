//! Allowed addresses of links and pictures.

/// Schemes a link may have. The server has checked them too; this check protects against gaps in an older server.
const SCHEMES: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];

/// Returns true if a link may have this address.
pub(super) fn is_safe_link(href: &str) -> bool {
    SCHEMES.iter().any(|scheme| href.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// Returns true if a picture is loaded over HTTPS or from the server itself; the server has already decided the allowed
/// hosts.
pub(super) fn is_safe_image(src: &str, host: &str) -> bool {
    src.starts_with("https://") || src.strip_prefix(host).is_some_and(|path| path.starts_with('/') && !host.is_empty())
}
