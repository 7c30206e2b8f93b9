package views

import (
	"testing"

	"github.com/a-h/templ"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

// The sentences of forms and panels, each in the state in which it says most.
func TestFragments_Golden(t *testing.T) {
	t.Parallel()
	at := moment()
	deletion := DeleteForm{Action: "/snapshots/s-1/delete", Back: "/snapshots/s-1", Key: "k", Name: "nightly", Remaining: "No good snapshot of db-01 remains.", OnlyGoodCopy: true, Phrase: "delete the last one", Undo: "10 minutes", Facts: []ui.Fact{{Label: "Size", Text: "10 GB"}}}
	planned := running()
	planned.Planned, planned.CanCancel, planned.Pill = &at, true, ui.Pill{Tone: "warn", Icon: "clock", Label: "Planned"}
	review := SnapshotReview{From: "/snapshots", Button: "Delete 2 snapshots", Danger: true, LosingLastCopy: []ui.Link{{Text: "db-01", Href: "/v"}}, Phrase: "delete 2 snapshots", Facts: []ui.Fact{{Label: "Freed", Text: "20 GB"}}, Notes: []string{"They are deleted in 10 minutes."}}
	waiting := ChainStep{Operation: running(), Number: 2, Title: "Overwrite db-01", WaitsFor: "Waits for step 1", IfFails: "If it fails, web starts again."}
	waiting.Running = false
	locked := snapshotOf(func(p *Snapshot) {
		p.Actions.Lock, p.Badges.Lock = &LockView{Reason: "for the audit"}, &LockView{Reason: "for the audit"}
	})
	for name, c := range map[string]templ.Component{
		"delete-last-copy":      deleteForm(deletion),
		"operation-planned":     OperationCard(planned),
		"line-planned":          OperationLine(planned),
		"review-delete":         snapshotReviewEffect(review),
		"step-waiting":          BatchStep(waiting),
		"snapshot-title-locked": SnapshotTitle(locked),
		"snapshot-chain":        SnapshotChainPanel(Snapshot{Chain: &SnapshotChain{Volume: ui.Link{Text: "db-01", Href: "/v"}, Total: 9, Older: 5, Newer: 1, Remaining: "8 remain.", Items: []ChainItem{{Created: at, Size: "10 GB", Current: true}, {Snapshot: ui.Link{Text: "weekly", Href: "/s"}, Created: at, Size: "10 GB", Latest: true}}}}),
		"label-editor":          labelEditor(Actions{Href: "/snapshots/s-1", Key: "k", Labels: []LabelRow{{"team", "infra"}}, Own: []Message{{"snapdeck-volume", "v-1"}}}),
		"target-own":            targetPanel(TargetForm{Action: "/v/target", Key: "k", Now: "7 days", From: "of its label", Contract: "24 h", Own: true, Target: "7d"}),
		"bulk-too-large":        bulkConsequences(BulkReview{From: "/volumes", Selected: 2, Size: "20 GB", Cost: "1 EUR / 30 days", Warning: "This exceeds the quota.", Drop: &DropSuggestion{IDs: "v-1", Text: "Leave out db-01"}, Lanes: []Lane{{ui.Link{Text: "prod", Href: "/d"}, 2, ui.Pill{Tone: "good", Icon: "check", Label: "Available"}}}}),
		"set-form":              setForm(set(2)),
		"overwrite-form":        overwriteForm(overwrite()),
		"new-volume-form":       newVolumeForm(newVolume()),
		"edit-conflicts":        editConflicts(EditForm{Conflicts: []EditConflict{{"Name", "weekly", "nightly"}}}),
		"sessions":              sessionsPanel(Account{Sessions: []AccountSession{{Browser: "Firefox on Linux", Addr: "192.0.2.7", Started: at, Seen: at, Current: true}, {Href: "/account/sessions/2/end", Browser: "Chrome on Android", Addr: "::1", Started: at, Seen: at}}}),
		"second-factor":         factorPanel(Account{TOTP: true, Recovery: 8, CanAddPasskey: true, Passkeys: []PasskeyEntry{{Name: "Phone", Href: "/account/passkeys/1/remove", Added: at, Used: at}}}),
		"user":                  userEntry(UserEntry{Name: "bob", Href: "/people/1", Disabled: true, Origin: "OIDC", Role: "viewer", Roles: []ui.Option{{Value: "viewer", Text: "viewer", Selected: true}}, Login: at, From: "192.0.2.7", Sessions: 1}),
		"audit-row":             AuditTableRow(AuditRow{ID: "1", When: at, Actor: "amy", Address: "192.0.2.7", Action: ui.Link{Text: "Delete snapshot", Href: "/operations/op-1"}, Detail: "It can be undone.", Targets: []AuditTarget{{"Snapshot", ui.Link{Text: "nightly"}, "s-1"}}, Pill: ui.Pill{Tone: "good", Icon: "check", Label: "Done"}, RequestID: "0123456789"}),
		"source-unknown":        SourceUnknown(SourcePanel{Inference: inferenceOf("db-01"), Pair: "s-1/v-1/there", Choose: "/snapshots/s-1/source", Back: "/snapshots/s-1"}),
		"problem-banner":        problemBanner(shell(), Problem{Code: "timeout", Title: "IONOS Cloud does not answer", Sentences: []string{"Snapdeck retries automatically."}, Since: at, Clock: "12:00:00 UTC", RequestID: "r-1"}),
		"volume-servers":        VolumeServers([]ServerRow{{ID: "s-1", Name: ui.Link{Text: "web", Href: "/s"}, Type: "CUBE", Size: "2 cores, 4 GB", Pill: ui.Pill{Tone: "good", Icon: "check", Label: "Running"}, Boots: true}}),
		"volume-servers-none":   VolumeServers(nil),
		"retry-leaving":         leavingSnapshots(nil),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			viewtest.RequireGolden(t, name, c)
		})
	}
}
