//! Elements and text.

use serde::{Deserialize, Serialize};

use super::math::{MathAttr, MathTag};

/// One step of a document read from left to right.
///
/// JSON: `{"text":"…"}`, `{"open":"paragraph"}`, `{"open":{"heading":2}}`, `"close"`, `"break"`, `"rule"`,
/// `{"image":{…}}`, `{"checkbox":true}`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Node {
    /// Characters to be shown unchanged; never markup.
    Text(String),
    /// Begins an element.
    Open(Element),
    /// Ends the innermost open element.
    Close,
    /// A line break inside a paragraph.
    Break,
    /// A thematic break between blocks.
    Rule,
    /// A picture from an allowed host; pictures from other hosts arrive as links.
    Image {
        /// Absolute `https:` (or same-server) address.
        src: String,
        /// Alternative text; may be empty.
        alt: String,
    },
    /// The state of a task-list item; not operable.
    Checkbox(bool),
}

/// A container.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Element {
    /// A paragraph.
    Paragraph,
    /// A heading of level 1 to 6. The page decides the real level; this is the author's.
    Heading(u8),
    /// A block quotation.
    Quote,
    /// A remark that stands out from the text.
    Alert(AlertKind),
    /// A bulleted list of [`Element::Item`]s.
    List,
    /// A numbered list that starts at this number.
    OrderedList(u64),
    /// One item of a list.
    Item,
    /// A block of code. `lang` is the first word of the info string, at most 32 characters of `A–Z a–z 0–9 + # . _ -`.
    CodeBlock {
        /// The language the author named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lang: Option<String>,
    },
    /// A coloured piece of a code block.
    Token(CodeClass),
    /// Code inside a sentence.
    Code,
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Struck-out text.
    Strike,
    /// Underlined text.
    Underline,
    /// Highlighted text.
    Mark,
    /// Small print.
    Small,
    /// Below the line: `H₂O`.
    Subscript,
    /// Above the line: `m²`, or the number of a footnote.
    Superscript,
    /// A key on the keyboard.
    Keyboard,
    /// A part that opens when the visitor presses its [`Element::Summary`].
    Details,
    /// The visible line of [`Element::Details`], its first child.
    Summary,
    /// A link; `href` has one of the schemes `http`, `https`, `mailto`, `tel`.
    /// Open it in a new tab with `rel="noopener noreferrer nofollow ugc"`.
    Link {
        /// The checked address.
        href: String,
    },
    /// A table; holds one [`Element::TableHead`] and [`Element::TableBody`].
    Table,
    /// The head of a table: holds one row.
    TableHead,
    /// The body of a table: holds rows.
    TableBody,
    /// One row.
    TableRow,
    /// One cell; a header cell inside [`Element::TableHead`].
    TableCell(Align),
    /// A formula: the root of `MathTag` elements. `display` is true for one on a line of its own.
    Formula {
        /// Set on a line of its own.
        display: bool,
        /// The TeX source, for copying and for readers who prefer it.
        tex: String,
    },
    /// A MathML element inside a formula.
    Math {
        /// The element's name.
        tag: MathTag,
        /// Its attributes, each at most once.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(schema_with = attribute_pairs))]
        attrs: Vec<(MathAttr, String)>,
    },
}

impl Element {
    /// True for elements within a sentence, false for blocks and for the parts of formulas.
    pub const fn is_inline(&self) -> bool {
        match self {
            Self::Token(_)
            | Self::Code
            | Self::Emphasis
            | Self::Strong
            | Self::Strike
            | Self::Underline
            | Self::Mark
            | Self::Small
            | Self::Subscript
            | Self::Superscript
            | Self::Keyboard
            | Self::Link { .. } => true,
            Self::Paragraph
            | Self::Heading(_)
            | Self::Quote
            | Self::Alert(_)
            | Self::List
            | Self::OrderedList(_)
            | Self::Item
            | Self::CodeBlock { .. }
            | Self::Details
            | Self::Summary
            | Self::Table
            | Self::TableHead
            | Self::TableBody
            | Self::TableRow
            | Self::TableCell(_)
            | Self::Formula { .. }
            | Self::Math { .. } => false,
        }
    }
}

/// Schema of name and value pairs. A tuple would produce `items: false`, which half of the OpenAPI readers refuse.
#[cfg(feature = "openapi")]
fn attribute_pairs() -> utoipa::openapi::schema::Array {
    use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
    let text = ObjectBuilder::new().schema_type(Type::String);
    let pair = ArrayBuilder::new()
        .description(Some("An attribute's name and value."))
        .items(text)
        .min_items(Some(2))
        .max_items(Some(2));
    ArrayBuilder::new().description(Some("Its attributes, each at most once.")).items(pair).build()
}

/// The kind of an [`Element::Alert`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AlertKind {
    /// Worth knowing.
    Note,
    /// Good advice.
    Tip,
    /// Needed to succeed.
    Important,
    /// Something to be careful with.
    Warning,
    /// Something that does harm.
    Caution,
}

impl AlertKind {
    /// Returns the class names used in style sheets.
    pub const fn css_class(self) -> &'static str {
        match self {
            Self::Note => "alert a-note",
            Self::Tip => "alert a-tip",
            Self::Important => "alert a-important",
            Self::Warning => "alert a-warning",
            Self::Caution => "alert a-caution",
        }
    }
}

/// Alignment of a table column.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Align {
    /// Default alignment of the language.
    None,
    /// Left.
    Left,
    /// Centre.
    Center,
    /// Right.
    Right,
}

/// Kind of a piece of code; the theme decides its colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CodeClass {
    /// `if`, `fn`, `return` …
    Keyword,
    /// A text literal.
    String,
    /// A number or another constant.
    Number,
    /// A comment.
    Comment,
    /// The name of a function where it is defined or called.
    Function,
    /// The name of a type.
    Type,
    /// A variable or parameter that the grammar singles out.
    Variable,
    /// An attribute, a tag, a decorator.
    Attribute,
    /// An operator or punctuation mark.
    Operator,
    /// An added line of a diff.
    Inserted,
    /// A removed line of a diff.
    Deleted,
}

impl CodeClass {
    /// Returns the class name used in style sheets.
    pub const fn css_class(self) -> &'static str {
        match self {
            Self::Keyword => "t-keyword",
            Self::String => "t-string",
            Self::Number => "t-number",
            Self::Comment => "t-comment",
            Self::Function => "t-function",
            Self::Type => "t-type",
            Self::Variable => "t-variable",
            Self::Attribute => "t-attribute",
            Self::Operator => "t-operator",
            Self::Inserted => "t-inserted",
            Self::Deleted => "t-deleted",
        }
    }
}
