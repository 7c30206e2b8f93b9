package views

import (
	"maps"
	"time"

	"github.com/a-h/templ"

	"snapdeck/internal/views/ui"
)

// listOf returns a list with as many columns as its rows have cells.
func listOf(text string, columns int) ui.List {
	l := ui.List{Caption: text, Rows: 1, Total: 1200, Summary: text, Pager: ui.Pager{Page: 2, Of: 3, Action: "/list", First: "/list?page=1", Prev: "/list?page=1", Next: "/list?page=3", Last: "/list?page=3"}}
	for range columns {
		l.Columns = append(l.Columns, ui.Column{Label: text})
	}
	return l
}

func filterOf(text string) ui.Filter {
	return ui.Filter{Action: "/list", Query: text, Hint: text, Clear: "/list", Selects: []ui.Select{{Name: "type", Label: text, Options: []ui.Option{{Value: text, Text: text}}}}, Chips: []ui.Chip{{Text: text, Href: "/list"}}, ClearAll: "/list"}
}

func rowsOf(text string) []ui.Row {
	return []ui.Row{{ID: text, Cells: []ui.Cell{{Text: text, Href: "/v"}, {Actions: &ui.RowActions{Subject: text, Menu: []ui.MenuItem{{Text: text, Href: "/restore", Right: "maintain"}, {Text: text, Href: "/audit"}}}}}}}
}

func factsOf(text string) []ui.Fact {
	at := moment()
	return []ui.Fact{{Label: text, API: "name", Text: text, Copy: true}, {Label: "Created", When: &at}, {Label: "Empty"}}
}

// operationOf returns a failed operation with a text in every place that shows one.
func operationOf(text string) Operation {
	o, at := failed(), moment()
	o.ID, o.Name, o.Actor, o.Stage, o.RequestID, o.Label, o.Labels, o.Reason, o.Size = text, text, text, text, text, text, text, text, text
	o.Volume, o.Datacenter, o.Snapshot = ui.Link{Text: text, Href: "/v"}, ui.Link{Text: text}, ui.Link{Text: text, Href: "/s"}
	o.Pill = ui.Pill{Tone: "bad", Icon: "cross", Label: text + " ", Title: text}
	o.Failure = &Failure{Code: "quota", Happened: text, Did: text, Next: text, Quote: text, Ways: []ui.Link{{Text: text, Href: "/snapshots"}}, RequestID: text, Messages: []Message{{text, text}}}
	o.History = []HistoryLine{{text, at, text}}
	o.Arrives = &Arrival{Clock: "16:36", ISO: "2026-11-23T16:36:00Z", Left: "2 min left"}
	o.Dismiss = &AttentionAction{Text: text, About: text, Href: "/failures/dismiss", Post: true, Fields: []ui.HiddenField{{Name: "cause", Value: text}}}
	o.CanCancel, o.CanMoveUp, o.CanResolve, o.Review = true, true, true, ui.Link{Text: text, Href: "/operations/op/again"}
	return o
}

func snapshotRowOf(text string) SnapshotRow {
	at := moment()
	return SnapshotRow{
		ID: text, Name: ui.Link{Text: text, Href: "/snapshots/s-1"}, Pill: ui.Pill{Tone: "busy", Label: text}, Size: text, Bytes: text, Created: at, CreatedBy: text,
		Badges: SnapshotBadges{Name: text, Lock: &LockView{Reason: text, Until: &at, Day: text}, OnlyGoodCopy: true, Unproven: true, Deletion: "/operations/op", DeletedAt: &at},
	}
}

func inferenceOf(text string) SourceInference {
	return SourceInference{
		Confidence: ui.Pill{Tone: "good", Icon: "check", Label: text}, More: 2, CounterEvidence: []string{text},
		Candidates: []SourceCandidate{{Volume: ui.Link{Text: text, Href: "/v"}, Datacenter: ui.Link{Text: text}, Evidence: []string{text}}},
	}
}

