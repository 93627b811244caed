//! A message of either side.

use crate::reactive::prelude::*;
use parlor_shared::widget::Role;

use super::{answer::answer, props::MessageProps, question::question, time::with_time};
use crate::dom::El;

/// A row, with its time.
pub(crate) fn row(props: MessageProps) -> El {
    let row = match props.message.get_untracked().role {
        Role::User => question(props),
        Role::Agent => answer(props),
    };
    with_time(props, row)
}
