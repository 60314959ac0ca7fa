//! A team for one test: a real gateway over a log in memory, people who speak to it by HTTP, and the desk of one of them.

use std::{collections::BTreeMap, sync::Arc};

use fermata_client::{Appended, Auth, Client, ClientError, session_auth};
use fermata_desk::{Home, Place, Team as At, Workspace};
use fermata_gateway::{Config, Gateway, Running};
use fermata_log::EventLog;
use fermata_protocol::{
    Entry, Esc, Payload, Sha,
    payload::{Decision, NoteBody, NoteType, Risk, Roster, Verb},
};
use fermata_testkit::{
    MemoryLog, World,
    world::{POLICY, TOKEN, key, name, sign},
};

use crate::office::Seat;

pub(crate) struct Team {
    _dir: tempfile::TempDir,
    pub(crate) home: Home,
    pub(crate) world: World,
    pub(crate) log: Arc<MemoryLog>,
    running: Running,
}

/// An open escalation's statements.
pub(crate) struct Opened {
    pub(crate) esc: Esc,
    pub(crate) proposal: String,
    pub(crate) verdict: String,
}

impl Team {
    /// Ann, bob and eve decide refunds; their policy's rule for a refund says this, too.
    pub(crate) async fn open(rule: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let world = World::default();
        let log = Arc::new(MemoryLog::new(world.clock.for_log()));
        let running = Gateway::start(Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            id: name("gate"),
            key: key("gate"),
            ws: world.ws,
            pin: world.pin,
            genesis: world.genesis.clone(),
            tokens: BTreeMap::from([(name("shop"), Sha::of(TOKEN))]),
            log: log.clone(),
            clock: world.clock.for_log(),
            random: getrandom::fill,
        })
        .await
        .unwrap();
        let home = Home::at(dir.path().join("home"));
        home.create().unwrap();
        let mut team = Self {
            _dir: dir,
            home,
            world,
            log,
            running,
        };
        team.roster(|roster| {
            let mut people = roster.people.iter_mut();
            let eve = people.find(|person| person.id == name("eve")).unwrap();
            eve.groups.push(name("desk"));
            eve.max_risk = Risk::High;
        })
        .await;
        let due = "due = \"PT30M\"";
        let text = POLICY.replacen(due, &format!("{due}\n{rule}"), 1);
        let policy = team.world.policy(&text);
        team.say("ann", &policy).await.unwrap();
        team
    }

    pub(crate) fn client(&self, who: &str) -> Client {
        let auth = match who {
            "shop" => Auth::Token(TOKEN.to_owned()),
            who => session_auth(
                key(who),
                name(who),
                self.world.ws,
                self.world.clock.for_log(),
            ),
        };
        Client::new(&self.running.url, auth).unwrap()
    }

    /// Somebody's desk.
    pub(crate) async fn sit(&self, who: &str) -> Seat {
        self.sit_with(who, self.client(who)).await
    }

    /// Somebody's desk that reaches no gateway: it has what it is given.
    pub(crate) async fn sit_still(&self, who: &str) -> Seat {
        let nowhere = Client::new("http://127.0.0.1:1", Auth::Token(String::new())).unwrap();
        self.sit_with(who, nowhere).await
    }

    async fn sit_with(&self, who: &str, client: Client) -> Seat {
        let place = Place::Team(At {
            gateway: self.running.url.clone(),
            join: String::new(),
            ca: None,
        });
        let workspace = Workspace {
            workspace: self.world.ws,
            pin: self.world.pin,
            person: name(who),
            place,
        };
        let clock = &self.world.clock;
        Seat::take(&self.home, &workspace, key(who), client, clock).await
    }

    pub(crate) async fn say<T: Payload>(
        &self,
        who: &str,
        payload: &T,
    ) -> Result<Appended, ClientError> {
        self.client(who).append(&[sign(who, payload)]).await
    }

    /// The next roster.
    pub(crate) async fn roster(&mut self, change: impl FnOnce(&mut Roster)) -> Appended {
        let next = self.world.next_roster(change);
        self.client("ann").append(&[next]).await.unwrap()
    }

    /// Proposes a refund.
    pub(crate) async fn propose(&self, key: &str) -> Opened {
        let draft = self.world.draft().to_string().into_bytes();
        let client = self.client("shop");
        let answer = client.propose_draft(&draft, key).await.unwrap();
        Opened {
            esc: answer.esc,
            proposal: answer.proposal,
            verdict: answer.verdict,
        }
    }

    pub(crate) fn decision(&self, who: &str, opened: &Opened, verb: Verb) -> Decision {
        self.world
            .decision(who, &opened.proposal, &opened.verdict, verb)
    }

    pub(crate) async fn approve(&self, who: &str, opened: &Opened) {
        let decision = self.decision(who, opened, Verb::Approve);
        self.say(who, &decision).await.unwrap();
    }

    pub(crate) async fn comment(&self, who: &str, opened: &Opened, text: &str) {
        let body = NoteBody {
            lease_s: None,
            to: None,
            text: Some(text.to_owned()),
            due: None,
            pointer: None,
            reason: None,
        };
        let note = self.world.note(who, opened.esc, NoteType::Commented, body);
        self.say(who, &note).await.unwrap();
    }

    /// What the log has of it.
    pub(crate) async fn entries(&self, opened: &Opened) -> Vec<Entry> {
        self.log.escalation(opened.esc).await.unwrap()
    }
}