func createOf(text string) CreateForm {
	return CreateForm{
		Action: "/v/snapshots", Back: "/v", From: text, Key: text, Volume: text, Values: CreateValues{text, text, "LINUX", true}, Licences: []ui.Option{{Value: "LINUX", Text: text, Selected: true}}, Size: text, Cost: text,
		Errors: map[string]string{"name": text, "description": text, "licenceType": text, "secAuthProtection": text}, Problem: operationOf(text).Failure, Quota: ptr(quotaMeter()), TypicalDuration: text,
		Datacenter: text, State: ui.Pill{Tone: "good", Label: text}, Consistency: text, Warnings: []string{text}, Blocked: text, MaxName: 64, MaxText: 512,
	}
}

func savedOf(text string) *SavedMenu {
	return &SavedMenu{All: ui.Link{Text: text, Href: "/list"}, Views: []SavedView{*anySaved(text)}, Address: "/list", SaveHref: "/views", Name: text, IsDefault: true, Problem: text}
}

func calendarOf(days ...DayState) (c Calendar) {
	monday := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	for i, state := range days {
		c.Add(monday.AddDate(0, 0, i), state, i%3)
	}
	return c
}

func reviewOf(text string) SnapshotReview {
	return SnapshotReview{
		Title: text, Button: text, Danger: true, Action: "/bulk/snapshots/delete/record", Preview: "/bulk/snapshots/delete", Key: text, Digest: text, From: "/snapshots", Notice: text, Error: "changed", Effect: text, States: true,
		Rows:       []SnapshotReviewRow{{SnapshotRow: snapshotRowOf(text), Source: ui.Link{Text: text}, Effects: []string{text, text}, Notes: []string{text}, Error: text}, {SnapshotRow: snapshotRowOf(text), Unchanged: true, Dropped: true}},
		Selectable: "/bulk/snapshots/delete", Skipped: []Skipped{{ui.Link{Text: text}, text, text}}, More: 3, Facts: factsOf(text), Notes: []string{text}, LosingLastCopy: []ui.Link{{Text: text, Href: "/v"}}, Phrase: text,
		Errors: map[string]string{"phrase": text, "name": text, "description": text, "label": text, "reason": text, "until": text},
	}
}

