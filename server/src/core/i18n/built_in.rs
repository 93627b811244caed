//! The built-in languages. Every text of a language follows from this list: one whose file is missing fails the build.

/// Hands the languages to another macro, behind what it is given: `built_in_languages!(checked_texts! "" :)` is
/// `checked_texts! { "" : "en" "ar" … }`. The first one stands in for languages that are not here; the others are in the
/// order of their tags. `pt` is Brazilian Portuguese, `zh` is in simplified characters.
macro_rules! built_in_languages {
    ($texts:ident ! $($given:tt)*) => {
        $texts! {
            $($given)*
            "en" "ar" "de" "es" "fr" "he" "hi" "it" "ja" "ko" "nl" "pl" "pt" "ro" "ru" "tr" "uk" "zh"
        }
    };
}
pub(crate) use built_in_languages;

macro_rules! tags {
    ($($language:literal)*) => { &[$($language),*] };
}

/// Their BCP 47 tags, English first.
pub const LANGUAGES: &[&str] = built_in_languages!(tags!);

#[cfg(test)]
mod tests {
    use super::*;

    /// Owners choose by this page.
    #[test]
    fn the_documentation_counts_them() {
        let page = include_str!("../../../../docs/embedding.md");
        let count = format!("{} languages are supported.", LANGUAGES.len());
        assert!(page.contains(&count), "docs/embedding.md: {count} Name the new one there.");
    }
}
