use fermata_gateway::{Facts, Rules, Said};
use fermata_protocol::payload::{Confidence, Method, Risk};
use fermata_testkit::world::name;

fn judge(rules: &Rules, tool: &str, risk: Risk, confidence: Option<f64>) -> Said {
    let confidence = confidence.map(|value| Confidence {
        value,
        method: Method::Logprob,
        samples: None,
    });
    let (queue, tool) = (name("refunds"), name(tool));
    rules.judge(&Facts {
        queue: &queue,
        tool: &tool,
        risk,
        confidence: confidence.as_ref(),
    })
}

/// In one line: verdict, approvals, friction, minutes, groups, codes of the reasons.
fn line(said: &Said) -> String {
    let codes: Vec<&str> = said
        .reasons
        .iter()
        .map(|reason| reason.code.as_str())
        .collect();
    let due = said
        .due
        .map_or("-".to_owned(), |due| due.num_minutes().to_string());
    let groups = said.groups.as_ref().map_or("-".to_owned(), |groups| {
        groups
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("+")
    });
    format!(
        "{} {} {} {due} {groups} {}",
        said.verdict,
        said.approvals,
        said.friction,
        codes.join(",")
    )
}

const RULES: &str = r#"
version = 1

[[rule]]
tools = ["look", "send"]
verdict = "allow"
code = "known"
text = "{tool} is known."

[[rule]]
tools = ["send", "burn"]
risk = ["medium", "high"]
verdict = "escalate"
code = "risky"
text = "Look."
approvals = 2
due = "PT30M"
groups = ["leads", "desk"]

[[rule]]
queue = ["refunds", "others"]
tools = ["send", "burn"]
below_confidence = 0.5
verdict = "escalate"
code = "unsure"
text = "{confidence}, not {threshold}"
friction = "hold"
due = "PT1H"
groups = ["desk"]

[[rule]]
queue = "elsewhere"
verdict = "deny"
code = "elsewhere"
text = "Not there."

[[rule]]
tools = ["burn"]
risk = ["high"]
verdict = "deny"
code = "never"
text = "Never."
"#;

#[test]
fn every_matching_rule_fires_and_the_strictest_verdict_wins() {
    let rules = Rules::parse(RULES).unwrap();
    for (tool, risk, confidence, expected) in [
        ("look", Risk::Low, None, "allow 1 none - - known"),
        ("send", Risk::Low, Some(0.5), "allow 1 none - - known"),
        (
            "send",
            Risk::Low,
            Some(0.4),
            "escalate 1 hold 60 desk unsure,known",
        ),
        (
            "send",
            Risk::Medium,
            Some(0.9),
            "escalate 2 none 30 leads+desk risky,known",
        ),
        (
            "send",
            Risk::Medium,
            None,
            "escalate 2 hold 30 desk risky,unsure,known",
        ),
        (
            "burn",
            Risk::High,
            None,
            "deny 2 hold 30 desk never,risky,unsure",
        ),
        ("burn", Risk::Low, Some(1.0), "escalate 1 none - - no_rule"),
        ("else", Risk::Critical, None, "escalate 1 none - - no_rule"),
    ] {
        assert_eq!(
            line(&judge(&rules, tool, risk, confidence)),
            expected,
            "{tool} {risk} {confidence:?}"
        );
    }
}

#[test]
fn reasons_name_the_tool_the_confidence_and_the_threshold() {
    let rules = Rules::parse(RULES).unwrap();
    let texts = |confidence| {
        let said = judge(&rules, "send", Risk::Low, confidence);
        said.reasons
            .into_iter()
            .map(|reason| reason.text)
            .collect::<Vec<_>>()
    };
    assert_eq!(texts(Some(0.25)), ["25 %, not 50 %", "send is known."]);
    assert_eq!(
        texts(Some(1.0 / 3.0)),
        ["33.3 %, not 50 %", "send is known."]
    );
    assert_eq!(
        texts(Some(0.499_99)),
        ["49.9 %, not 50 %", "send is known."]
    );
    assert_eq!(texts(None), ["not given, not 50 %", "send is known."]);
}

#[test]
fn the_airlines_policy_asks_a_person_about_every_write() {
    let rules = Rules::parse(include_str!("../../../../examples/airline/policy.toml")).unwrap();
    for (tool, risk, confidence, expected) in [
        (
            "book_reservation",
            Risk::Medium,
            Some(1.0),
            "escalate 1 none 60 - new_charge,every_write",
        ),
        (
            "cancel_reservation",
            Risk::High,
            Some(0.75),
            "escalate 1 hold 240 - cancellation,high_risk,low_confidence,every_write",
        ),
        (
            "send_certificate",
            Risk::High,
            None,
            "escalate 1 hold 480 - money_out,high_risk,no_majority,low_confidence,every_write",
        ),
    ] {
        assert_eq!(
            line(&judge(&rules, tool, risk, confidence)),
            expected,
            "{tool}"
        );
    }
}

#[test]
fn what_is_not_understood_is_refused_with_its_place() {
    let rule = |lines: &str| {
        format!("version = 1\n[[rule]]\nverdict = \"deny\"\ncode = \"c\"\ntext = \"t\"\n{lines}\n")
    };
    for (text, line, says) in [
        ("".to_owned(), 1, "version"),
        ("version = 2".to_owned(), 1, "version 1"),
        ("version = 1\nrules = []".to_owned(), 2, "unknown field"),
        ("version = 1\n[[rule]\n".to_owned(), 2, ""),
        (rule("tool = [\"a\"]"), 6, "unknown field"),
        (rule("tools = [\"A b\"]"), 6, "name"),
        (rule("tools = []"), 2, "empty list"),
        (rule("risk = [\"huge\"]"), 6, "unknown variant"),
        (rule("below_confidence = 1.5"), 2, "below_confidence"),
        (rule("below_confidence = nan"), 2, "below_confidence"),
        (rule("approvals = 0"), 2, "approvals"),
        (rule("approvals = -1"), 6, ""),
        (rule("due = \"30m\""), 2, "PT30M"),
        (rule("due = \"PT0S\""), 2, "PT30M"),
        (rule("friction = \"much\""), 6, "unknown variant"),
        (rule("").replace("\"t\"", "\"{threshold}\""), 2, "threshold"),
        (rule("").replace("\"t\"", "\"{amount}\""), 2, "{tool}"),
        (rule("").replace("\"c\"", "\"Not a word\""), 2, "code"),
        (
            rule("").replace("\"deny\"", "\"perhaps\""),
            3,
            "unknown variant",
        ),
    ] {
        let error = Rules::parse(&text).unwrap_err();
        assert_eq!(error.line, line, "{text}\n{error}");
        assert!(error.why.contains(says), "{text}\n{error}");
    }
}
