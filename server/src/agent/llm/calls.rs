//! Calls of tools, put together from the pieces a stream brings.

use serde_json::Value;

use super::{chunk::CallPiece, lenient_json::Halves, tools::ToolCallRequest};
use crate::core::conversation::agent_error::AgentError;

/// The most arguments of all calls together, in bytes: more is no call.
const LONGEST: usize = 64 << 10;
/// The most calls.
const MOST: usize = 32;

/// Calls in the making.
#[derive(Debug, Default)]
pub(super) struct Calls {
    making: Vec<Making>,
    bytes: usize,
    halved: bool,
}

/// A call and its place among the others, as its service counts: from 0 or from 1, or the same for all of them.
#[derive(Debug)]
struct Making {
    index: Option<u64>,
    call: ToolCallRequest,
}

impl Calls {
    /// Adds pieces. The id says which call a piece belongs to, else the index, else the order.
    pub(super) fn take(&mut self, pieces: Vec<CallPiece>, halved: bool) -> Result<(), AgentError> {
        self.halved |= halved;
        for piece in pieces {
            self.bytes += piece.arguments.len();
            match self.continued(&piece) {
                Some(at) => go_on(&mut self.making[at].call, piece),
                None => self.making.push(begun(piece)),
            }
            if self.making.len() > MOST || self.bytes > LONGEST {
                return Err(AgentError::Protocol);
            }
        }
        Ok(())
    }

    /// The call that a piece goes on with. A new id or a name begins a call of its own, unless the one with the same index
    /// is in the middle of its arguments: some services say id and name with every piece, a few with a new id each.
    fn continued(&self, piece: &CallPiece) -> Option<usize> {
        let last = |is: &dyn Fn(&Making) -> bool| self.making.iter().rposition(is);
        let known = piece.id.as_ref().and_then(|id| last(&|it| it.call.id == *id));
        let placed = || piece.index.and_then(|index| last(&|it| it.index == Some(index)));
        let at = match (&piece.index, &piece.name) {
            _ if known.is_some() => return known,
            (None, _) => self.making.len().checked_sub(1)?,
            (Some(_), None) => placed().or(self.making.len().checked_sub(1))?,
            (Some(_), Some(_)) => placed()?,
        };
        let call = &self.making[at].call;
        let goes_on = match &piece.name {
            None => true,
            Some(_) if is_whole(&call.arguments) => false,
            Some(_) if call.arguments.is_empty() => {
                call.name.is_empty() || (piece.id.is_none() && piece.index.is_some())
            }
            Some(name) => call.name == *name && (piece.id.is_none() || piece.index.is_some()),
        };
        goes_on.then_some(at)
    }

    /// All that have a name. Calls without an id get one that is theirs alone in the answer's `round`: results are told by
    /// it. Nine letters and digits, which is what the strictest services take.
    pub(super) fn whole(self, round: usize) -> Vec<ToolCallRequest> {
        let cut = self.halved;
        let named = self.making.into_iter().map(|making| making.call).filter(|call| !call.name.is_empty());
        named
            .enumerate()
            .map(|(at, mut call)| {
                if call.id.is_empty() {
                    call.id = format!("call{:02}{:03}", round % 100, at);
                }
                if cut {
                    let mut halves = Halves::default();
                    call.arguments = halves.join(call.arguments, true);
                    call.arguments.extend(halves.end());
                }
                call
            })
            .collect()
    }
}

fn begun(piece: CallPiece) -> Making {
    let (id, name) = (piece.id.unwrap_or_default(), piece.name.unwrap_or_default());
    Making { index: piece.index, call: ToolCallRequest { id, name, arguments: piece.arguments, signatures: None } }
}

/// A name may come again, whole or as far as it is known, or go on where it stopped.
fn go_on(call: &mut ToolCallRequest, piece: CallPiece) {
    if call.id.is_empty() {
        call.id = piece.id.unwrap_or_default();
    }
    let name = piece.name.unwrap_or_default();
    if name.starts_with(&call.name) {
        call.name = name;
    } else if call.arguments.is_empty() && call.name != name {
        call.name.push_str(&name);
    }
    // Arguments that were whole and come once more are a repetition.
    if !(is_whole(&call.arguments) && is_whole(&piece.arguments)) {
        call.arguments.push_str(&piece.arguments);
    }
}

