//! Flags with one value.

use serde::{Deserialize, Serialize};

/// A flag with a constant value: `"success": true` in every reply, `false` in every error.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(try_from = "bool", into = "bool")]
pub struct Always<const FLAG: bool>;

impl<const FLAG: bool> From<Always<FLAG>> for bool {
    fn from(_: Always<FLAG>) -> Self {
        FLAG
    }
}

impl<const FLAG: bool> TryFrom<bool> for Always<FLAG> {
    type Error = &'static str;

    fn try_from(flag: bool) -> Result<Self, Self::Error> {
        if flag == FLAG { Ok(Self) } else { Err("this flag has only one value") }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::golden, *};

    #[test]
    fn a_reply_cannot_say_false() {
        golden("true", &Always::<true>);
        golden("false", &Always::<false>);
        assert!(serde_json::from_str::<Always<true>>("false").is_err());
    }
}
