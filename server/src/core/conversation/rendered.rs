//! The rendered nodes of a message, as they are stored with it.

use parlor_shared::content::{Element, Node};

/// A message's rendered nodes, as they are stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rendered {
    /// The version of the renderer that drew it.
    pub version: String,
    /// JSON: a list of nodes.
    pub json: String,
}

impl Rendered {
    pub(super) fn new(version: &str, nodes: &[Node]) -> Self {
        Self { version: version.to_owned(), json: serde_json::to_string(nodes).unwrap_or_else(|_| "[]".to_owned()) }
    }

    /// The nodes themselves.
    pub fn nodes(&self) -> Vec<Node> {
        serde_json::from_str(&self.json).unwrap_or_else(|error| {
            tracing::error!(%error, "the kept nodes of a message could not be read");
            Vec::new()
        })
    }

    /// Returns true if it links to exactly this address. Searches the JSON, where text cannot look like a link: its
    /// quotation marks are escaped.
    pub fn links_to(&self, address: &str) -> bool {
        let link = Node::Open(Element::Link { href: address.to_owned() });
        serde_json::to_string(&link).is_ok_and(|link| self.json.contains(&link))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_found_and_a_text_that_looks_like_one_is_not() {
        let address = "https://shop.example/?a=\"1\"&b=ü";
        let link = [Node::Open(Element::Link { href: address.into() }), Node::Text("x".into())];
        let rendered = Rendered::new("1", &link);
        assert!(rendered.links_to(address));
        assert!(!rendered.links_to("https://shop.example/"), "not a part of it");
        let quoted = Rendered::new("1", &[Node::Text(rendered.json)]);
        assert!(!quoted.links_to(address));
    }
}