/// True when these arguments need no more pieces.
pub(super) fn is_whole(arguments: &str) -> bool {
    serde_json::from_str::<Value>(arguments).is_ok_and(|value| value.is_object())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Piece = (Option<u64>, &'static str, &'static str, &'static str);

    fn calls(pieces: &[Piece]) -> Result<Vec<[String; 3]>, AgentError> {
        let mut calls = Calls::default();
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        for (index, id, name, arguments) in pieces {
            let piece =
                CallPiece { index: *index, id: filled(id), name: filled(name), arguments: (*arguments).to_owned() };
            calls.take(vec![piece], false)?;
        }
        Ok(calls.whole(0).into_iter().map(|call| [call.id, call.name, call.arguments]).collect())
    }

    fn whole<const N: usize>(calls: [[&str; 3]; N]) -> Vec<[String; 3]> {
        calls.map(|call| call.map(String::from)).to_vec()
    }

    const TWO: [[&str; 3]; 2] = [["a", "one", "{\"x\":1}"], ["b", "two", "{}"]];

    #[test]
    fn pieces_become_calls_in_every_way_they_come() {
        for (how, pieces) in [
            (
                "mixed",
                vec![
                    (Some(0), "a", "one", ""),
                    (Some(0), "", "", "{\"x\""),
                    (Some(1), "b", "two", "{}"),
                    (Some(0), "", "", ":1}"),
                ],
            ),
            ("without an index", vec![(None, "a", "one", "{\"x\":1}"), (None, "b", "two", "{"), (None, "", "", "}")]),
            ("one index for all", vec![(Some(0), "a", "one", "{\"x\":1}"), (Some(0), "b", "two", "{}")]),
            (
                "one index, in pieces",
                vec![
                    (Some(0), "a", "one", "{\"x\""),
                    (Some(0), "", "", ":1}"),
                    (Some(0), "b", "two", ""),
                    (Some(0), "", "", "{}"),
                ],
            ),
            ("counted from one", vec![(Some(1), "a", "one", "{\"x\":1}"), (Some(2), "b", "two", "{}")]),
            (
                "id and name each time",
                vec![
                    (Some(0), "a", "one", ""),
                    (Some(0), "a", "one", "{\"x\":"),
                    (Some(0), "a", "one", "1}"),
                    (Some(1), "b", "two", "{}"),
                ],
            ),
            (
                "id alone each time",
                vec![
                    (None, "a", "one", "{\"x\":"),
                    (None, "b", "two", "{"),
                    (None, "a", "", "1}"),
                    (None, "b", "", "}"),
                ],
            ),
            (
                "a new id with each piece",
                vec![(Some(0), "a", "one", "{\"x\":"), (Some(0), "z", "", "1}"), (Some(1), "b", "two", "{}")],
            ),
            (
                "a name in pieces",
                vec![
                    (Some(0), "a", "o", ""),
                    (Some(0), "", "ne", ""),
                    (Some(0), "", "", "{\"x\":1}"),
                    (Some(1), "b", "two", "{}"),
                ],
            ),
            (
                "a name that grows",
                vec![(Some(0), "a", "o", ""), (Some(0), "", "one", "{\"x\":1}"), (Some(1), "b", "two", "{}")],
            ),
            (
                "repeated at the end",
                vec![
                    (Some(0), "a", "one", "{\"x\":1}"),
                    (Some(1), "b", "two", "{}"),
                    (Some(0), "a", "one", "{\"x\":1}"),
                    (Some(1), "b", "two", "{}"),
                ],
            ),
            (
                "an id that comes later",
                vec![(Some(0), "", "one", ""), (Some(0), "a", "", "{\"x\":1}"), (Some(1), "b", "two", "{}")],
            ),
        ] {
            assert_eq!(calls(&pieces), Ok(whole(TWO)), "{how}");
        }
    }

    #[test]
    fn calls_without_an_id_get_one() {
        let two = [["call00000", "one", "{}"], ["call00001", "one", "{}"]];
        assert_eq!(calls(&[(None, "", "one", "{}"), (None, "", "one", "{}")]), Ok(whole(two)));
        assert_eq!(calls(&[(Some(0), "", "one", "{}"), (Some(0), "", "one", "{}")]), Ok(whole(two)));
        assert_eq!(
            calls(&[(None, "", "one", "{"), (None, "", "one", "}")]),
            Ok(whole([two[0]])),
            "the legacy function_call"
        );
    }

    #[test]
    fn calls_have_an_end() {
        assert_eq!(calls(&[(Some(u64::MAX), "a", "one", "{}")]), Ok(whole([["a", "one", "{}"]])));
        let many: Vec<_> = (0..33).map(|index| (Some(index), "", "one", "{}")).collect();
        assert_eq!(calls(&many), Err(AgentError::Protocol));
        let long: &'static str = "x".repeat(LONGEST + 1).leak();
        assert_eq!(calls(&[(None, "", "a", long)]), Err(AgentError::Protocol));
        assert_eq!(calls(&[(None, "", "", "{}")]), Ok(whole([])), "nobody says which tool");
    }
}
