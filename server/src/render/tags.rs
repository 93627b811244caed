//! The HTML that answers may use: an allow-list of names, without attributes.

use parlor_shared::content::{Align, Element};

/// Longer tags are text; in bytes.
const LONGEST: usize = 1_000;

/// A tag that means something. Every other is shown as it was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum HtmlTag {
    Br,
    Sub,
    Sup,
    Kbd,
    B,
    Strong,
    I,
    Em,
    U,
    S,
    Mark,
    Small,
    Details,
    Summary,
    Ul,
    Ol,
    Li,
    Table,
    Thead,
    Tbody,
    Tr,
    Th,
    Td,
}

/// The place of a tag in the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TagPlace {
    /// Within a sentence.
    Inline,
    /// Between blocks.
    Block,
    /// Inside one of these only.
    Inside(&'static [HtmlTag]),
}

impl HtmlTag {
    const ALL: [(&'static str, Self); 23] = [
        ("br", Self::Br),
        ("sub", Self::Sub),
        ("sup", Self::Sup),
        ("kbd", Self::Kbd),
        ("b", Self::B),
        ("strong", Self::Strong),
        ("i", Self::I),
        ("em", Self::Em),
        ("u", Self::U),
        ("s", Self::S),
        ("mark", Self::Mark),
        ("small", Self::Small),
        ("details", Self::Details),
        ("summary", Self::Summary),
        ("ul", Self::Ul),
        ("ol", Self::Ol),
        ("li", Self::Li),
        ("table", Self::Table),
        ("thead", Self::Thead),
        ("tbody", Self::Tbody),
        ("tr", Self::Tr),
        ("th", Self::Th),
        ("td", Self::Td),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, tag)| *tag)
    }

    /// The element it opens; none for a line break.
    pub(super) const fn element(self) -> Option<Element> {
        Some(match self {
            Self::Br => return None,
            Self::Sub => Element::Subscript,
            Self::Sup => Element::Superscript,
            Self::Kbd => Element::Keyboard,
            Self::B | Self::Strong => Element::Strong,
            Self::I | Self::Em => Element::Emphasis,
            Self::U => Element::Underline,
            Self::S => Element::Strike,
            Self::Mark => Element::Mark,
            Self::Small => Element::Small,
            Self::Details => Element::Details,
            Self::Summary => Element::Summary,
            Self::Ul => Element::List,
            Self::Ol => Element::OrderedList(1),
            Self::Li => Element::Item,
            Self::Table => Element::Table,
            Self::Thead => Element::TableHead,
            Self::Tbody => Element::TableBody,
            Self::Tr => Element::TableRow,
            Self::Th | Self::Td => Element::TableCell(Align::None),
        })
    }

    pub(super) const fn place(self) -> TagPlace {
        match self {
            Self::Details | Self::Ul | Self::Ol | Self::Table => TagPlace::Block,
            Self::Summary => TagPlace::Inside(&[Self::Details]),
            Self::Li => TagPlace::Inside(&[Self::Ul, Self::Ol]),
            Self::Thead | Self::Tbody => TagPlace::Inside(&[Self::Table]),
            Self::Tr => TagPlace::Inside(&[Self::Thead, Self::Tbody]),
            Self::Th | Self::Td => TagPlace::Inside(&[Self::Tr]),
            _ => TagPlace::Inline,
        }
    }

    /// True when text right inside it is layout of the source.
    pub(super) const fn holds_no_text(self) -> bool {
        matches!(self, Self::Ul | Self::Ol | Self::Table | Self::Thead | Self::Tbody | Self::Tr)
    }

    /// True when a sentence can stand right inside it.
    pub(super) const fn holds_sentences(self) -> bool {
        !self.holds_no_text() && !matches!(self, Self::Details)
    }

    /// True when the name means something.
    pub(super) fn is_known(name: &str) -> bool {
        Self::named(name).is_some()
    }

    /// True when an unfinished tag of these letters may become one that means something.
    pub(super) fn may_begin(letters: &str) -> bool {
        Self::ALL
            .iter()
            .any(|(name, _)| name.get(..letters.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(letters)))
    }
}

/// A piece of HTML.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum HtmlPiece<'h> {
    Text(&'h str),
    Open(HtmlTag),
    Close(HtmlTag),
}

/// HTML in pieces. Comments vanish, unfinished ones too.
pub(super) fn pieces(html: &str) -> Vec<HtmlPiece<'_>> {
    let mut pieces = Vec::new();
    let (mut text, mut at) = (0, 0);
    while let Some(found) = html[at..].find('<').map(|found| at + found) {
        let Some((length, piece)) = tag(&html[found..]) else {
            // Text inside the attribute values of another tag is not a tag.
            let inside = &html[found + 1..];
            let named = inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
            at = found + 1 + end_of_tag(inside).filter(|_| named).map_or(0, |end| end + 1);
            continue;
        };
        if found > text {
            pieces.push(HtmlPiece::Text(&html[text..found]));
        }
        pieces.extend(piece);
        at = found + length;
        text = at;
    }
    if text < html.len() {
        pieces.push(HtmlPiece::Text(&html[text..]));
    }
    pieces
}

/// The tag or comment that `html` begins with: its length, and what it means.
fn tag(html: &str) -> Option<(usize, Option<HtmlPiece<'static>>)> {
    if let Some(comment) = html.strip_prefix("<!--") {
        let empty = ["->", ">"].into_iter().find(|end| comment.starts_with(end)).map(str::len);
        let end = empty.or_else(|| comment.find("-->").map(|end| end + 3));
        return Some((end.map_or(html.len(), |end| 4 + end), None));
    }
    let inside = html.strip_prefix('<')?;
    inside.strip_prefix('/').unwrap_or(inside).chars().next().filter(char::is_ascii_alphabetic)?;
    let end = end_of_tag(inside)?;
    let (closes, words) = inside[..end].strip_prefix('/').map_or((false, &inside[..end]), |words| (true, words));
    let name = words.trim_end_matches('/').split(char::is_whitespace).next().unwrap_or_default();
    let tag = HtmlTag::named(name)?;
    let piece = match (closes, tag) {
        // Browsers take "</br>" for a break.
        (_, HtmlTag::Br) => Some(HtmlPiece::Open(tag)),
        // It holds nothing.
        (false, _) if words.ends_with('/') => None,
        (false, _) => Some(HtmlPiece::Open(tag)),
        (true, _) => Some(HtmlPiece::Close(tag)),
    };
    Some((end + 2, piece))
}

/// The end of the tag: the first `>` outside of a value in quotes.
fn end_of_tag(inside: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in inside.bytes().enumerate().take(LONGEST) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    None
}
