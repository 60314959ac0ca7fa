//! Sessions: one for as long as it is good.

use fermata_client::{Auth, session_auth};
use fermata_protocol::{Timestamp, payload::Session};
use fermata_testkit::{
    World,
    world::{key, name, peek},
};

fn signer(world: &World) -> impl Fn() -> Session {
    let auth = session_auth(key("ann"), name("ann"), world.ws, world.clock.for_log());
    let Auth::Session(sign) = auth else {
        panic!("a session was asked for")
    };
    move || peek(&sign().unwrap())
}

#[test]
fn a_session_is_used_until_a_minute_before_its_end() {
    let world = World::default();
    let next = signer(&world);
    let first = next();
    assert_eq!(
        first.expires_at.millis() - first.issued_at.millis(),
        300_000
    );
    world.clock.step(239_000);
    assert_eq!(next(), first);
    world.clock.step(1_000);
    let second = next();
    assert_ne!(second, first);
    assert_eq!(second.issued_at, world.now());
}

#[test]
fn a_clock_that_is_set_back_makes_a_new_session() {
    let world = World::default();
    let next = signer(&world);
    let first = next();
    world.clock.step(-3_600_000);
    let second = next();
    assert!(second.issued_at < first.issued_at);
    assert!(second.issued_at > Timestamp::from_millis(0));
}
