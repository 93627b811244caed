//! Execution of commands.

use crate::reactive::prelude::*;

use super::command::Command;
use crate::{
    chat::{Event, UserAction},
    driver::App,
};

/// Runs one command.
pub(crate) fn run(app: App, command: Command) {
    match command {
        Command::Open => {
            app.act(UserAction::Open);
            app.view.panel.open.set(true);
            app.mark_read();
        }
        Command::Close => app.view.panel.open.set(false),
        Command::Send { text, hidden } => _ = app.say(&text, hidden),
        Command::SubmitForm(form) => app.submit(form),
        Command::SetLarge(large) => app.view.panel.large.set(large),
        Command::SetTitle(title) => app.set_title(&title),
        Command::SetInline(inline) => app.view.panel.inline.set(inline),
        Command::SetDraft(draft) => app.view.composer.draft.set(draft),
        Command::Restart => app.act(UserAction::Restart),
        Command::SetContext(context) => app.set_context(context),
        Command::SetTools(tools) => app.set_tools(tools.map(|tools| tools.value())),
        Command::SubmitOutcome(outcome) => app.submit_outcome(outcome),
        Command::SetFiles(status) => app.set_files(status),
        Command::ShowMessage(words) => {
            app.act(UserAction::Open);
            app.show_message(words);
        }
        Command::Identify(token) => app.identify(token, true),
        Command::SaveLead(lead) => app.act(UserAction::Leave(lead)),
        Command::Rate { key, rating } => app.act(UserAction::Rate { key, rating }),
        Command::SkipContact => app.act(UserAction::SkipContact),
        Command::AskSession(question) => app.ask_session(question),
        Command::Export(format) => app.export(format),
        Command::Erase => app.erase(),
        Command::Erased => app.erased(),
        Command::ScriptFailed(failure) => app.handle(Event::NoHistory(failure)),
        Command::Online => app.handle(Event::Online),
        Command::Offline => app.handle(Event::Offline),
        Command::Visible => {
            app.handle(Event::Visible(app.silent_ms()));
            app.mark_read();
        }
        Command::Offer { rule, text } => app.act(UserAction::Offer { rule, text }),
        Command::SetLeader(leader) => app.set_leader(leader),
        Command::Broadcast(message) => app.receive_broadcast(&message),
    }
}
