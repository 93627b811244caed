//! A format of office documents.

use super::flow::Flow;

/// Reads the XML of one format into a [`Flow`].
pub(super) trait Format {
    /// Elements that hold none of the document's text: they are passed over with all that is in them.
    const LEFT_OUT: &[&str];

    /// An element begins, with its attributes as they stand.
    fn begin(&mut self, name: &str, raw: &str, flow: &mut Flow);

    /// An element ends.
    fn end(&mut self, name: &str, flow: &mut Flow);

    /// Text, decoded.
    fn text(&mut self, text: &str);
}