// changePages returns the pages of forms that change something, each with all of its parts.
func changePages(text string) map[string]templ.Component {
	link, at := ui.Link{Text: text, Href: "/v"}, moment()
	rename, label, lock, nothing := reviewOf(text), reviewOf(text), reviewOf(text), reviewOf(text)
	rename.Rename = &RenameFields{Name: text, Text: text, ReplaceDescriptions: true, Variables: []string{text}, MaxName: 64, MaxText: 512}
	label.Label = &LabelFields{Key: text, Value: text, Present: []LabelChoice{{Key: text, N: 2, Removed: true}, {Key: "b", N: 1}}}
	lock.Lock, lock.Selectable = &LockFields{Reason: text, Until: "2026-12-01"}, ""
	nothing.Rows, nothing.Nothing = nil, text
	form := TargetForm{Action: "/v/target", Key: text, Now: text, From: text, Contract: text, Own: true, Do: "set", Target: text, Reason: text, Field: "target", Problem: text}
	restore := RestorePage{
		Name: text, Href: "/snapshots/s-1", Facts: factsOf(text), Problem: text, Notice: text, Targets: []ui.Option{{Value: "v", Text: text}},
		New: &NewVolumeForm{Action: "/snapshots/s-1/volume", Key: text, Name: text, Size: "10", Smallest: "10", Types: []ui.Option{{Value: "HDD", Text: text}}, Errors: map[string]string{"name": text, "size": text}, Quota: text, Location: text},
	}
	overwrite := restore
	overwrite.Overwrite = &OverwriteForm{
		Action: "/snapshots/s-1/overwrite", Key: text, VolumeID: text, Volume: link, Facts: factsOf(text), Power: Power{Running: text, Stop: true}, Running: []string{text}, Warnings: []string{text}, Phrase: text,
		Errors: map[string]string{"phrase": text}, Safety: true, SafetyName: text, Snapshot: text, SafetyProblem: text, WithoutSafety: "/snapshots/s-1/restore",
	}
	pair := SourcePair{Pair: text, Snapshot: link, Created: at, Volume: link, Datacenter: link, Confidence: ui.Pill{Label: text}, Evidence: []string{text}, Warning: text}
	return map[string]templ.Component{
		"retry":          RetryPage(shell(), RetryForm{Title: text, Action: "/operations/op/again", Back: "/operations/op", Key: text, Steps: []RetryStep{{text, true}, {text, false}}, Running: []string{text}, Warnings: []string{text}, Undo: text, Phrase: text, Wrong: text, Notice: text}),
		"retry-leaving":  RetryPage(shell(), RetryForm{Title: text, Leaving: []Operation{operationOf(text)}}),
		"bulk":           BulkPage(shell(), BulkReview{Key: text, From: "/volumes", Template: text, Description: text, Errors: map[string]string{"name": text, "description": text}, Rows: []BulkVolume{{VolumeRow: VolumeRow{ID: text, Name: link, Datacenter: link, Location: text}, Proposal: text, Warnings: []string{text}}}, Selected: 1, Skipped: []Skipped{{link, text, text}}, Lanes: []Lane{{link, 2, ui.Pill{Label: text}}}, Size: text, Cost: text, Quota: ptr(quotaMeter()), Warning: text, Drop: &DropSuggestion{IDs: text, Text: text}, Unsized: text, MaxName: 64, MaxText: 512}),
		"bulk-nothing":   BulkPage(shell(), BulkReview{From: "/volumes", Skipped: []Skipped{{link, text, text}}}),
		"review-rename":  SnapshotReviewPage(shell(), rename),
		"review-label":   SnapshotReviewPage(shell(), label),
		"review-lock":    SnapshotReviewPage(shell(), lock),
		"review-delete":  SnapshotReviewPage(shell(), reviewOf(text)),
		"review-nothing": SnapshotReviewPage(shell(), nothing),
		"create":         CreatePage(shell(), createOf(text)),
		"edit":           EditPage(shell(), EditForm{Action: "/snapshots/s-1/edit", Back: "/snapshots/s-1", Key: text, Name: text, Texts: []EditField{{Field: "name", Label: text, Help: text, Was: text, Value: text}, {Field: "description", Label: text, Help: text, Value: text, Long: true}}, Flags: []EditField{{Field: "cpuHotPlug", Label: text, Help: text, Was: "true", Options: []ui.Option{{Value: "true", Text: text}}}}, Errors: map[string]string{"name": text}, Conflicts: []EditConflict{{text, text, text}}, Problem: operationOf(text).Failure, MaxName: 64, MaxText: 512}),
		"delete":         DeletePage(shell(), DeleteForm{Action: "/snapshots/s-1/delete", Back: "/snapshots/s-1", Key: text, Name: text, Facts: factsOf(text), Remaining: text, OnlyGoodCopy: true, Phrase: text, PhraseError: text, Undo: text, Notice: text}),
		"delete-locked":  DeletePage(shell(), DeleteForm{Name: text, Back: "/snapshots/s-1", Lock: &LockView{Reason: text}}),
		"delete-used":    DeletePage(shell(), DeleteForm{Name: text, Back: "/snapshots/s-1", Used: ptr(operationOf(text))}),
		"delete-planned": DeletePage(shell(), DeleteForm{Name: text, Back: "/snapshots/s-1", Planned: ptr(operationOf(text))}),
		"restore":        RestoreView(shell(), restore),
		"overwrite":      RestoreView(shell(), overwrite),
		"set-restore": SetRestorePage(shell(), SetRestore{Action: "/servers/1/sets/2/restore", Back: "/servers/1", Key: text, Title: text, Origin: "batch", Spread: text, Facts: factsOf(text), Pairs: []SetPair{{Volume: link, Snapshot: link, Taken: at, Size: text, Since: text}}, Skipped: []Skipped{{link, text, text}},
			Power: Power{Off: text, Start: true}, Running: []string{text}, Warnings: []string{text}, Phrase: text, PhraseError: text, Notice: text, Safety: true, SafetyProblem: text, WithoutSafety: "/servers/1", Incomplete: text, Blocked: text}),
		"source-review": SourceReviewPage(shell(), SourceReview{Key: text, Back: "/snapshots/sources", Pairs: []SourcePair{pair, {Pair: "none", Snapshot: link}}, Skipped: []Skipped{{link, text, text}}, Changed: text, Error: "changed", Labels: []LabelRow{{text, text}}, More: text, Calls: 3}),
		"source-choice": SourceChoicePage(shell(), SourceChoice{Name: text, Back: "/snapshots/s-1", Facts: factsOf(text), Inference: inferenceOf(text), Query: text, Action: "/snapshots/s-1/source", Options: []SourceOption{{Pair: text, Volume: text, Datacenter: text, Size: text, Note: text, Selected: true}}, More: 3, None: "s-1//", Empty: text}),
		"target-review": TargetReviewPage(shell(), text, TargetReview{Action: "/bulk/volumes/target/record", Preview: "/bulk/volumes/target", Key: text, From: "/volumes", Contract: text, Fixed: true, Form: form, Rows: []TargetRow{{VolumeRow: VolumeRow{ID: text, Name: link, Datacenter: link}, Now: text, Then: text}, {Unchanged: true, VolumeRow: VolumeRow{Name: link}}}, Skipped: []Skipped{{link, text, text}}}),
		"resent":        ResentPage(shell(), Resent{Title: text, Text: text, Link: link, Forms: []ResentForm{{"/bulk/create", text, []ui.HiddenField{{Name: "key", Value: text}}}, {"/bulk/existing", text, nil}}}),
	}
}

