//! Text of XML, without its declarations: entities from a document type are never read.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

/// A step through a document.
#[derive(Clone, Copy)]
pub enum XmlStep<'a> {
    /// An element begins (or is empty); its local name, and its attributes as they stand.
    Begin(&'a str, &'a str),
    /// An element ends.
    End(&'a str),
    /// Text, decoded.
    Text(&'a str),
}

/// Walks through a document until `visit` returns `Stop`; `None` if it is not XML or declares a document type.
pub fn walk(xml: &str, mut visit: impl FnMut(XmlStep<'_>) -> Next) -> Option<()> {
    let mut reader = Reader::from_str(xml);
    loop {
        let next = match reader.read_event().ok()? {
            Event::Eof => return Some(()),
            Event::DocType(_) => return None,
            Event::Start(tag) => visit(XmlStep::Begin(tag.local_name().into_inner(), tag.attributes_raw())),
            Event::Empty(tag) => {
                let name = tag.local_name();
                match visit(XmlStep::Begin(name.into_inner(), tag.attributes_raw())) {
                    Next::On => visit(XmlStep::End(name.into_inner())),
                    Next::Stop => Next::Stop,
                }
            }
            Event::End(tag) => visit(XmlStep::End(tag.local_name().into_inner())),
            Event::Text(text) => visit(XmlStep::Text(&text.xml10_content())),
            Event::CData(text) => visit(XmlStep::Text(&text.xml10_content())),
            Event::GeneralRef(reference) => match character(&reference) {
                Some(c) => visit(XmlStep::Text(c.encode_utf8(&mut [0; 4]))),
                None => Next::On,
            },
            _ => Next::On,
        };
        if next == Next::Stop {
            return Some(());
        }
    }
}

/// Decision to continue or stop the walk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Continue with the next step.
    On,
    /// End the walk.
    Stop,
}

/// The characters every document knows; others would have to be declared.
fn character(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

/// Local names and values of attributes as they stand, however they are quoted, references resolved. What cannot be read
/// is left out.
pub fn attributes(raw: &str) -> Vec<(String, String)> {
    let tag = BytesStart::from_content(raw, 0);
    let mut attributes = tag.attributes();
    let pairs = attributes.with_checks(false).flatten();
    pairs
        .map(|it| {
            let value = it.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_or_else(|_| it.value.to_string(), std::borrow::Cow::into_owned);
            (it.key.local_name().into_inner().to_owned(), value)
        })
        .collect()
}
