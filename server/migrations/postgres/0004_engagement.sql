-- What visitors do on the site, and which rules have spoken to them: one step each, so that no two requests do both.

create table engagement (
    conversation_id text primary key references conversations (id),
    scroll_percent  bigint not null,
    time_ms         bigint not null,
    clicks          bigint not null,
    pages           bigint not null,
    last_page       text
);

create table spoken_rules (
    conversation_id text not null references conversations (id),
    rule_id         text not null,
    primary key (conversation_id, rule_id)
);
