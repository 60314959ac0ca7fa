use fermata_protocol::payload::{Session, Verb};
use fermata_testkit::world::{TOKEN, name, sign};
use reqwest::Method;
use serde_json::{Value, json};

use crate::site::{Answered, Site, answered, assert_problem};

#[tokio::test]
async fn drafts_that_are_no_drafts_are_refused_with_their_code() {
    let site = Site::new().await;
    let good = site.world.draft().to_string();
    let with = |member: &str| good.replacen('{', &format!("{{{member},"), 1);
    let deep = format!("{}1{}", "[".repeat(40), "]".repeat(40));
    let table: Vec<(&str, Vec<u8>, u16, &str)> = vec![
        ("nothing", b"".to_vec(), 400, "bad_json"),
        ("no JSON", b"{not json}".to_vec(), 400, "bad_json"),
        (
            "cut off",
            good.as_bytes()[..good.len() - 3].to_vec(),
            400,
            "bad_json",
        ),
        (
            "two documents",
            format!("{good}{good}").into_bytes(),
            400,
            "bad_json",
        ),
        ("a list", b"[]".to_vec(), 400, "bad_member"),
        ("a string", b"\"{\"".to_vec(), 400, "bad_member"),
        ("an empty object", b"{}".to_vec(), 400, "bad_member"),
        ("no UTF-8", b"{\"a\":\"\xff\"}".to_vec(), 400, "not_utf8"),
        (
            "a byte order mark",
            [b"\xef\xbb\xbf".as_slice(), good.as_bytes()].concat(),
            400,
            "bad_json",
        ),
        (
            "twice the same member",
            with(r#""queue":"nights""#).into_bytes(),
            400,
            "duplicate_member",
        ),
        (
            "an unsafe integer",
            with(r#""run":{"tokens":9007199254740993}"#).into_bytes(),
            400,
            "unsafe_integer",
        ),
        (
            "half a surrogate",
            with(r#""narration":"\ud800""#).into_bytes(),
            400,
            "lone_surrogate",
        ),
        (
            "too deep",
            with(&format!(r#""run":{{"x":{deep}}}"#)).into_bytes(),
            400,
            "too_deep",
        ),
        (
            "an unknown member",
            with(r#""approve_at_once":true"#).into_bytes(),
            400,
            "unknown_member",
        ),
        (
            "a delivery that nothing performs",
            good.replace(r#""kind":"poll""#, r#""kind":"webhook""#)
                .into_bytes(),
            400,
            "bad_member",
        ),
        (
            "null for absent",
            with(r#""narration":null"#).into_bytes(),
            400,
            "bad_member",
        ),
        (
            "a wrong type",
            with(r#""narration":7"#).into_bytes(),
            400,
            "bad_member",
        ),
        (
            "a head of its own",
            with(r#""iss":"ledger""#).into_bytes(),
            400,
            "bad_member",
        ),
        (
            "an id of its own",
            with(r#""jti":"01935a6e-7b1c-7c3d-8e4f-0123456789ab""#).into_bytes(),
            400,
            "bad_member",
        ),
        (
            "an unknown queue",
            good.replace("refunds", "elsewhere").into_bytes(),
            422,
            "unknown_queue",
        ),
        (
            "too large",
            with(&format!(r#""narration":"{}""#, "x".repeat(700 * 1024))).into_bytes(),
            413,
            "too_large",
        ),
        (
            "too large once signed",
            with(&format!(r#""narration":"{}""#, "x".repeat(500 * 1024))).into_bytes(),
            413,
            "too_large",
        ),
    ];
    for (what, body, status, code) in table {
        let request = site
            .request("shop", Method::POST, "/v1/proposals")
            .header("content-type", "application/json");
        let found = answered(request.header("idempotency-key", "k").body(body)).await;
        assert_eq!(
            (found.0, &found.1["code"]),
            (status, &json!(code)),
            "{what}: {}",
            found.1
        );
    }
    assert_eq!(
        site.keyed("/v1/proposals", "k", good).await.0,
        202,
        "the key is still free"
    );
}

#[tokio::test]
async fn statements_that_are_none_are_refused_with_their_code() {
    let site = Site::new().await;
    let opened = site.open().await;
    let good = sign(
        "ann",
        &site
            .world
            .decision("ann", &opened.proposal, &opened.verdict, Verb::Approve),
    );
    let mut parts: Vec<String> = good.split('.').map(str::to_owned).collect();
    let session = site.world.session("ann");
    let another = session.rsplit('.').next().unwrap();
    let unsigned = format!("{}.{}.{another}", parts[0], parts[1]);
    parts[0] = "eyJhbGciOiJub25lIn0".to_owned();
    let alg_none = parts.join(".");
    let table: Vec<(&str, Vec<u8>, u16, &str)> = vec![
        ("nothing", b"".to_vec(), 400, "malformed"),
        ("one part", b"abc".to_vec(), 400, "malformed"),
        ("no base64url", b"a+b.c.d".to_vec(), 400, "bad_encoding"),
        ("alg none", alg_none.into_bytes(), 400, "header_not_allowed"),
        (
            "a line break",
            format!("{good}\n").into_bytes(),
            400,
            "bad_encoding",
        ),
        (
            "four parts",
            format!("{good}.x").into_bytes(),
            400,
            "malformed",
        ),
        ("no UTF-8", b"\xff.\xff.\xff".to_vec(), 400, "not_utf8"),
        (
            "another signature",
            unsigned.into_bytes(),
            403,
            "bad_signature",
        ),
        ("a session", session.into_bytes(), 400, "wrong_typ"),
        (
            "a verdict",
            opened.verdict.clone().into_bytes(),
            400,
            "wrong_typ",
        ),
        (
            "a proposal",
            opened.proposal.clone().into_bytes(),
            400,
            "wrong_typ",
        ),
        ("a huge body", vec![b'a'; 3 * 1024 * 1024], 413, "too_large"),
    ];
    for (what, body, status, code) in table {
        let request = site
            .request("ann", Method::POST, "/v1/entries")
            .header("content-type", "application/jose");
        let found = answered(request.body(body)).await;
        assert_eq!(
            (found.0, &found.1["code"]),
            (status, &json!(code)),
            "{what}: {}",
            found.1
        );
    }
    for (body, code) in [
        (json!({ "statements": [] }).to_string(), "malformed"),
        (
            json!({ "statements": [good, good] }).to_string(),
            "malformed",
        ),
        (json!({ "statement": good }).to_string(), "unknown_member"),
        (json!({ "statements": good }).to_string(), "bad_member"),
        ("[".to_owned(), "bad_json"),
    ] {
        assert_problem(&site.post_json("ann", "/v1/entries", body).await, 400, code);
    }
}

#[tokio::test]
async fn credentials_that_are_none_are_refused() {
    let site = Site::new().await;
    let now = site.world.now();
    let at = |millis| fermata_protocol::Timestamp::from_millis(now.millis() + millis);
    let session = |from, to| Session {
        jti: site.world.jti(),
        iss: name("ann"),
        ws: site.world.ws,
        issued_at: at(from),
        expires_at: at(to),
    };
    let other_ws = Session {
        ws: fermata_protocol::Ws::make(now, [3; 10]),
        ..session(0, 1_000)
    };
    let unknown = sign("stranger", &session(0, 1_000));
    let as_bob = Session {
        iss: name("bob"),
        ..session(0, 1_000)
    };
    for (value, cause) in [
        (
            format!("Bearer {}", sign("ann", &session(-300_000, -1))),
            json!("expired"),
        ),
        (
            format!("Bearer {}", sign("ann", &session(200_000, 300_000))),
            json!("from_the_future"),
        ),
        (
            format!("Bearer {}", sign("ann", &other_ws)),
            json!("wrong_workspace"),
        ),
        (
            format!("Bearer {}", sign("ann", &as_bob)),
            json!("wrong_role"),
        ),
        (format!("Bearer {unknown}"), json!("unknown_key")),
        ("Bearer a.b.c".to_owned(), json!("bad_encoding")),
        (format!("Bearer {TOKEN}x"), Value::Null),
        ("Bearer ".to_owned(), Value::Null),
        (format!("Basic {TOKEN}"), Value::Null),
        (TOKEN.to_owned(), Value::Null),
    ] {
        let request = site
            .http
            .get(site.url("/v1/standing"))
            .header("authorization", &value);
        let found = answered(request).await;
        assert_problem(&found, 401, "unauthenticated");
        assert_eq!(found.1["cause"], cause, "{value}");
    }
}

#[tokio::test]
async fn wrong_doors_are_named() {
    let site = Site::new().await;
    assert_problem(&site.get("ann", "/v1/nothing").await, 404, "not_found");
    assert_problem(&site.get("ann", "/").await, 404, "not_found");
    assert_problem(
        &site.get("ann", "/v1/escalations/not-an-id").await,
        404,
        "not_found",
    );
    assert_problem(&site.get("ann", "/v1/proposals").await, 405, "not_allowed");
    assert_problem(
        &answered(site.request("ann", Method::DELETE, "/v1/entries")).await,
        405,
        "not_allowed",
    );
    let plain = |who: &str, path: &str| {
        site.request(who, Method::POST, path)
            .header("content-type", "text/plain")
            .body("{}")
    };
    for (who, path) in [
        ("shop", "/v1/proposals"),
        ("ann", "/v1/entries"),
        ("shop", "/v1/notes"),
    ] {
        assert_problem(&answered(plain(who, path)).await, 415, "bad_member");
    }
    assert_problem(
        &site.post_jose("shop", "/v1/proposals", "x").await,
        415,
        "bad_member",
    );
    assert_problem(
        &site.post_json("ledger", "/v1/proposals", "{}").await,
        415,
        "bad_member",
    );
    assert_problem(
        &site.post_json("ann", "/v1/proposals", "{}").await,
        403,
        "forbidden",
    );
}

#[tokio::test]
async fn a_draft_needs_a_sound_idempotency_key() {
    let site = Site::new().await;
    let draft = site.world.draft().to_string();
    assert_problem(
        &site.post_json("shop", "/v1/proposals", draft.clone()).await,
        400,
        "bad_member",
    );
    for key in ["", "with space", &"k".repeat(201)] {
        assert_problem(
            &site.keyed("/v1/proposals", key, draft.clone()).await,
            400,
            "bad_member",
        );
    }
}

#[tokio::test]
async fn reports_are_checked_like_statements() {
    let site = Site::new().await;
    let theirs = site.open().await;
    let own = site.open_vouched("k").await;
    let sha = fermata_protocol::Sha::of(&own.proposal);
    let outcome = |esc: Value, status: &str| json!({ "esc": esc, "proposal_sha256": sha, "status": status, "attempt": 1 });
    let send = |body: Value| site.keyed("/v1/outcomes", "o", body.to_string());
    assert_problem(
        &send(outcome(json!(theirs.esc), "accepted")).await,
        404,
        "not_found",
    );
    assert_problem(
        &send(outcome(json!("x"), "accepted")).await,
        400,
        "bad_member",
    );
    assert_problem(
        &send(outcome(json!(own.esc), "done")).await,
        400,
        "bad_member",
    );
    let mut other = outcome(json!(own.esc), "accepted");
    other["proposal_sha256"] = json!(fermata_protocol::Sha::of("x"));
    assert_problem(&send(other).await, 422, "proposal_mismatch");
    let mut more = outcome(json!(own.esc), "accepted");
    more["jti"] = json!("01935a6e-7b1c-7c3d-8e4f-0123456789ab");
    assert_problem(&send(more).await, 400, "bad_member");
    let note = json!({ "esc": own.esc, "type": "assigned", "body": { "to": "ann" } }).to_string();
    assert_problem(
        &site.keyed("/v1/notes", "n", note.clone()).await,
        422,
        "not_allowed",
    );
    let signed: Answered = site.post_json("ledger", "/v1/notes", note).await;
    assert_problem(&signed, 403, "forbidden");
}
