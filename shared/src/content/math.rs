//! The part of [MathML Core](https://www.w3.org/TR/mathml-core/) a formula may use.

use serde::{Deserialize, Serialize};

macro_rules! names {
    ($(#[$outer:meta])* $type:ident { $($(#[$doc:meta])* $name:ident = $text:tt,)* }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $type { $($(#[$doc])* #[serde(rename = $text)] $name,)* }

        impl $type {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name in MathML and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

names! {
    /// Elements.
    MathTag {
        /// An identifier.
        Mi = "mi",
        /// A number.
        Mn = "mn",
        /// An operator.
        Mo = "mo",
        /// Text.
        Mtext = "mtext",
        /// Space.
        Mspace = "mspace",
        /// A group.
        Mrow = "mrow",
        /// A fraction.
        Mfrac = "mfrac",
        /// A square root.
        Msqrt = "msqrt",
        /// A root with an index.
        Mroot = "mroot",
        /// A change of style.
        Mstyle = "mstyle",
        /// Adjusted space around.
        Mpadded = "mpadded",
        /// Invisible content that takes up its space.
        Mphantom = "mphantom",
        /// Subscript.
        Msub = "msub",
        /// Superscript.
        Msup = "msup",
        /// Subscript and superscript.
        Msubsup = "msubsup",
        /// Below.
        Munder = "munder",
        /// Above.
        Mover = "mover",
        /// Below and above.
        Munderover = "munderover",
        /// Scripts before and after.
        Mmultiscripts = "mmultiscripts",
        /// Separates the scripts before from those after.
        Mprescripts = "mprescripts",
        /// A framed or struck-out expression; [`MathAttr::Notation`] names the form.
        Menclose = "menclose",
        /// A table or matrix.
        Mtable = "mtable",
        /// A row.
        Mtr = "mtr",
        /// A cell.
        Mtd = "mtd",
        /// A part that could not be parsed.
        Merror = "merror",
    }
}

names! {
    /// Attributes. Values are lengths, numbers, keywords or single characters; none can name an address or a script.
    MathAttr {
        /// An accent rather than a limit.
        Accent = "accent",
        /// The same, below.
        Accentunder = "accentunder",
        /// Align cells of a table column.
        Columnalign = "columnalign",
        /// Height below the baseline.
        Depth = "depth",
        /// Set as on a line of its own.
        Displaystyle = "displaystyle",
        /// A bracket.
        Fence = "fence",
        /// Prefix, infix or postfix.
        Form = "form",
        /// Height.
        Height = "height",
        /// Thickness of the fraction bar.
        Linethickness = "linethickness",
        /// Space before.
        Lspace = "lspace",
        /// Letter variant; MathML Core knows `normal`.
        Mathvariant = "mathvariant",
        /// Largest size.
        Maxsize = "maxsize",
        /// Smallest size.
        Minsize = "minsize",
        /// Limits move beside the operator in running text.
        Movablelimits = "movablelimits",
        /// The frame or line of [`MathTag::Menclose`]: `box`, `updiagonalstrike`, `downdiagonalstrike`.
        Notation = "notation",
        /// Space after.
        Rspace = "rspace",
        /// Nesting level of scripts.
        Scriptlevel = "scriptlevel",
        /// A separator.
        Separator = "separator",
        /// Grows with what it encloses.
        Stretchy = "stretchy",
        /// Centred on the axis when it grows.
        Symmetric = "symmetric",
        /// Vertical shift.
        Voffset = "voffset",
        /// Width.
        Width = "width",
    }
}
