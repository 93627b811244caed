-- What pages hand in for calls of their tools: any node may be told, the one that writes the answer finds it here. Gone with
-- the run.

create table page_calls (
    answer_id text not null references runs (answer_id) on delete cascade,
    call      text not null,
    outcome   text not null,            -- JSON: core::tool::page::Outcome
    primary key (answer_id, call)
);
