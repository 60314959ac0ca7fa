//! German.

use fermata_protocol::{
    Timestamp,
    payload::{Right, Verb},
};

use super::{Fault, NotDone};
use crate::words::{
    de::{because, closed},
    misfits,
};

#[expect(clippy::too_many_lines, reason = "one list of sentences")]
pub(in crate::words) fn said(fault: Fault<'_>) -> String {
    match fault {
        Fault::Expired => "Es ist abgelaufen; der Agent hat es erfahren, und nichts lief.".to_owned(),
        Fault::DecidedBy(by, status) => format!("{by} hat vorher darüber entschieden: {}. Es wurde nichts signiert.", closed(status)),
        Fault::Closed(status) => format!("Es ist schon geschlossen: {}. Es wurde nichts signiert.", closed(status)),
        Fault::TimeOver => "Die Zeit dafür ist um; es wurde nichts signiert.".to_owned(),
        Fault::VerbNotTaken(verb) => format!("Der Agent nimmt „{}“ hier nicht an.", to_decide(verb)),
        Fault::Changed => "Es hat sich geändert, seit Sie es geöffnet haben; sehen Sie es noch einmal an, bevor Sie entscheiden.".to_owned(),
        Fault::NoReason(reason) => format!("In dieser Warteschlange gibt es keinen Grund „{reason}“."),
        Fault::AnswerForm => "Der Agent hat um eine Antwort in anderer Form gebeten; in welcher, steht in seiner Frage. Es wurde nichts signiert.".to_owned(),
        Fault::Misfits(all) => {
            let one = |error: &fermata_protocol::contract::SchemaError| format!("{}: {}", error.pointer, misfits::de(&error.misfit));
            all.iter().map(one).collect::<Vec<_>>().join("; ")
        }
        Fault::NotJson(code) => format!("Die Argumente sind kein JSON-Objekt, das signiert werden kann: {code}."),
        Fault::MaskMoved => "Ein verdeckter Wert wurde verschoben und lässt sich dort nicht wieder einsetzen: Decken Sie ihn zuerst auf, oder lassen Sie ihn, wo er war.".to_owned(),
        Fault::TooLongToSign => "Das ist länger, als eine Entscheidung sein kann; kürzen Sie es. Es wurde nichts signiert.".to_owned(),
        Fault::Decided => "Sie haben darüber schon entschieden; es ist unterwegs.".to_owned(),
        Fault::NoRandom(why) => format!("Das System liefert keine Zufallszahlen: {why}"),
        Fault::NotSaid(status) => format!("Es ist schon geschlossen: {}. Es wurde nichts mitgeteilt.", closed(status)),
        Fault::NeedsRight(right) => format!(
            "Die Teamliste gibt Ihnen nicht das Recht, {}, deshalb wurde nichts mitgeteilt; fragen Sie jemanden, der es hat.",
            to(right)
        ),
        Fault::NoPerson(id) => format!("„{id}“ ist keine Kennung einer Person; es wurde nichts mitgeteilt."),
        Fault::MayNotDecide(who, code) => format!("{who} darf hier nicht entscheiden ({code}), deshalb wurde es nicht übergeben."),
        Fault::NobodyCalled(id) => format!("Auf der Teamliste heißt niemand „{id}“, deshalb wurde nichts gefragt: Fragen Sie den Agenten oder eine Person mit ihrer Kennung."),
        Fault::NothingMasked => "Dort ist nichts mehr verdeckt; öffnen Sie den Vorgang noch einmal.".to_owned(),
        Fault::NothingToSend => "Es gibt nichts zu senden: Schreiben Sie zuerst etwas.".to_owned(),
        Fault::TooLongToSend => "Das ist zu lang zum Senden; kürzen Sie es auf 8.000 Zeichen.".to_owned(),
        Fault::NoTime(text) => format!("„{text}“ ist kein Zeitpunkt wie 2026-11-23T10:30:00.000Z; es wurde nichts geändert."),
        Fault::TooLateForMore => "Die Zeit ist um und lässt sich nicht mehr verlängern.".to_owned(),
        Fault::MoreTime(None, end) => format!("Mehr Zeit endet nicht nach {}; es wurde nichts geändert.", at(end)),
        Fault::MoreTime(Some(after), end) => format!("Mehr Zeit endet nach {} und nicht nach {}; es wurde nichts geändert.", at(after), at(end)),
        Fault::NoItemId => "Das ist keine Kennung eines Vorgangs.".to_owned(),
        Fault::NoDeviceId => "Das ist keine Kennung eines Geräts.".to_owned(),
        Fault::TooLongSearch => "Diese Suche ist länger, als hier angenommen wird; kürzen Sie sie.".to_owned(),
        Fault::NoSource => "Dieser Arbeitsbereich hat auf diesem Rechner keine Quelle; `fermata init --source NAME` legt eine an.".to_owned(),
        Fault::WeekNotWritten(why) => format!("Die Woche lässt sich nicht als Tabelle schreiben: {why}."),
        Fault::EvidenceNotWritten(why) => format!("Die Belege lassen sich nicht als JSON schreiben: {why}."),
        Fault::NoRootKey(kid) => format!("Auf diesem Rechner liegt kein Schlüssel, der die Teamliste signiert: Bitten Sie, wer sie signiert, `fermata roster revoke {kid}` auszuführen."),
        Fault::ListChanged => "Eine andere Fassung der Teamliste kam zuvor, deshalb hat sich nichts geändert: Sehen Sie sie an und versuchen Sie es erneut.".to_owned(),
        Fault::NoDevice => "Sie haben kein solches Gerät, das noch entscheiden darf.".to_owned(),
        Fault::OnlyDevice => "Es ist Ihr einziges Gerät, und dieser Arbeitsbereich liegt darauf: Ohne es könnte hier niemand mehr etwas ändern. Lassen Sie zuerst ein anderes zu.".to_owned(),
        Fault::Closing => "Der Arbeitsplatz wird gerade beendet.".to_owned(),
        Fault::NothingToPutOff => "Es wartet auf keine Entscheidung von Ihnen, also gibt es nichts zurückzustellen.".to_owned(),
        Fault::PastTime => "Wählen Sie einen Zeitpunkt, der noch kommt.".to_owned(),
        Fault::PutOffAtMost(limit) => format!("Es lässt sich für drei Viertel der Zeit zurückstellen, die noch bleibt, also bis {}; wählen Sie einen früheren Zeitpunkt.", at(limit)),
        Fault::MoreCare => "Die Freigabe verlangt mehr als eben noch: Die Zeit ist fast um, oder genau dies wurde inzwischen entschieden. Es wurde nichts signiert.".to_owned(),
        Fault::Typed => "Was Sie eingegeben haben, passt nicht; es wurde nichts signiert.".to_owned(),
        Fault::TooLateToUndo => "Es ist signiert und lässt sich nicht mehr zurücknehmen.".to_owned(),
        Fault::NothingToUndo => "Hier wartet nichts darauf, signiert zu werden; es gibt nichts zurückzunehmen.".to_owned(),
        Fault::NothingHeld => "Für diesen Vorgang läuft keine Frist.".to_owned(),
        Fault::LogNotRead => "Dieser Rechner hat das Protokoll noch nicht gelesen und kann die Kette Ihres Schlüssels nicht fortsetzen; verbinden Sie sich einmal, dann entscheiden Sie.".to_owned(),
        Fault::NoDecision => "Zu diesem Vorgang gibt es keine Entscheidung von Ihnen.".to_owned(),
        Fault::HoldsMasked => "In den signierten Bytes steht ein Wert offen, den der Vertrag verdeckt: Decken Sie ihn zuerst auf, oder fragen Sie jemanden, der es darf. Es wurde nichts gespeichert.".to_owned(),
        Fault::NoDocument => "In diesem Vorgang gibt es kein solches Dokument.".to_owned(),
        Fault::NoItem => "An diesem Arbeitsplatz gibt es keinen solchen Vorgang.".to_owned(),
        Fault::NoEdits => "Der Agent nimmt hier keine Änderungen an.".to_owned(),
        Fault::NotToday => "So hat der heutige Tag nicht begonnen; prüfen Sie die Uhr dieses Rechners.".to_owned(),
        Fault::TooLongAway => "Niemand ist länger als 90 Tage abwesend: Wählen Sie einen früheren Tag, und sagen Sie es dann noch einmal.".to_owned(),
        Fault::NobodyStandsIn => "Wählen Sie jemand anderen von der Teamliste, oder eine Gruppe, in der andere sind.".to_owned(),
        Fault::NotAway => "Sie sind nicht abwesend, also gibt es nichts zu beenden.".to_owned(),
        Fault::StopWithoutEffect => "es steht im Protokoll, und was dort bis dahin stand, nimmt ihm die Wirkung.".to_owned(),
        Fault::NoAgent => "Dieser Vorgang nennt keinen Agenten, also lässt sich keiner anhalten.".to_owned(),
        Fault::StopOver => "Dieser Halt gilt nicht mehr.".to_owned(),
        Fault::StopNotYours => "Das tut nur, wer über diesen Vorgang entscheiden darf oder das Recht hat, Agenten anzuhalten; wer das ist, steht auf der Teamliste.".to_owned(),
        Fault::NoPdf => "Dieses Dokument soll ein PDF sein und ist keines; es wurde nichts gespeichert oder geöffnet. Lassen Sie es sich vom Agenten noch einmal geben.".to_owned(),
        Fault::MostSearches(n) => format!("Es lassen sich nicht mehr als {n} Suchen merken; entfernen Sie zuerst eine."),
        Fault::SearchForm(name, query) => format!("Eine gemerkte Suche hat einen Namen von höchstens {name} Zeichen und ist höchstens {query} lang."),
        Fault::MostReplies(n) => format!("Es lassen sich nicht mehr als {n} Antworten merken; entfernen Sie zuerst eine."),
        Fault::ReplyForm(n) => format!("Eine gemerkte Antwort gehört zu einer Warteschlange, sagt etwas und ist höchstens {n} Zeichen lang."),
        Fault::QuietHours => "Die Ruhezeit geht von einer Uhrzeit bis zu einer anderen, etwa von 22:00 bis 07:00.".to_owned(),
        Fault::Preceded => "etwas anderes kam zuvor".to_owned(),
        Fault::Revoked(None) => "Dieses Gerät wurde von der Teamliste gestrichen: Nichts, was es signiert, gilt. Fragen Sie, wer die Liste signiert.".to_owned(),
        Fault::Revoked(Some(by)) => format!(
            "Dieses Gerät wurde durch Version {} von der Teamliste gestrichen, mit Wirkung vom {}: Nichts, was es signiert, gilt. Fragen Sie, wer die Liste signiert.",
            by.version,
            at(by.at)
        ),
        Fault::UnknownKey => "Dieses Gerät steht nicht auf der Teamliste: Bitten Sie, wer sie signiert, es aufzunehmen.".to_owned(),
        Fault::KeyExpired => "Die Zeit dieses Geräts auf der Teamliste ist um: Bitten Sie, wer sie signiert, sie zu verlängern.".to_owned(),
        Fault::Unreachable(why) => format!("das Gateway ist nicht erreichbar ({why}); starten Sie es oder prüfen Sie seine Adresse"),
        Fault::Timeout => "das Gateway antwortet nicht rechtzeitig; versuchen Sie es erneut oder prüfen Sie, ob sein Rechner wach ist".to_owned(),
        Fault::Certificate(why) => format!("das Zertifikat des Gateways wird nicht anerkannt: {why}"),
        Fault::BadReceipt(code) => format!("die Quittung des Gateways ist nicht gültig ({code})"),
        Fault::GatewayRefused(code) => format!("das Gateway hat es abgewiesen: {}", because(code).unwrap_or(code)),
        Fault::NotDone(NotDone::Signed, why) => format!("es wurde nichts signiert: {why}"),
        Fault::Refused(code) => format!("abgewiesen: {}", because(code).unwrap_or(code)),
        Fault::NotDone(NotDone::Delivered, why) => format!("Ihre Entscheidung ist signiert und auf diesem Rechner gesichert, aber noch nicht im Protokoll: {why}. Sie wird von selbst wieder gesendet."),
        Fault::NotDone(NotDone::NoteDelivered, why) => format!("Was Sie geschrieben haben, ist signiert und auf diesem Rechner gesichert, aber noch nicht im Protokoll: {why}. Es wird von selbst wieder gesendet."),
        Fault::NotDone(NotDone::Stopped, why) => format!("Es wurde nichts angehalten oder aufgehoben: {why}"),
        Fault::NotDone(NotDone::Changed, why) => format!("Für die anderen hat sich nichts geändert: {why}"),
        Fault::LongLink => "Dieser Link ist länger als jeder von Fermata; es wurde nichts geöffnet.".to_owned(),
        Fault::NoItemLink => "Dieser Link nennt keinen Vorgang; kopieren Sie den ganzen Link, der Ihnen gesendet wurde.".to_owned(),
        Fault::NoInvite => "Dieser Link ist keine Einladung; kopieren Sie den ganzen Link, der Ihnen gesendet wurde.".to_owned(),
        Fault::UnknownLink => "Fermata kennt diesen Link nicht; es wurde nichts geöffnet.".to_owned(),
        Fault::InviteEnded(end) => format!("Die Einladung galt bis {}; bitten Sie um eine neue.", at(end)),
        Fault::InviteOfAnother(person) => format!("Die Einladung ist für {person}; treten Sie als diese Person bei, oder bitten Sie um eine eigene."),
        Fault::NoName => "Der Name braucht mindestens einen Buchstaben von a bis z, für Ihre Kennung auf der Teamliste.".to_owned(),
        Fault::Occupied(directory) => format!("In {directory} liegt schon ein anderer Arbeitsbereich; treten Sie mit einem anderen Verzeichnis bei."),
        Fault::DeskInUse => "Dieser Arbeitsplatz wurde schon benutzt und behält deshalb seinen Arbeitsbereich: Treten Sie mit einem anderen Verzeichnis (FERMATA_HOME) oder einem anderen Konto dieses Rechners bei.".to_owned(),
        Fault::NotShown => "Gespeichert wird nur, was gezeigt wurde; öffnen Sie zuerst die Diagnose.".to_owned(),
        Fault::NoFile(why) => format!("Es wurde keine Datei geschrieben: {why}."),
        Fault::BadAddress => "Diese Adresse führt nicht aus Fermata hinaus; es wurde nichts geöffnet.".to_owned(),
        Fault::NotOpened(why) => format!("Das System hat kein Programm, das dies öffnet: {why}."),
        Fault::PictureNotRead(why) => format!("Das Bild ließ sich nicht lesen: {why}."),
        Fault::NoKeysHere => "Auf diesem Desktop darf kein Programm Tasten belegen: Geben Sie sie in den Einstellungen des Desktops fermata-desk.".to_owned(),
        Fault::KeysTaken => "Ein anderes Programm hat diese Tasten belegt: Wählen Sie andere, oder geben Sie sie dort frei.".to_owned(),
        Fault::ShortcutNotKept(why) => format!("Die Tasten ließen sich nicht merken ({why}), deshalb hat sich nichts geändert."),
        Fault::LoginNotKept(why) => format!("Ob Fermata bei der Anmeldung startet, ließ sich nicht merken ({why}); prüfen Sie das Verzeichnis autostart in Ihrer Konfiguration."),
    }
}

fn to_decide(verb: Verb) -> &'static str {
    match verb {
        Verb::Approve => "Freigeben",
        Verb::Edit => "Ändern",
        Verb::Reject => "Ablehnen",
        Verb::Respond => "Antworten",
    }
}

fn to(right: Right) -> &'static str {
    match right {
        Right::Halt => "Agenten anzuhalten",
        Right::Contracts => "Verträge zu ändern",
        Right::Policy => "die Richtlinie zu ändern",
        Right::Assign => "Vorgänge zu übergeben",
        Right::Extend => "Vorgängen mehr Zeit zu geben",
        Right::Reveal => "verdeckte Werte aufzudecken",
        Right::Audit => "alles zu lesen",
    }
}

fn at(time: Timestamp) -> String {
    super::local(time, "%-d.%-m., %H:%M Uhr")
}
