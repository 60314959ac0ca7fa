use std::sync::Arc;

use fermata_gateway::{Gateway, GatewayError};
use fermata_log::EventLog;
use fermata_protocol::Sha;
use fermata_testkit::{
    MemoryLog, World,
    world::{key, name},
};

use crate::site::{Site, config};

fn log(world: &World) -> Arc<MemoryLog> {
    Arc::new(MemoryLog::new(world.clock.for_log()))
}

#[tokio::test]
async fn a_taken_port_is_named_with_what_to_do() {
    let site = Site::new().await;
    let world = World::default();
    let mut config = config(&world, log(&world));
    config.listen = site.running.addr;
    let Err(GatewayError::PortTaken(addr)) = Gateway::start(config).await else {
        panic!("it is taken")
    };
    assert_eq!(addr, site.running.addr);
    let text = GatewayError::PortTaken(addr).to_string();
    assert!(
        text.contains(&addr.port().to_string()) && text.contains("choose another"),
        "{text}"
    );
}

#[tokio::test]
async fn it_listens_only_on_loopback() {
    let world = World::default();
    let mut config = config(&world, log(&world));
    config.listen = "0.0.0.0:0".parse().unwrap();
    assert!(matches!(
        Gateway::start(config).await,
        Err(GatewayError::NotLoopback(_))
    ));
}

#[tokio::test]
async fn without_the_pinned_roster_it_does_not_start() {
    let world = World::default();
    let mut nothing = config(&world, log(&world));
    nothing.genesis.clear();
    assert!(matches!(
        Gateway::start(nothing).await,
        Err(GatewayError::NoRoster(_))
    ));
    let mut other = config(&world, log(&world));
    other.pin = Sha::of("another");
    assert!(matches!(
        Gateway::start(other).await,
        Err(GatewayError::NoRoster(_))
    ));
}

#[tokio::test]
async fn a_key_that_the_roster_does_not_name_is_refused() {
    let world = World::default();
    let mut wrong = config(&world, log(&world));
    wrong.key = key("ledger");
    assert!(matches!(
        Gateway::start(wrong).await,
        Err(GatewayError::NotInRoster { .. })
    ));
    let mut renamed = config(&world, log(&world));
    renamed.id = name("other");
    assert!(matches!(
        Gateway::start(renamed).await,
        Err(GatewayError::NotInRoster { .. })
    ));
}

#[tokio::test]
async fn a_first_start_that_was_interrupted_goes_on_where_it_ended() {
    let world = World::default();
    let log = log(&world);
    for entry in &world.genesis[..2] {
        log.append(entry.clone()).await.unwrap();
    }
    let running = Site::try_start(&world, log.clone()).await.unwrap();
    assert_eq!(log.head(), world.genesis.len() as u64);
    running.shutdown().await;
    Site::try_start(&world, log.clone()).await.unwrap();
    assert_eq!(
        log.head(),
        world.genesis.len() as u64,
        "a second start adds nothing"
    );
}
