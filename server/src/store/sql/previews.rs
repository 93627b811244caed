//! Previews of links.

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::FromRow;

use super::{Connection, Database, execute, id, job, millis, time};
use crate::{
    core::{
        conversation::preview::{Kept, MOST_KEPT, Picture},
        store::{PreviewStore, Stored},
    },
    store::json,
};

/// All columns.
macro_rules! columns {
    () => {
        "address_hash, conversation_id, page, picture_key, picture, ends_at"
    };
}

statements! {
    BY_ADDRESS = "
        select ", columns!(), "
        from previews
        where address_hash = $1
          and ends_at > $2";

    PICTURE = "select picture from previews where picture_key = $1 and ends_at > $2";

    PUT = "
        insert into previews (", columns!(), ")
        select $1, id, $3, $4, $5, $6
        from conversations
        where id = $2
        on conflict (address_hash) do update set
            conversation_id = excluded.conversation_id,
            page = excluded.page,
            picture_key = excluded.picture_key,
            picture = excluded.picture,
            ends_at = excluded.ends_at";

    REMOVE_ENDED = "delete from previews where ends_at <= $1";

    REMOVE_CROWD = "
        delete from previews
        where address_hash in (select address_hash from previews order by ends_at desc, address_hash limit 1000 offset $1)";
}

#[derive(FromRow)]
struct PreviewRow {
    address_hash: String,
    conversation_id: String,
    page: Option<String>,
    picture_key: Option<String>,
    picture: Option<Vec<u8>>,
    ends_at: i64,
}

impl PreviewRow {
    fn entity(self) -> Stored<Kept> {
        Ok(Kept {
            address_hash: self.address_hash,
            conversation_id: id(self.conversation_id)?,
            page: self.page.as_deref().map(serde_json::from_str).transpose()?,
            picture: self.picture_key.zip(self.picture).map(|(key, jpeg)| Picture { key, jpeg }),
            ends_at: time(self.ends_at)?,
        })
    }
}

#[async_trait]
impl PreviewStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn put_preview(&self, kept: &Kept, now: Timestamp) -> Stored<()> {
        let (kept, page) = (kept.clone(), kept.page.as_ref().map(json::text).transpose()?);
        self.grow(move |c| job(async move { put(c, kept, page, now).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn preview(&self, address_hash: &str, now: Timestamp) -> Stored<Option<Kept>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_ADDRESS);
        let row: Option<PreviewRow> = query.bind(address_hash).bind(millis(now)).fetch_optional(c).await?;
        row.map(PreviewRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn preview_picture(&self, key: &str, now: Timestamp) -> Stored<Option<Vec<u8>>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_scalar(PICTURE);
        Ok(query.bind(key).bind(millis(now)).fetch_optional(c).await?)
    }
}

async fn put(c: &mut Connection, kept: Kept, page: Option<String>, now: Timestamp) -> Stored<()> {
    let (key, jpeg) = kept.picture.map(|picture| (picture.key, picture.jpeg)).unzip();
    let query = sqlx::query(PUT);
    let query = query
        .bind(kept.address_hash)
        .bind(kept.conversation_id.as_str())
        .bind(page)
        .bind(key)
        .bind(jpeg)
        .bind(millis(kept.ends_at));
    execute(query, c).await?;
    execute(sqlx::query(REMOVE_ENDED).bind(millis(now)), c).await?;
    execute(sqlx::query(REMOVE_CROWD).bind(i64::from(MOST_KEPT)), c).await.map(|_| ())
}
