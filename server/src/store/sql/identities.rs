//! The seeds of widgets' identity secrets.

use async_trait::async_trait;
use parlor_shared::ids::WidgetId;

use super::{Database, execute, job, millis, time};
use crate::core::{
    security::identity::IdentitySeed,
    store::{IdentityStore, Stored},
};

statements! {
    PUT = "
        insert into identity_seeds (widget_id, seed, created_at)
        values ($1, $2, $3)
        on conflict (widget_id) do update set
            seed = excluded.seed,
            created_at = excluded.created_at";

    BY_WIDGET = "select seed, created_at from identity_seeds where widget_id = $1";

    REMOVE = "delete from identity_seeds where widget_id = $1";
}

#[async_trait]
impl IdentityStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn put_identity_seed(&self, widget: &WidgetId, seed: &IdentitySeed) -> Stored<()> {
        let (widget, seed) = (widget.clone(), seed.clone());
        self.write(move |c| {
            job(async move {
                let query = sqlx::query(PUT);
                let query = query.bind(widget.as_str()).bind(&seed.seed).bind(millis(seed.created_at));
                execute(query, c).await.map(|_| ())
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn identity_seed(&self, widget: &WidgetId) -> Stored<Option<IdentitySeed>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_WIDGET);
        let row: Option<(String, i64)> = query.bind(widget.as_str()).fetch_optional(c).await?;
        row.map(|(seed, at)| Ok(IdentitySeed { seed, created_at: time(at)? })).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn remove_identity_seed(&self, widget: &WidgetId) -> Stored<bool> {
        let widget = widget.clone();
        self.write(move |c| {
            job(async move {
                let query = sqlx::query(REMOVE);
                Ok(execute(query.bind(widget.as_str()), c).await? == 1)
            })
        })
        .await
    }
}