// lookPages returns the pages that only show something, each with all of its parts.
func lookPages(text string) map[string]templ.Component {
	link, at, s := ui.Link{Text: text, Href: "/v"}, moment(), snapshotRowOf(text)
	list := listOf(text, 2)
	batch := Batch{Heading: text, Actor: text, RequestedAt: at, Pill: ui.Pill{Label: text}, Counts: []BatchShare{{text, 3, "good", "/batches/b?only=done", true}, {text, 1, "bad", "", false}}, Total: 4, Failed: 1, Note: text, Links: []ui.Link{link}, Href: "/batches/b", Undo: text, Planned: &at, List: listOf(text, 8), Rows: []Operation{operationOf(text)}}
	steps := batch
	steps.Steps, steps.Cancel, steps.Back = []ChainStep{{Operation: operationOf(text), Number: 1, Title: text, WaitsFor: text, IfFails: text, Began: true}}, "/batches/b/cancel", text
	snapshot := Snapshot{
		Name: text, Pill: ui.Pill{Tone: "busy", Label: text}, Description: text, State: "BUSY", RawDescription: text, Source: factsOf(text), LabelNote: text, Main: factsOf(text), Summary: factsOf(text), LatestGood: true, JSON: text, Flags: factsOf(text), Metadata: factsOf(text), Notice: text,
		SourcePanel: &SourcePanel{Inference: inferenceOf(text), History: HistoryStatus{Pill: ui.Pill{Label: text}, Text: text, When: at, Cause: []string{text}}, Pair: text, Choose: "/snapshots/s-1/source", Back: text}, Badges: s.Badges,
		Chain:   &SnapshotChain{Volume: link, Total: 9, Older: 3, Newer: 1, Items: []ChainItem{{Snapshot: link, Created: at, Size: text, Pill: ui.Pill{Label: text}, Latest: true}, {Current: true, Created: at}}, Remaining: text},
		Actions: Actions{Href: "/snapshots/s-1", Key: text, Name: text, Text: text, Labels: []LabelRow{{text, text}}, Own: []Message{{text, text}}, MaxName: 64, MaxText: 512}, Operation: ptr(operationOf(text)),
	}
	locked := snapshot
	locked.Actions.Lock, locked.Operation, locked.Operations = &LockView{Reason: text, Until: &at, Day: text}, nil, []Operation{operationOf(text)}
	resolve := ResolveForm{Action: "/operations/op/resolve", Creates: true, Candidates: []SnapshotRow{s}}
	return map[string]templ.Component{
		"audit":          AuditPage(shell(), Audit{Filter: filterOf(text), Exports: []ui.Link{link}, List: listOf(text, 6), Rows: []AuditRow{{ID: text, When: at, Actor: text, Address: text, Action: link, Detail: text, Targets: []AuditTarget{{text, link, text}}, Pill: ui.Pill{Label: text}, RequestID: text}, {ID: "2"}}}),
		"batch":          BatchPage(shell(), batch),
		"batch-steps":    BatchPage(shell(), steps),
		"datacenters":    DatacentersPage(shell(), Datacenters{Saved: savedOf(text), Filter: filterOf(text), List: list, Rows: rowsOf(text)}),
		"servers":        ServersPage(shell(), Servers{Filter: filterOf(text), List: list, Rows: rowsOf(text)}),
		"server":         ServerPage(shell(), Server{ID: text, Name: text, Pill: ui.Pill{Label: text}, Facts: factsOf(text), Operations: []Operation{operationOf(text)}, Timeline: timeline(), List: list, SetList: list, Volumes: rowsOf(text), Sets: rowsOf(text + "2")}),
		"volumes":        VolumesPage(shell(), Volumes{Saved: savedOf(text), Heading: text, Facts: factsOf(text), Pill: &ui.Pill{Label: text}, Filter: filterOf(text), List: list, Rows: rowsOf(text), Datacenter: true, Exports: []ui.Link{link}, Address: "/volumes", Tabs: []ui.ListTab{{Text: text, Value: "all", Count: "3", Href: "/volumes"}}}),
		"snapshots":      SnapshotsPage(shell(), Snapshots{Saved: savedOf(text), UnknownSources: link, Exports: []ui.Link{link}, Filter: filterOf(text), List: list, Rows: rowsOf(text), Address: "/snapshots"}),
		"operations":     OperationsPage(shell(), Operations{Filter: filterOf(text), List: listOf(text, 8), Rows: []Operation{operationOf(text), {ID: "batch", Label: text, Batch: &BatchLine{Href: "/batches/b", Text: text, Total: 4, Pill: ui.Pill{Label: text}, Counts: batch.Counts}}}}),
		"operation":      OperationView(shell(), OperationPage{Operation: operationOf(text), Notice: text, Error: "open", Facts: factsOf(text), Retries: []ui.Link{link}, Resolve: &resolve, Twice: twice()}),
		"snapshot":       SnapshotPage(shell(), snapshot),
		"snapshot-lock":  SnapshotPage(shell(), locked),
		"sources":        SourcesPage(shell(), Sources{History: snapshot.SourcePanel.History, Tabs: []ui.Tab{{Text: text, Count: text, Href: "/snapshots/sources"}}, Filter: filterOf(text), List: listOf(text, 8), Rows: []SourceRow{sourceRow()}, Address: text, All: ConfirmAll{N: 3, Key: text, Address: text}}),
		"restore-choice": RestoreChoicePage(shell(), RestoreChoice{Volume: text, Back: "/v", Own: []RestoreSource{{Row: s, Href: "/snapshots/s-1/restore", Best: true}}, Probable: []RestoreSource{{Row: s, Problem: text, Source: link, Likely: true, Reason: text}}, Others: []RestoreSource{{Row: s, Href: "/r"}}, OtherCount: 1200}),
		"volume":         VolumePage(shell(), Volume{ID: text, Name: text, Head: VolumeHeading{Protection: &Protection{State: "late", Label: text, Age: &at, Detail: text, Failed: true, Title: text}, Pill: &ui.Pill{Label: text}, Facts: []string{text, text}, RestoreLatest: "/restore", RestoreTitle: text}, Target: TargetForm{Action: "/v/target", Own: true, Now: text, From: text, Contract: text, Problem: text, Field: "target"}, Calendar: calendarOf("late", "never", "protected"), Likely: LikelyPoints{List: list, Rows: rowsOf(text + "2"), Confirm: "/snapshots/sources"}, API: text, Facts: factsOf(text), Servers: []ServerRow{{ID: text, Type: text, Size: text, Name: link, Pill: ui.Pill{Label: text}, Boots: true}}, Operations: []Operation{operationOf(text)}, Twice: twice(), Timeline: timeline(), List: list, Snapshots: rowsOf(text), Form: createOf(text), Address: "/v", CreateHref: "/v/create", RestoreHref: "/v/restore"}),
		"find":           FindPage(shell(), Find{Query: text, At: text, Groups: []FoundGroup{{Name: text, Items: []FoundItem{{Link: link, Detail: text, Pill: ui.Pill{Label: text}}, {Link: link, Form: &Form{Action: "/theme", Fields: []ui.HiddenField{{Name: "theme", Value: text}}}}}, All: link}}}),
		"find-nothing":   FindPage(shell(), Find{Query: text}),
	}
}

