//! One row of the transcript.

mod answer;
mod blocks;
mod feedback;
mod props;
mod question;
mod row;
mod time;

pub(super) use props::MessageProps;
pub(super) use row::row;
