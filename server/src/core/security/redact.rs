//! Credentials in texts for the log, recognised by their form and taken out.
//!
//! Our own lines name no credential. This is the second line of defence: for addresses that clients chose, and for what
//! libraries write at the level `trace`.

use std::{borrow::Cow, sync::LazyLock};

use regex::{Captures, Regex};

/// In place of a credential.
pub const REDACTED: &str = "[redacted]";

/// Matches credentials. The text before a credential is in a group called `keep` and is not removed.
static CREDENTIALS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let forms = [
        // Tokens signed by us or by an owner's server.
        r"\beyJ[\w-]{4,}\.[\w-]+(?:\.[\w-]+)?",
        // Our secrets and those of well-known services, by their prefixes.
        r"\b(?:wt|wis|ps|caty)(?:_|%5[Ff])[\w-]{4,}",
        r"\bwhsec_[A-Za-z0-9+/=_-]{4,}",
        r"\b(?:sk|rk|pk|gsk|xai|key|glpat|ghp|ghs|xox[a-z]|hf|AIza|AKIA|ASIA)[-_]?[A-Za-z0-9_-]{16,}",
        // Header values, however they are written.
        r#"(?i)(?P<keep0>\bbearer(?:[ +]|%20)+)[^\s"'\\,;&\[][^\s"'\\,;&]{3,}"#,
        r#"(?i)(?P<keep1>\b(?:proxy-)?authorization\\?"?\s*[:=]\s*\\?"?(?:(?:bearer|basic|token)\s+)?)[^\s"'\\,;\[]+"#,
        r#"(?i)(?P<keep2>\b(?:set-)?cookie\\?"?\s*[:=]\s*\\?"?)[^\s"'\\\[][^"'\\\r\n\[]*"#,
        r#"(?i)(?P<keep3>\b(?:x-api-key|x-goog-api-key|api-key|webhook-signature|x-csrf-token)\\?"?\s*[:=]\s*\\?"?)[^\s"'\\\[]+"#,
        // Cookies and form fields on their own, and parameters of addresses.
        r#"(?i)(?P<keep4>\b(?:__Host-)?parlor-[a-z-]+=)[^\s"'\\;&]+"#,
        r#"(?i)(?P<keep5>(?:^|[?&;\s"'])(?:[a-z_-]*token|jwt|signature|sig|seal|ticket|secret|password|passwd|identity|api_?key|invitation|x-amz-(?:signature|credential|security-token))=)[^\s"'\\;&]+"#,
        r#"(?i)(?P<keep6>\\?"(?:[a-z_]*token|jwt|signature|seal|secret|password|identity|api_?key)\\?"\s*:\s*\\?")[^"\\]+"#,
        // A name and a password before a host.
        r"(?P<keep7>\b[a-z][a-z0-9+.-]*://)[^\s/@:]*:[^\s/@]+@",
    ];
    Regex::new(&forms.map(|form| format!("(?:{form})")).join("|")).ok()
});

/// The text without credentials.
pub fn redacted(text: &str) -> Cow<'_, str> {
    let Some(credentials) = CREDENTIALS.as_ref() else { return Cow::Borrowed(REDACTED) };
    credentials.replace_all(text, |found: &Captures<'_>| {
        let kept = (0..8).find_map(|at| found.name(&format!("keep{at}"))).map_or("", |kept| kept.as_str());
        // Only the name of a scheme is left: the credential after it was already removed.
        if ["bearer", "basic", "token"].iter().any(|scheme| found[0][kept.len()..].eq_ignore_ascii_case(scheme)) {
            return found[0].to_owned();
        }
        let after = if found[0].ends_with('@') { "@" } else { "" };
        [kept, REDACTED, after].concat()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_taken_out_in_every_form() {
        let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ3aWRnZXQifQ.c2lnbmF0dXJl-_";
        for (text, left) in [
            (format!("token {jwt}."), "token [redacted]."),
            ("/api/widget-chat/init/wt_0123456789abcdef".into(), "/api/widget-chat/init/[redacted]"),
            ("/a/wt%5F0123456789abcdef/b".into(), "/a/[redacted]/b"),
            ("ps_0123456789abcdef wis_0123456789abcdef".into(), "[redacted] [redacted]"),
            ("X-API-Key: caty_0123456789abcdef".into(), "X-API-Key: [redacted]"),
            ("sk-ant-api03-0123456789abcdef".into(), "[redacted]"),
            (format!("Authorization: Bearer {jwt}"), "Authorization: Bearer [redacted]"),
            ("\"authorization\": \"Basic dXNlcjpwYXNz\"".into(), "\"authorization\": \"Basic [redacted]\""),
            ("{\\\"authorization\\\":\\\"opaque-secret\\\"}".into(), "{\\\"authorization\\\":\\\"[redacted]\\\"}"),
            ("cookie: a=b; parlor-sign-in=c".into(), "cookie: [redacted]"),
            ("__Host-parlor-sign-in=abc; Path=/".into(), "__Host-parlor-sign-in=[redacted]; Path=/"),
            ("GET /x?token=abc&a=b".into(), "GET /x?token=[redacted]&a=b"),
            ("/x?a=b&access_token=abc".into(), "/x?a=b&access_token=[redacted]"),
            ("/attachments/1?expires=2&signature=Ab-_1".into(), "/attachments/1?expires=2&signature=[redacted]"),
            (
                "?X-Amz-Credential=a%2Fb&X-Amz-Signature=00ff".into(),
                "?X-Amz-Credential=[redacted]&X-Amz-Signature=[redacted]",
            ),
            ("{\"password\":\"a b\",\"email\":\"x\"}".into(), "{\"password\":\"[redacted]\",\"email\":\"x\"}"),
            ("seal=00ff key=11".into(), "seal=[redacted] key=11"),
            ("postgres://parlor:secret@db/parlor".into(), "postgres://[redacted]@db/parlor"),
        ] {
            assert_eq!(redacted(&text), left);
            assert_eq!(redacted(&redacted(&text)), left, "the same once more");
        }
    }

    #[test]
    fn other_text_stays() {
        for text in [
            "answered status=200 ms=3",
            "path=/v1/widget/messages/01900000-0000-7000-8000-000000000000/stream",
            "the visitor's token is absent",
            "key=wk_0123456789abcdef0123456789abcdef",
            "http://127.0.0.1:8787/chat",
            "a model did not answer provider=openai",
        ] {
            assert_eq!(redacted(text), text);
        }
    }
}