// otherPages returns those about users, settings and help, and those before a login.
func otherPages(text string) map[string]templ.Component {
	at, options := moment(), []ui.Option{{Value: "viewer", Text: text, Selected: true}}
	alert := ui.Alert{Code: "name", Text: text}
	admin, blocked := shell(), shell()
	admin.Role, admin.Crumbs, admin.OpenFailures, admin.RunningCount = "admin", []ui.Link{{Text: text, Href: "/"}, {Text: text}}, 3, 2
	blocked.Blocked, blocked.Stream, blocked.Refresh, blocked.At = text, "/events", 10, text
	blocked.Problems = []Problem{{Code: "access", Title: text, Sentences: []string{text}, RequestID: text, Messages: []Message{{text, text}}, Since: at, Clock: text}}
	blocked.Notices, blocked.Flash = []ui.Notice{{Code: "loading", Tone: "warn", Text: text}}, &Flash{Code: "earlier", Operation: text, State: "open", Text: text, Link: ui.Link{Text: text, Href: "/operations/op"}}
	return map[string]templ.Component{
		"overview": OverviewPage(blocked, Overview{
			Create: ui.Link{Text: text, Href: "/bulk"}, Coverage: coverageBar(text), Attention: Attention{Lines: []AttentionLine{attentionLineOf(text)}, Dismissed: []DismissedFailure{{Text: text, By: text, At: at, Names: []ui.Link{{Text: text}}}}}, Start: &GettingStarted{Steps: []StartStep{{"connect", ui.Link{Text: text}, text, true}, {"target", ui.Link{Text: text}, text, false}}},
			Heat: heatOf(text), Cost: CostPanel{Title: text, Amount: text, Exact: text, Unit: text, Trend: text, Notes: []string{text}, Chart: chartOf(text)}, Ages: AgePanel{Summary: text, Review: ui.Link{Text: text}, Rows: []AgeRow{{text, text, text, text, "20.00%", true}}}, Quota: QuotaPanel{Meters: []ui.Meter{quotaMeter()}, Forecast: text, Chart: chartOf(text)},
			Running: RunningPanel{Lines: []Operation{{ID: text, Name: text, Label: text, Stage: text, TypicalDuration: text, Late: true}}, More: 3, Others: []OpenRequest{{ID: text, Label: text, By: text, Datacenter: ui.Link{Text: text}, Pill: ui.Pill{Label: text}, RequestedAt: at}}},
		}),
		"people":        PeoplePage(admin, People{Claims: true, People: []UserEntry{{Name: text, Href: "/people/1", Self: true, Disabled: true, Origin: text, Role: "viewer", Roles: options, Login: at, From: text, Sessions: 2}, {Name: text, Href: "/people/2", Roles: options}}, Roles: options, About: [][2]string{{text, text}}, Name: text, Alert: alert}),
		"claims":        ClaimsPage(admin, Claims{Logins: []ClaimsEntry{{Name: text, Issuer: text, Subject: text, Role: "viewer", Claims: text, At: at}, {Name: text, Issuer: text, Subject: text + "2", Claims: "{}"}}}),
		"account":       AccountPage(shell(), Account{Name: text, Role: text, Login: at, From: text, Local: true, TOTP: true, Recovery: 1, Passkeys: []PasskeyEntry{{text, "/account/passkeys/1", at, at}}, CanAddPasskey: true, Alert: alert, Done: text, Sessions: []AccountSession{{"/account/sessions/1", text, text, at, at, true}, {"/account/sessions/2", text, text, at, at, false}}}),
		"account-first": AccountPage(shell(), Account{Name: text, Role: text, Local: true, MustChange: true, MustAddFactor: true}),
		"totp":          TOTPSetupPage(shell(), TOTPSetup{Secret: text, Picture: "data:image/png;base64,AA==", Sealed: text, Alert: alert}),
		"recovery":      RecoveryPage(shell(), []string{text, text}),
		"second-factor": SecondFactorPage(shell(), SecondFactor{Pending: text, Next: text, TOTP: true, Error: text, Passkey: &Passkey{text, text}}),
		"passkey":       PasskeyPage(shell(), Passkey{text, text}),
		"proof":         ProofPage(shell(), Proof{Action: "/people", Fields: []ui.HiddenField{{Name: "name", Value: text}}, Back: "/people", Alert: alert, Local: true, TOTP: true}),
		"login":         LoginPage(blocked, Login{User: text, Next: text, Reason: text, ReasonCode: "ended", Error: text, ErrorCode: "wrong", Passkey: &Passkey{text, text}, Provider: text, ProviderHref: "/login/oidc"}),
		"problem":       ProblemView(shell(), ProblemPage{Status: 404, Title: text, Sentences: []string{text}, RequestID: text, Messages: []Message{{text, text}}, Links: []ui.Link{{Text: text, Href: "/"}}, Error: "right"}),
		"problem-bare":  BareProblem(shell(), ProblemPage{Status: 500, Title: text}),
		"settings":      SettingsView(shell(), SettingsPage{Saved: "target", Simulated: true, TokenWarning: text, Target: text, Prices: text, PricesFixed: true, Currency: text, Connection: factsOf(text), Timing: factsOf(text), Values: []SettingValue{{text, text, "file", text}, {"B", "", "default", text}}, Errors: map[string]string{"target": text, "prices": text}}),
		"saved":         SavedViewsPage(shell(), SavedPage{Views: []SavedView{*anySaved(text)}, Unsaved: anySaved(text)}),
		"help":          HelpView(shell(), HelpPage{Title: text, Topics: []HelpTopic{{ui.Link{Text: text, Href: "/help/readme"}, text}}}),
		"about":         HelpView(shell(), HelpPage{Title: text, Version: text, Modules: []HelpModule{{text, text, text}}}),
	}
}

// allPages returns all pages, with a text in every place that shows one.
func allPages(text string) map[string]templ.Component {
	all := changePages(text)
	maps.Copy(all, lookPages(text))
	maps.Copy(all, otherPages(text))
	return all
}
