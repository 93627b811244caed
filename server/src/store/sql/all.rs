//! All statements: a test prepares each on both databases.

use super::{
    Database, accounts, activity, agents, attachments, blueprints, budgets, conversations, embeddings, engagement,
    erase, events, files, identities, inbox, invitations, knowledge, languages, leads, messages, previews, rendered,
    run_log, runs, teams, turns, visitors, widgets,
};

impl Database {
    /// Every statement as it is sent, by file and name. One that is as long as what it is about is here for two.
    pub fn statements() -> Vec<(String, String)> {
        let files = [
            ("mod", super::STATEMENTS),
            ("accounts", accounts::STATEMENTS),
            ("activity", activity::STATEMENTS),
            ("agents", agents::STATEMENTS),
            ("attachments", attachments::STATEMENTS),
            ("blueprints", blueprints::STATEMENTS),
            ("budgets", budgets::STATEMENTS),
            ("conversations", conversations::STATEMENTS),
            ("embeddings", embeddings::STATEMENTS),
            ("engagement", engagement::STATEMENTS),
            ("events", events::STATEMENTS),
            ("files", files::STATEMENTS),
            ("identities", identities::STATEMENTS),
            ("inbox", inbox::STATEMENTS),
            ("invitations", invitations::STATEMENTS),
            ("knowledge", knowledge::STATEMENTS),
            ("languages", languages::STATEMENTS),
            ("leads", leads::STATEMENTS),
            ("messages", messages::STATEMENTS),
            ("previews", previews::STATEMENTS),
            ("rendered", rendered::STATEMENTS),
            ("run_log", run_log::STATEMENTS),
            ("runs", runs::STATEMENTS),
            ("teams", teams::STATEMENTS),
            ("turns", turns::STATEMENTS),
            ("visitors", visitors::STATEMENTS),
            ("widgets", widgets::STATEMENTS),
        ];
        let named = files
            .into_iter()
            .flat_map(|(file, all)| all.iter().map(move |(name, sql)| (file, *name, (*sql).to_owned())));
        let removing = [("OF_WIDGET", erase::OF_WIDGET), ("OF_VISITOR", erase::OF_VISITOR)];
        let removing = removing.into_iter().flat_map(|(name, all)| all.map(|sql| ("erase", name, sql.to_owned())));
        let built = budgets::built().map(|(name, sql)| ("budgets", name, sql));
        named.chain(removing).chain(built).map(|(file, name, sql)| (format!("{file}::{name}"), sql)).collect()
    }
}
