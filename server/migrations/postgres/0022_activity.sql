-- What happens in a team, written in the transaction that causes it. Numbers are the team's own, without gaps when written: who
-- reads after a number misses nothing that is committed later.

create table activity_heads (
    team_id text primary key references teams (id),
    seq     bigint not null
);

create table activity (
    team_id         text not null references teams (id),
    seq             bigint not null,
    kind            text not null,
    conversation_id text,
    subject         text,
    payload         text not null,      -- JSON: core::activity::Payload
    at              bigint not null,
    primary key (team_id, seq)
);

create index activity_of_conversation on activity (conversation_id) where conversation_id is not null;
create index activity_by_time on activity (at);

-- Counts for each quarter of an hour: every time zone's days are made of these.
create table figures (
    team_id       text not null references teams (id),
    slot          bigint not null,      -- quarters of an hour since 1970-01-01 UTC
    widget_id     text not null references widgets (id),
    conversations bigint not null default 0,
    questions     bigint not null default 0,
    answers       bigint not null default 0,
    unsure        bigint not null default 0,
    failed        bigint not null default 0,
    thumbs_up     bigint not null default 0,
    thumbs_down   bigint not null default 0,
    leads         bigint not null default 0,
    input_tokens  bigint not null default 0,
    output_tokens bigint not null default 0,
    primary key (team_id, slot, widget_id)
);

insert into figures
select team_id, slot, widget_id, sum(conversations), sum(questions), sum(answers), sum(unsure), sum(failed),
    sum(thumbs_up), sum(thumbs_down), sum(leads), sum(input_tokens), sum(output_tokens)
from (
    select c.team_id, m.created_at / 900000 as slot, c.widget_id,
        case when m.seq = (
            select min(f.seq) from messages f where f.conversation_id = m.conversation_id and f.role = 'user') then 1 else 0 end as conversations,
        case when m.role = 'user' then 1 else 0 end as questions,
        case when m.reply_to is not null and m.status in ('complete', 'stopped') then 1 else 0 end as answers,
        case when m.reply_to is not null and m.status in ('complete', 'stopped') and (m.extras::json ->> 'low_confidence')::boolean then 1 else 0 end as unsure,
        case when m.reply_to is not null and m.status in ('failed', 'interrupted') then 1 else 0 end as failed,
        case when m.feedback::json ->> 'value' = 'up' then 1 else 0 end as thumbs_up,
        case when m.feedback::json ->> 'value' = 'down' then 1 else 0 end as thumbs_down,
        0 as leads,
        coalesce((m.extras::json -> 'usage' ->> 'input')::bigint, 0) as input_tokens,
        coalesce((m.extras::json -> 'usage' ->> 'output')::bigint, 0) as output_tokens
    from messages m
    join conversations c on c.id = m.conversation_id
    union all
    select c.team_id, l.created_at / 900000, c.widget_id, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0
    from leads l
    join lead_contributions o on o.lead_id = l.id
    join conversations c on c.id = o.conversation_id
    where not exists (
        select 1
        from lead_contributions e
        where e.lead_id = l.id
          and (e.created_at < o.created_at or e.created_at = o.created_at and e.conversation_id < o.conversation_id))
) counted
group by team_id, slot, widget_id;
