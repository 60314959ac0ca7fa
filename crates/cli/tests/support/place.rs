//! A workspace with two tools, of which policy forbids one, and drafts for them.

use fermata_protocol::Timestamp;
use serde_json::{Value, json};

use super::{Machine, Running};

#[expect(clippy::disallowed_methods, reason = "this test's one clock")]
pub fn later(seconds: i64) -> String {
    Timestamp::new(chrono::Utc::now() + chrono::TimeDelta::seconds(seconds)).to_string()
}

const POLICY: &str = r#"
version = 1

[[rule]]
tools = ["drop_database"]
verdict = "deny"
code = "never"
text = "Nobody drops the database."
"#;

/// A workspace with two tools of which policy forbids one, and its gateway.
pub struct Place {
    pub machine: Machine,
    pub contracts: Value,
    pub gateway: Running,
}

impl Place {
    pub fn new() -> Self {
        let machine = Machine::new();
        let dir = machine.dir.path();
        let (tools, policy) = (dir.join("tools.json"), dir.join("policy.toml"));
        let tool = |name: &str| {
            json!({ "type": "function", "function": { "name": name, "description": "Writes.",
            "parameters": { "type": "object", "properties": { "to": { "type": "string" } }, "required": ["to"] } } })
        };
        std::fs::write(
            &tools,
            json!([tool("send_note"), tool("drop_database")]).to_string(),
        )
        .unwrap();
        std::fs::write(&policy, POLICY).unwrap();
        machine
            .run(&[
                "init",
                "--source",
                "agent",
                "--policy",
                policy.to_str().unwrap(),
            ])
            .ok();
        let made = machine
            .run(&[
                "contracts",
                "import",
                "--openai",
                tools.to_str().unwrap(),
                "--all",
            ])
            .ok();
        let again = machine
            .run(&[
                "contracts",
                "import",
                "--openai",
                tools.to_str().unwrap(),
                "--all",
            ])
            .ok();
        assert!(
            again["contracts"]
                .as_array()
                .unwrap()
                .iter()
                .all(|c| c["new"] == false),
            "{again}"
        );
        let gateway = machine.gateway();
        Self {
            machine,
            contracts: made["contracts"].clone(),
            gateway,
        }
    }

    pub fn draft(&self, tool: &str, to: &str, seconds: i64) -> Value {
        let contract = self
            .contracts
            .as_array()
            .unwrap()
            .iter()
            .find(|c| c["tool"] == tool)
            .unwrap();
        json!({
            "expires_at": later(seconds), "queue": "inbox", "kind": "action",
            "action": { "tool": tool, "arguments": { "to": to } }, "contract": contract["sha256"],
            "allowed": ["approve", "edit", "reject", "respond"], "deliver": { "kind": "poll" },
        })
    }
}
