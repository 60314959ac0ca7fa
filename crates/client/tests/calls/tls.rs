//! A gateway behind a proxy with TLS: who shows the right certificate is spoken to, and nobody else gets a byte of a session.

use fermata_client::{Auth, Client, ClientError, Event, session_auth};
use fermata_protocol::payload::Verb;
use fermata_testkit::{
    tls::{Authority, Proxy},
    world::{TOKEN, key, name, sign},
};
use futures::StreamExt;

use crate::site::Site;

fn auth(site: &Site, who: &str) -> Auth {
    match who {
        "shop" => Auth::Token(TOKEN.to_owned()),
        who => session_auth(
            key(who),
            name(who),
            site.world.ws,
            site.world.clock.for_log(),
        ),
    }
}

#[tokio::test]
async fn with_the_teams_own_authority_all_goes_over_tls() {
    let site = Site::new().await;
    let team = Authority::new("The team's");
    let proxy = team.proxy(&site.url).await;
    let client = |who| Client::trusting(&proxy.url, auth(&site, who), Some(&team.pem())).unwrap();
    let draft = site.world.draft().to_string().into_bytes();
    let proposed = client("shop").propose_draft(&draft, "k1").await.unwrap();
    let ann = client("ann");
    let decision = site
        .world
        .decision("ann", &proposed.proposal, &proposed.verdict, Verb::Approve);
    let appended = ann.append(&[sign("ann", &decision)]).await.unwrap();
    assert_eq!(appended.effect.as_deref(), Some("counts"));
    let mut stream = Box::pin(ann.follow(appended.seq - 1));
    assert!(matches!(stream.next().await, Some(Event::Connected)));
    let Some(Event::Entry { entry, .. }) = stream.next().await else {
        panic!("the decision comes by the stream")
    };
    assert_eq!(entry.id, decision.jti);
    assert!(proxy.accepted() >= 2);
}

/// What a client says of this certificate; nothing is sent to who shows it.
async fn refused(proxy: &Proxy, authority: Option<&str>) -> String {
    let token = Auth::Token(TOKEN.to_owned());
    let client = Client::trusting(&proxy.url, token, authority).unwrap();
    let error = client.standing(0, 0).await.unwrap_err();
    assert!(matches!(error, ClientError::Certificate(_)), "{error:?}");
    let mut stream = Box::pin(client.follow(0));
    let Some(Event::Lost(ClientError::Certificate(_))) = stream.next().await else {
        panic!("the stream is refused the same")
    };
    assert_eq!(proxy.accepted(), 0);
    error.to_string()
}

#[tokio::test]
async fn every_certificate_that_does_not_hold_is_refused_with_what_to_do() {
    let site = Site::new().await;
    let (team, other) = (Authority::new("The team's"), Authority::new("Another"));
    let pem = team.pem();
    let known = team.proxy(&site.url).await;
    for authority in [None, Some(other.pem())] {
        let said = refused(&known, authority.as_deref()).await;
        assert!(said.contains("fermata join --ca FILE"), "{said}");
    }
    let said = refused(&team.proxy_of_another_host(&site.url).await, Some(&pem)).await;
    assert!(said.contains("another host name"), "{said}");
    let said = refused(&team.expired_proxy(&site.url).await, Some(&pem)).await;
    assert!(said.contains("expired"), "{said}");
    // A team's own authority is the only one: whom the machine trusts does not matter then.
    let said = refused(&other.proxy(&site.url).await, Some(&pem)).await;
    assert!(said.contains("nobody whom this machine trusts"), "{said}");
}

#[test]
fn an_authority_is_given_as_pem() {
    let nobody = Auth::Token(String::new());
    for pem in [
        "-----BEGIN NOTHING-----",
        "",
        "-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n",
    ] {
        let made = Client::trusting("https://gateway.example", nobody.clone(), Some(pem));
        assert!(matches!(made, Err(ClientError::NoCertificate)), "{pem}");
    }
}
