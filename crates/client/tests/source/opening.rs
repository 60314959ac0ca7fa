//! Opening a registry: what is ours, and what is refused.

use std::{fs, os::unix::fs::PermissionsExt};

use fermata_client::source::{Config, RegistryError, Source, SourceError};
use fermata_testkit::world::TOKEN;
use serde_json::json;

use crate::site::Site;

async fn error(site: &Site) -> SourceError {
    let opened = Source::open(site.config("shop"), site.world.clock.for_log()).await;
    opened.err().expect("it must not open")
}

#[tokio::test]
async fn a_registry_is_for_its_owners_eyes_only() {
    let site = Site::new().await;
    site.source("shop").await.close().await;
    let path = site.home.path().join("shop.registry");
    let mode = fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn a_registry_of_a_newer_version_is_refused() {
    let site = Site::new().await;
    site.source("shop").await.close().await;
    let path = site.home.path().join("shop.registry");
    let url = format!("sqlite:{}", path.display());
    let db = sqlx::SqlitePool::connect(&url).await.unwrap();
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (29990101000000, 'from the future', 1, x'00', 0)",
    )
    .execute(&db)
    .await
    .unwrap();
    db.close().await;
    let error = error(&site).await;
    let newer = matches!(error, SourceError::Registry(RegistryError::Newer(_)));
    assert!(newer, "{error}");
}

#[tokio::test]
async fn files_of_others_are_refused_and_left_alone() {
    let site = Site::new().await;
    let path = site.home.path().join("shop.registry");
    fs::write(
        &path,
        "this is not a database, and long enough to be looked at".repeat(20),
    )
    .unwrap();
    let refused = error(&site).await;
    let damaged =
        |e: &SourceError| matches!(e, SourceError::Registry(RegistryError::Damaged { .. }));
    assert!(damaged(&refused), "{refused}");

    fs::remove_file(&path).unwrap();
    let url = format!("sqlite:{}?mode=rwc", path.display());
    let db = sqlx::SqlitePool::connect(&url).await.unwrap();
    sqlx::query("CREATE TABLE recipes (name TEXT)")
        .execute(&db)
        .await
        .unwrap();
    db.close().await;
    let refused = error(&site).await;
    assert!(damaged(&refused), "{refused}");
}

#[tokio::test]
async fn a_source_opens_from_the_file_that_a_set_up_writes() {
    let site = Site::new().await;
    let file = site.home.path().join("agent.json");
    let text = json!({ "gateway": site.url, "workspace": site.world.ws, "source": "shop",
                       "token": TOKEN, "roster_pin": site.world.pin });
    fs::write(&file, text.to_string()).unwrap();
    let config = Config::from_file(&file).unwrap();
    assert_eq!(config.registry, site.home.path().join("agent.registry"));
    let source = Source::from_file(&file, site.world.clock.for_log())
        .await
        .unwrap();
    let standing = source.standing().await.unwrap();
    assert_eq!(standing.roster().unwrap().version, 1);

    fs::write(&file, r#"{"gateway":"http://localhost:1"}"#).unwrap();
    let error = Config::from_file(&file).unwrap_err();
    assert!(error.to_string().contains("agent.json"), "{error}");
}
