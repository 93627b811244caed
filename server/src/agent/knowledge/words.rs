//! Words of a text, and what remains of a word without its ending.

/// The words of a text in lower case. Identifiers such as `data-key`, `on_error` or `v1.2` stay whole.
pub(super) fn words(text: &str) -> Vec<String> {
    let inner = |c: char| matches!(c, '-' | '_' | '.' | '\'' | '’');
    text.split(|c: char| !c.is_alphanumeric() && !inner(c))
        .map(|word| word.trim_matches(inner).to_lowercase())
        .map(|word| word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).map(str::to_owned).unwrap_or(word))
        .filter(|word| !word.is_empty())
        .collect()
}

/// The stems of a text's words. An identifier counts as itself and as each of its parts.
pub(super) fn stems(text: &str) -> Vec<String> {
    let mut stems = Vec::new();
    for word in words(text) {
        if is_identifier(&word) {
            stems.extend(word.split(['-', '_', '.']).filter(|part| !part.is_empty()).map(stem));
        }
        stems.push(stem(&word));
    }
    stems
}

/// Whether a word is made of several.
pub(super) fn is_identifier(word: &str) -> bool {
    word.contains(['-', '_', '.'])
}

/// Endings and what stands for them, longest first; each leaves at least four letters.
const ENDINGS: &[(&str, &str)] = &[
    ("ations", ""), ("ation", ""), ("ating", ""), ("ments", ""), ("ment", ""), ("ates", ""), ("ated", ""), ("ions", ""),
    ("ness", ""), ("ate", ""), ("ion", ""), ("ing", ""), ("ies", "y"), ("ed", ""), ("ly", ""),
];

/// A word without its English ending; the same for all forms of most words. Identifiers stay as they are.
pub(super) fn stem(word: &str) -> String {
    if is_identifier(word) || !word.is_ascii() {
        return word.to_owned();
    }
    let word = match word.strip_suffix('s') {
        Some(rest) if rest.len() > 2 && !rest.ends_with(['s', 'u', 'i']) && !rest.ends_with("ie") => rest,
        _ => word,
    };
    let ending = |(end, with): &(&str, &str)| Some(format!("{}{with}", word.strip_suffix(end).filter(|rest| rest.len() >= 3)?));
    let cut = ENDINGS.iter().find_map(ending).unwrap_or_else(|| word.to_owned());
    let cut = cut.strip_suffix('e').filter(|rest| rest.len() > 2).unwrap_or(&cut);
    undouble(cut).to_owned()
}

/// `stopp` is `stop`; `call` and `pass` stay.
fn undouble(word: &str) -> &str {
    match word.as_bytes() {
        [.., a, b] if a == b && word.len() > 4 && !b"aeiouls".contains(b) => &word[..word.len() - 1],
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_lower_case_and_identifiers_whole() {
        assert_eq!(words("Set the `data-key`, please: PARLOR_SECRET isn't v1.2."), [
            "set", "the", "data-key", "please", "parlor_secret", "isn't", "v1.2"
        ]);
        assert_eq!(words("Größe — naïve’s"), ["größe", "naïve"]);
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for forms in [&["stop", "stops", "stopped", "stopping"][..], &["configure", "configuration", "configuring"], &[
            "regenerate", "regenerated", "regeneration",
        ], &["reply", "replies"], &["close", "closes", "closed", "closing"], &["colour", "colours"]] {
            assert!(forms.iter().all(|form| stem(form) == stem(forms[0])), "{forms:?}: {:?}", forms.iter().map(|f| stem(f)).collect::<Vec<_>>());
        }
        assert_eq!(stem("data-keys"), "data-keys");
        assert_eq!(stem("access"), "access");
    }
}
