//! Changes to a growing document.

use serde::{Deserialize, Serialize};

use super::node::Node;

/// A change to a document: keep the first `keep` nodes, add `append` to the last of them, then add `nodes`.
///
/// JSON: `{"keep":12,"append":"lo","nodes":[…]}`; `append` is left out when empty.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Patch {
    /// Number of nodes at the start of the current document that stay.
    pub keep: usize,
    /// Characters to add to the last kept node, which is then a [`Node::Text`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub append: String,
    /// The nodes that follow.
    #[serde(default)]
    pub nodes: Vec<Node>,
}

/// Error: the patch does not fit the document. It keeps more nodes than there are, or appends to a node that is not
/// text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InvalidPatch;

impl std::fmt::Display for InvalidPatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the patch does not fit the document")
    }
}

impl std::error::Error for InvalidPatch {}

impl Patch {
    /// Returns the shortest patch that turns one document into another.
    ///
    /// ```
    /// use parlor_shared::content::{Node, Patch};
    /// let text = |t: &str| vec![Node::Text(t.into())];
    /// let patch = Patch::between(&text("Hel"), &text("Hello"));
    /// assert_eq!((patch.keep, patch.append.as_str(), patch.nodes.len()), (1, "lo", 0));
    /// ```
    pub fn between(old: &[Node], new: &[Node]) -> Self {
        let same = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let grown = match (old.get(same), new.get(same)) {
            (Some(Node::Text(a)), Some(Node::Text(b))) => b.strip_prefix(a.as_str()),
            _ => None,
        };
        match grown {
            Some(tail) => Self { keep: same + 1, append: tail.to_owned(), nodes: new[same + 1..].to_vec() },
            None => Self { keep: same, append: String::new(), nodes: new[same..].to_vec() },
        }
    }

    /// Applies the patch to `document`. On an error the document is unchanged.
    pub fn apply(&self, document: &mut Vec<Node>) -> Result<(), InvalidPatch> {
        if self.keep > document.len() {
            return Err(InvalidPatch);
        }
        if !self.append.is_empty() {
            match self.keep.checked_sub(1).and_then(|last| document.get_mut(last)) {
                Some(Node::Text(text)) => text.push_str(&self.append),
                _ => return Err(InvalidPatch),
            }
        }
        document.truncate(self.keep);
        document.extend_from_slice(&self.nodes);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::content::Element;

    fn node() -> impl Strategy<Value = Node> {
        prop_oneof![
            "[a-c]{0,3}".prop_map(Node::Text),
            Just(Node::Open(Element::Paragraph)),
            Just(Node::Close),
            Just(Node::Break),
        ]
    }

    proptest! {
        #[test]
        fn a_patch_leads_from_the_old_document_to_the_new(old in prop::collection::vec(node(), 0..12), new in prop::collection::vec(node(), 0..12)) {
            let mut document = old.clone();
            Patch::between(&old, &new).apply(&mut document).unwrap();
            prop_assert_eq!(document, new);
        }
    }

    #[test]
    fn a_patch_that_does_not_fit_changes_nothing() {
        let mut document = vec![Node::Break];
        for patch in [
            Patch { keep: 2, ..Patch::default() },
            Patch { keep: 1, append: "x".into(), nodes: vec![] },
            Patch { keep: 0, append: "x".into(), nodes: vec![] },
        ] {
            assert_eq!(patch.apply(&mut document), Err(InvalidPatch));
            assert_eq!(document, [Node::Break]);
        }
    }

    #[test]
    fn the_json_is_as_documented() {
        let patch = Patch {
            keep: 1,
            append: String::new(),
            nodes: vec![Node::Open(Element::Heading(2)), Node::Text("Hi".into()), Node::Close],
        };
        let json = r#"{"keep":1,"nodes":[{"open":{"heading":2}},{"text":"Hi"},"close"]}"#;
        assert_eq!(serde_json::to_string(&patch).unwrap(), json);
        assert_eq!(serde_json::from_str::<Patch>(json).unwrap(), patch);
    }
}
