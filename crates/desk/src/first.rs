//! A newcomer's first escalation: a harmless action with a real contract, proposed by the workspace's own source.

use std::sync::Arc;

use fermata_client::{Auth, Client};
use fermata_protocol::{
    Jti, Name, SecretKey, Signed, Timestamp,
    payload::{Contract, Field, Format, Reversible, Risk, Undo},
    roster::Standing,
};
use serde_json::json;

use crate::{DeskError, Fault, Home, SourceFile, Workspace, ipc::UiErrorCode, sign::random};

/// The tool of a first escalation.
pub const TOOL: &str = "say_hello";

/// What it takes to send one.
pub(crate) struct First {
    pub(crate) home: Home,
    pub(crate) workspace: Workspace,
    pub(crate) key: Arc<SecretKey>,
    pub(crate) client: Client,
    pub(crate) standing: Arc<Standing>,
    pub(crate) now: Timestamp,
}

impl First {
    /// The same by command line.
    pub(crate) fn command(&self) -> String {
        "fermata propose --example".to_owned()
    }

    /// Sends it; the contract first, if the workspace does not have it.
    pub(crate) async fn send(self) -> Result<(), DeskError> {
        let tool: Name = TOOL
            .parse()
            .map_err(|_| fermata_protocol::Code::BadMember)?;
        let contract = match self.standing.latest_contracts().get(&tool) {
            Some(contract) => contract.sha(),
            None => {
                let signed = Signed::sign(&self.key, &contract(&self.workspace, self.now)?)?;
                self.client.append(&[signed.compact().to_owned()]).await?;
                signed.sha()
            }
        };
        let (source, queue) = self.source()?;
        let client = Client::new(&source.gateway, Auth::Token(source.token.clone()))?;
        let draft = draft(contract, &queue, self.now);
        let key = Jti::make(self.now, random()?).to_string();
        client
            .propose_draft(draft.to_string().as_bytes(), &key)
            .await?;
        Ok(())
    }

    /// The first source of this machine that has a file, and a queue that it may use.
    fn source(&self) -> Result<(SourceFile, String), DeskError> {
        let roster = self.standing.roster()?;
        for source in &roster.sources {
            let path = self.home.sources().join(format!("{}.json", source.id));
            let Ok(bytes) = std::fs::read(path) else {
                continue;
            };
            if let (Ok(file), Some(queue)) = (serde_json::from_slice(&bytes), source.queues.first())
            {
                return Ok((file, queue.to_string()));
            }
        }
        let words = Fault::NoSource;
        Err(DeskError::now(UiErrorCode::NotAllowed, words))
    }
}

/// Its contract.
///
/// # Errors
/// When the system gives no random bytes.
pub fn contract(workspace: &Workspace, now: Timestamp) -> Result<Contract, DeskError> {
    let bad = |_| fermata_protocol::Code::BadMember;
    let schema = json!({
        "type": "object",
        "properties": { "to": { "type": "string", "maxLength": 64 } },
        "required": ["to"],
        "additionalProperties": false
    });
    Ok(Contract {
        jti: Jti::make(now, random()?),
        iss: workspace.person.clone(),
        ws: workspace.workspace,
        issued_at: now,
        tool: TOOL.parse().map_err(bad)?,
        version: 1,
        title: "Say hello to {/to}".to_owned(),
        description: "Greets somebody. It changes nothing anywhere: it is here to be approved, edited or rejected once.".to_owned(),
        input_schema: schema.as_object().cloned().unwrap_or_default(),
        risk: Risk::Low,
        reversible: Reversible::Yes(Undo {
            within: None,
            by: None,
        }),
        idempotent: true,
        fields: vec![Field {
            pointer: "/to".to_owned(),
            label: "To".to_owned(),
            format: Format::Id,
            currency: None,
            unit: None,
        }],
        redact: Vec::new(),
        confirm: None,
    })
}

/// Its proposal, without what the gateway adds.
pub fn draft(contract: fermata_protocol::Sha, queue: &str, now: Timestamp) -> serde_json::Value {
    json!({
        "expires_at": now.plus(chrono::TimeDelta::hours(1)),
        "queue": queue,
        "kind": "action",
        "action": { "tool": TOOL, "arguments": { "to": "world" } },
        "contract": contract,
        "allowed": ["approve", "edit", "reject"],
        "confidence": { "value": 0.75, "method": "self_consistency", "samples": { "agreeing": 3, "of": 4 } },
        "narration": "You asked for a first escalation. Approve it, change whom to greet, or reject it: nothing else happens.",
        "deliver": { "kind": "poll" }
    })
}
