//! Elements of a page.

use dom_query::NodeRef;

/// The name of an element.
pub(super) fn tag(node: &NodeRef<'_>) -> String {
    node.node_name().map(|name| name.to_string()).unwrap_or_default()
}
