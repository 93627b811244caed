//! Conversions between two types that say the same: a body of the API or a stored row, and a type of the domain.

use std::collections::BTreeMap;

/// [`From`] both ways between two structs with the same fields, or two enums with the same variants. Each is named once; one
/// that is forgotten, here or in either type, does not compile.
///
/// A field whose types differ names the function that converts it, or one per direction: `by there / back`.
macro_rules! both_ways {
    (struct $a:ident = $b:ident { $($field:ident $(by $there:ident $(/ $back:ident)?)?),+ $(,)? }) => {
        impl From<$a> for $b {
            fn from(value: $a) -> Self {
                let $a { $($field),+ } = value;
                Self { $($field: $crate::core::both_ways::both_ways!(@there $field $($there)?)),+ }
            }
        }

        impl From<$b> for $a {
            fn from(value: $b) -> Self {
                let $b { $($field),+ } = value;
                Self { $($field: $crate::core::both_ways::both_ways!(@back $field $($there $($back)?)?)),+ }
            }
        }
    };
    (enum $a:ident = $b:ident { $($variant:ident),+ $(,)? }) => {
        impl From<$a> for $b {
            fn from(value: $a) -> Self {
                match value { $($a::$variant => Self::$variant),+ }
            }
        }

        impl From<$b> for $a {
            fn from(value: $b) -> Self {
                match value { $($b::$variant => Self::$variant),+ }
            }
        }
    };
    (enum $a:ident = $b:ident { $($variant:ident { $($field:ident $(by $there:ident)?),* $(,)? }),+ $(,)? }) => {
        impl From<$a> for $b {
            fn from(value: $a) -> Self {
                match value {
                    $($a::$variant { $($field),* } => Self::$variant {
                        $($field: $crate::core::both_ways::both_ways!(@there $field $($there)?)),*
                    }),+
                }
            }
        }

        impl From<$b> for $a {
            fn from(value: $b) -> Self {
                match value {
                    $($b::$variant { $($field),* } => Self::$variant {
                        $($field: $crate::core::both_ways::both_ways!(@back $field $($there)?)),*
                    }),+
                }
            }
        }
    };
    (@there $field:ident) => { $field };
    (@there $field:ident $there:ident) => { $there($field) };
    (@back $field:ident) => { $field };
    (@back $field:ident $there:ident) => { $there($field) };
    (@back $field:ident $there:ident $back:ident) => { $back($field) };
}
pub(crate) use both_ways;

/// Converts a value, if there is one.
pub(crate) fn option<A: Into<B>, B>(value: Option<A>) -> Option<B> {
    value.map(Into::into)
}

/// Converts each.
pub(crate) fn all<A: Into<B>, B>(values: Vec<A>) -> Vec<B> {
    values.into_iter().map(Into::into).collect()
}

/// Converts each, if there is a list.
pub(crate) fn option_all<A: Into<B>, B>(values: Option<Vec<A>>) -> Option<Vec<B>> {
    values.map(all)
}

/// Converts the value in a box.
#[expect(clippy::boxed_local, reason = "the fields on both sides are boxes")]
pub(crate) fn boxed<A: Into<B>, B>(value: Box<A>) -> Box<B> {
    Box::new((*value).into())
}

/// Converts each key.
pub(crate) fn keys<A: Into<B>, B: Ord, V>(map: BTreeMap<A, V>) -> BTreeMap<B, V> {
    map.into_iter().map(|(key, value)| (key.into(), value)).collect()
}
